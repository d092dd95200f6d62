package vk

import "testing"

// TestStepArenaStaysInsideItsBlocks asks for more than is left of a block: the
// rest of it stays unused, and a rewound arena gives the same places again.
func TestStepArenaStaysInsideItsBlocks(t *testing.T) {
	a := stepArena{blocks: []*block{{size: 4 * alignment}, {size: 16 * alignment}}}
	for round := range 2 {
		for _, c := range []struct {
			bytes, offset uint64
			block         int
		}{
			{3 * alignment, 0, 0},
			{1, 3 * alignment, 0},
			{1, 0, 1}, // the first block is full
			{alignment + 1, alignment, 1},
			{13 * alignment, 3 * alignment, 1},
		} {
			b, err := a.take(c.bytes)
			if err != nil {
				t.Fatal(err)
			}
			if b.block != a.blocks[c.block] || b.offset != c.offset || b.size != c.bytes {
				t.Errorf("round %d: %d bytes are at %d (size %d), want at %d of block %d", round, c.bytes, b.offset, b.size, c.offset, c.block)
			}
		}
		a.rewind()
	}
}

// TestStepArenaGivesScratchAgain takes temporaries inside a part of a step that
// nests another: what comes behind a part lies where the part began, in the
// block it began in, and what was taken before stays.
func TestStepArenaGivesScratchAgain(t *testing.T) {
	a := stepArena{blocks: []*block{{size: 4 * alignment}, {size: 16 * alignment}}}
	take := func(bytes, wantOffset uint64, wantBlock int) {
		t.Helper()
		b, err := a.take(bytes)
		if err != nil || b.block != a.blocks[wantBlock] || b.offset != wantOffset {
			t.Errorf("%d bytes are at %d (%v), want at %d of block %d", bytes, b.offset, err, wantOffset, wantBlock)
		}
	}
	take(alignment, 0, 0)
	outer := a.open()
	take(alignment, alignment, 0)
	inner := a.open()
	take(8*alignment, 0, 1)
	a.close(inner)
	take(alignment, 2*alignment, 0)
	a.close(outer)
	take(alignment, alignment, 0)
	if a.used != 2*alignment || a.peak != 10*alignment {
		t.Errorf("%d bytes are used, %d at most; want %d and %d", a.used, a.peak, 2*alignment, 10*alignment)
	}
}

func TestStepArenaSkipsWhatIsTooSmall(t *testing.T) {
	a := stepArena{blocks: []*block{{size: 4 * alignment}, {size: 16 * alignment}}}
	b, err := a.take(5 * alignment)
	if err != nil || b.block != a.blocks[1] || b.offset != 0 {
		t.Errorf("got %d of %v (%v), want the start of the larger block", b.offset, b.block, err)
	}
}
