package vk

// stepBlock is the least the step arena asks of the driver at once.
const stepBlock = 32 << 20

// stepArena hands out the temporaries of a step one behind the other and takes
// them all back at once. The same sequence of requests gets the same addresses.
type stepArena struct {
	device *Device
	blocks []*block
	at     int    // block in use
	offset uint64 // first free byte of it
	used   uint64 // bytes of this step
	peak   uint64
	tenure tenure // of this step's temporaries
	guard  uint64 // bytes left behind every temporary
	temps  []Buffer
}

func (a *stepArena) take(bytes uint64) (Buffer, error) {
	size := alignUp(max(bytes, 1)) + a.guard
	for ; a.at < len(a.blocks); a.at, a.offset = a.at+1, 0 {
		if a.offset+size <= a.blocks[a.at].size {
			return a.cut(bytes, size), nil
		}
	}
	b, err := a.device.newBlock("the temporaries of a step", max(stepBlock, size), a.device.info.deviceType, false)
	if err != nil {
		return Buffer{}, err
	}
	a.blocks = append(a.blocks, b)
	return a.cut(bytes, size), nil
}

func (a *stepArena) cut(bytes, size uint64) Buffer {
	b := Buffer{tenure: a.tenure, block: a.blocks[a.at], offset: a.offset, size: bytes}
	a.offset += size
	a.used += size
	a.peak = max(a.peak, a.used)
	if a.guard > 0 {
		a.temps = append(a.temps, b)
	}
	return b
}

// rewind makes the whole arena free again; its blocks stay.
func (a *stepArena) rewind() {
	a.at, a.offset, a.used = 0, 0, 0
	a.temps = a.temps[:0]
	a.tenure.end()
	a.tenure = newTenure()
}

// mark is a place in the arena, to go back to.
type mark struct {
	at, temps    int
	offset, used uint64
	tenure       tenure
}

// open begins a part of the step whose temporaries close takes back.
func (a *stepArena) open() mark {
	m := mark{a.at, len(a.temps), a.offset, a.used, a.tenure}
	a.tenure = newTenure()
	return m
}

// close makes what was taken since open free again.
func (a *stepArena) close(m mark) {
	a.tenure.end()
	a.at, a.offset, a.used, a.tenure = m.at, m.offset, m.used, m.tenure
	a.temps = a.temps[:m.temps]
}

func (a *stepArena) release() {
	for _, b := range a.blocks {
		a.device.freeBlock(b)
	}
	a.blocks = nil
}
