package vk

import (
	"fmt"
	"slices"
)

// While a step is recorded its temporaries have no memory yet. The address of
// each is a stand-in that no device gives to memory: the two bits 0b10, the
// temporary's number, and an offset in it. Temporaries get memory when the step
// is submitted and all their uses are known.
const (
	tempOffsetBits = 40
	tempNumberBits = 62 - tempOffsetBits
	tempTag        = 0b10 << 62
)

func isTemp(address uint64) bool { return address>>62 == tempTag>>62 }

// tempParts takes the address of a temporary apart.
func tempParts(address uint64) (number int32, offset uint64) {
	return int32(address << 2 >> (2 + tempOffsetBits)), address & (1<<tempOffsetBits - 1)
}

// temp is a temporary of the step.
type temp struct {
	interval
	at   place // once a program that uses it has been submitted
	over bool  // a Scratch has ended: nothing more will use it
}

// patch is a word of the program that is replaced when a temporary gets its
// place: an address, or the handle of a buffer with the offset in the next word.
type patch struct {
	word   int
	handle bool
}

// temps are the temporaries of a step and their uses in the program under way.
type temps struct {
	block    block // stands for their memory in Buffers
	lifetime lifetime
	list     []temp
	waiting  []int32 // numbers of those that the program is the first to use, in order of use
	held     []int32 // numbers of those placed by earlier programs whose places are not free yet
	patches  []patch // of the program
	epoch    int32   // barriers so far in the step
}

func (t *temps) open() {
	t.lifetime = newLifetime()
	t.block.raw.address = tempTag
}

// take returns a new temporary.
func (t *temps) take(bytes uint64) Buffer {
	number := len(t.list)
	if number >= 1<<tempNumberBits {
		panic(fmt.Sprintf("vk: temp: more than %d temporaries in a step; a step ends with EndStep", number))
	}
	if bytes >= 1<<tempOffsetBits {
		panic(fmt.Sprintf("vk: temp: %d bytes, a temporary holds less than 2^%d", bytes, tempOffsetBits))
	}
	t.list = append(t.list, temp{interval: interval{size: alignUp(max(bytes, 1)), first: -1}})
	return Buffer{lifetime: t.lifetime, block: &t.block, offset: uint64(number) << tempOffsetBits, size: bytes}
}

// use notes that the program's next command accesses what lies at an address.
func (t *temps) use(address uint64) {
	if !isTemp(address) {
		return
	}
	number, _ := tempParts(address)
	u := &t.list[number]
	if u.first < 0 {
		u.first = t.epoch
		t.waiting = append(t.waiting, number)
	}
	u.last = t.epoch
}

// address notes that a word of the program holds an address.
func (t *temps) address(address uint64, word int) {
	if isTemp(address) {
		t.patches = append(t.patches, patch{word, false})
	}
}

// target notes that a word of the program stands for the handle of a temporary's
// buffer; the temporary's address is in the word after it.
func (t *temps) target(word int) { t.patches = append(t.patches, patch{word, true}) }

// patch replaces the stand-ins in the program by places in the blocks.
func (t *temps) patch(program []uint64, blocks []*block) {
	for _, p := range t.patches {
		at := p.word
		if p.handle {
			at++
		}
		number, offset := tempParts(program[at])
		u := t.list[number]
		b := blocks[u.at.block]
		if offset += u.at.offset; p.handle {
			program[p.word], program[at] = b.handle(), offset
		} else {
			program[at] = uint64(b.raw.address) + offset
		}
	}
}

// startProgram begins the step's next program after one that has been submitted.
// A temporary whose Scratch has ended is no longer held, if a barrier has been
// recorded since its last use: the next program may reuse its place.
func (t *temps) startProgram() {
	t.held = append(t.held, t.waiting...)
	t.held = slices.DeleteFunc(t.held, func(number int32) bool { return t.list[number].over && t.list[number].last < t.epoch })
	t.waiting, t.patches = t.waiting[:0], t.patches[:0]
}

// scratch is what to go back to at the end of a part of a step.
type scratch struct {
	from     int // its first temporary
	lifetime lifetime
}

func (t *temps) openScratch() scratch {
	before := scratch{len(t.list), t.lifetime}
	t.lifetime = newLifetime()
	return before
}

// closeScratch ends the live intervals of the temporaries since openScratch.
func (t *temps) closeScratch(before scratch) {
	for i := range t.list[before.from:] {
		t.list[before.from+i].over = true
	}
	t.lifetime.end()
	t.lifetime = before.lifetime
}

// endStep ends the live intervals of all.
func (t *temps) endStep() {
	t.list, t.held, t.epoch = t.list[:0], t.held[:0], 0
	t.lifetime.end()
	t.lifetime = newLifetime()
}

// Temp returns memory of that many bytes with undefined content. It is the
// caller's until EndStep. The memory is chosen when the work that uses it is
// submitted, so that temporaries which are used one after the other share it;
// if the device has none left, the stream's error says so after that submission.
func (s *Stream) Temp(bytes uint64) Buffer {
	if s.err != nil {
		return Buffer{size: bytes}
	}
	guard := s.options.GuardBytes
	if err := s.device.wantRoom("the temporaries of a step", bytes, s.device.info.tensors); err != nil {
		s.fail(err)
		return Buffer{size: bytes}
	}
	b := s.temps.take(bytes + 2*guard)
	if guard > 0 {
		s.guarded = append(s.guarded, b)
		s.Fill(b, GuardWord)
		b = b.Slice(guard, bytes)
	}
	if s.options.PoisonTemps {
		s.Fill(b, poison)
	}
	return b
}

// Scratch calls f and then ends the live intervals of the temporaries that f has
// asked for, as EndStep does for those of the whole step: ask before Scratch for
// what is used after it. It saves memory in steps that are submitted in parts,
// by downloads or by Submit: without it a temporary keeps its place from one
// part to the next until EndStep. Calls may nest; f must not end the step.
func (s *Stream) Scratch(f func()) {
	if s.options.GuardBytes > 0 {
		f() // Guarded shows them until EndStep
		return
	}
	m := s.temps.openScratch()
	f()
	s.temps.closeScratch(m)
}

// newStepBlock asks the driver for memory of the step arena.
func (s *Stream) newStepBlock(size uint64) (*block, error) {
	return s.device.newBlock("the temporaries of a step", size, s.device.info.tensors, false)
}

// Guarded lists the temporaries of this step with the bands before and after
// them, where the option GuardBytes is set.
func (s *Stream) Guarded() []Buffer { return s.guarded }
