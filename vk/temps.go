package vk

import (
	"fmt"
	"slices"
)

// While a step is recorded its temporaries have no memory: the address of each
// is a number, 0b10 | number | offset, that no device gives. They get memory
// when the step is submitted and all their uses are known.
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
	life
	at   place // once a program that uses it has been submitted
	over bool  // nothing more will use it
}

// patch is a word of the program that changes when a temporary gets its place:
// an address, or the handle of a buffer with the offset in the next word.
type patch struct {
	word   int
	handle bool
}

// temps are the temporaries of a step and their uses in the program under way.
type temps struct {
	block   block // stands for their memory in Buffers
	tenure  tenure
	list    []temp
	waiting []int32 // numbers of those that the program is the first to use, by first use
	held    []int32 // numbers of those that have a place which others can't have yet
	patches []patch // of the program
	stretch int32   // barriers so far in the step
}

func (t *temps) open() {
	t.tenure = newTenure()
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
	t.list = append(t.list, temp{life: life{size: alignUp(max(bytes, 1)), first: -1}})
	return Buffer{tenure: t.tenure, block: &t.block, offset: uint64(number) << tempOffsetBits, size: bytes}
}

// use notes that the program's next command accesses what lies at an address.
func (t *temps) use(address uint64) {
	if !isTemp(address) {
		return
	}
	number, _ := tempParts(address)
	u := &t.list[number]
	if u.first < 0 {
		u.first = t.stretch
		t.waiting = append(t.waiting, number)
	}
	u.last = t.stretch
}

// address notes that a word of the program holds an address.
func (t *temps) address(address uint64, word int) {
	if isTemp(address) {
		t.patches = append(t.patches, patch{word, false})
	}
}

// target notes that a word of the program stands for a temporary's buffer,
// with the temporary's address behind it.
func (t *temps) target(word int) { t.patches = append(t.patches, patch{word, true}) }

// patch writes the places of temporaries in blocks into the program.
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

// startProgram goes on behind a program that has been submitted. What is over
// and behind a barrier is no longer held.
func (t *temps) startProgram() {
	t.held = append(t.held, t.waiting...)
	t.held = slices.DeleteFunc(t.held, func(number int32) bool { return t.list[number].over && t.list[number].last < t.stretch })
	t.waiting, t.patches = t.waiting[:0], t.patches[:0]
}

// scratch is what to go back to behind a part of a step.
type scratch struct {
	from   int // its first temporary
	tenure tenure
}

func (t *temps) openScratch() scratch {
	before := scratch{len(t.list), t.tenure}
	t.tenure = newTenure()
	return before
}

// closeScratch ends the life of the temporaries since openScratch.
func (t *temps) closeScratch(before scratch) {
	for i := range t.list[before.from:] {
		t.list[before.from+i].over = true
	}
	t.tenure.end()
	t.tenure = before.tenure
}

// endStep ends the life of all.
func (t *temps) endStep() {
	t.list, t.held, t.stretch = t.list[:0], t.held[:0], 0
	t.tenure.end()
	t.tenure = newTenure()
}

// Temp returns memory that lives until EndStep, with undefined content. It is
// found when the work that uses it is submitted: temporaries that the step
// uses one after the other share it. When the device has none left the error
// is in the stream by then.
func (s *Stream) Temp(bytes uint64) Buffer {
	if s.err != nil {
		return Buffer{size: bytes}
	}
	guard := s.options.GuardBytes
	if err := s.device.wantRoom("the temporaries of a step", bytes, s.device.info.deviceType); err != nil {
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

// Scratch calls f and then ends the life of the temporaries that f has asked
// for, as EndStep does for the whole step's: what outlives f is asked for
// before. A step that is submitted at its end needs to be told nothing; one
// with downloads or submissions inside does not keep them until EndStep.
// Calls may nest; f must not end the step.
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
	return s.device.newBlock("the temporaries of a step", size, s.device.info.deviceType, false)
}

// Guarded lists the temporaries of this step with the bands before and behind
// them, where the option GuardBytes is set.
func (s *Stream) Guarded() []Buffer { return s.guarded }
