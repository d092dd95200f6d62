package vk

import (
	"slices"
	"testing"
)

const (
	gib    = 1 << 30
	mib    = 1 << 20
	window = 256 * mib

	protected         = 0x20
	amdDeviceCoherent = 0x40
	amdUncached       = 0x80
	nvidiaRDMA        = 0x100
)

// offered are memories as drivers list them. The types are in the order that the
// specification asks for, except where the name says otherwise.
var offered = map[string]struct {
	memories
	tensors, staging []uint32
	heap             uint64
	unified          bool
}{
	"lavapipe": {
		memories{[]memoryType{{known, 0}}, []uint64{2 * gib}},
		[]uint32{0}, []uint32{0}, 2 * gib, true,
	},
	"AMD card with a window, RADV": {
		memories{
			[]memoryType{
				{local, 0}, {visible, 1}, {local | visible, 2}, {visible | cached, 1},
				{local | amdDeviceCoherent | amdUncached, 0}, {visible | amdDeviceCoherent | amdUncached, 1}, {local | visible | amdDeviceCoherent | amdUncached, 2},
			},
			[]uint64{12*gib - window, 16 * gib, window},
		},
		[]uint32{0, 2}, []uint32{3, 1, 2}, 12*gib - window, false,
	},
	"a card whose window is listed first": {
		memories{[]memoryType{{local | visible, 0}, {local, 1}, {visible | cached, 2}}, []uint64{window, 8 * gib, 16 * gib}},
		[]uint32{1, 0}, []uint32{2, 0}, 8 * gib, false,
	},
	"NVIDIA card with a window": {
		memories{
			[]memoryType{{0, 1}, {local, 0}, {local, 0}, {visible, 1}, {visible | cached, 1}, {local | visible, 2}, {local | nvidiaRDMA, 0}},
			[]uint64{8 * gib, 24 * gib, 246 * mib},
		},
		[]uint32{1, 2, 5}, []uint32{4, 3, 5}, 8 * gib, false,
	},
	"APU with a carve-out and a share of the host's memory": {
		memories{[]memoryType{{local, 0}, {local | visible, 0}, {local | visible, 1}, {local | visible | cached, 1}}, []uint64{512 * mib, 14 * gib}},
		[]uint32{2, 3, 0, 1}, []uint32{3, 1, 2}, 14 * gib, true,
	},
	"Intel": {
		memories{[]memoryType{{local, 0}, {local | visible, 0}, {local | visible | cached, 0}, {local | protected, 0}}, []uint64{12 * gib}},
		[]uint32{0, 1, 2}, []uint32{2, 1}, 12 * gib, false,
	},
}

func TestMemoryThatFitsIsTaken(t *testing.T) {
	for name, want := range offered {
		var info DeviceInfo
		info.useMemories(want.memories)
		if !slices.Equal(info.tensors, want.tensors) || !slices.Equal(info.staging, want.staging) {
			t.Errorf("%s: tensors in types %v, staging in %v; want %v and %v", name, info.tensors, info.staging, want.tensors, want.staging)
		}
		if info.Caps.HeapBytes != want.heap || info.Caps.Unified != want.unified {
			t.Errorf("%s: a heap of %d bytes, unified %t; want %d, %t", name, info.Caps.HeapBytes, info.Caps.Unified, want.heap, want.unified)
		}
	}
}

// TestLargeBlocksPassTheWindow asks for what only the real heap holds.
func TestLargeBlocksPassTheWindow(t *testing.T) {
	m := offered["AMD card with a window, RADV"].memories
	for size, want := range map[uint64][]uint32{window: {0, 2}, window + 1: {0}, 12 * gib: nil} {
		var heaps taken
		got := slices.DeleteFunc(m.forTensors(), func(memoryType uint32) bool { return !heaps.take(m, memoryType, size) })
		if !slices.Equal(got, want) || m.fits(m.forTensors(), size) != (want != nil) {
			t.Errorf("%d bytes: types %v, want %v", size, got, want)
		}
	}
}

// TestHeapsAreNotOverdrawn takes blocks of 100 MiB from a window of 256 MiB.
func TestHeapsAreNotOverdrawn(t *testing.T) {
	m := offered["a card whose window is listed first"].memories
	var heaps taken
	for i, want := range []bool{true, true, false} {
		if got := heaps.take(m, 0, 100*mib); got != want {
			t.Errorf("block %d in the window: %t, want %t", i, got, want)
		}
	}
	if !heaps.take(m, 0, 56*mib) || !heaps.take(m, 1, 8*gib) {
		t.Error("the rest of the window or another heap is not to be had")
	}
	heaps.giveBack(m, 0, 100*mib)
	if !heaps.take(m, 0, 100*mib) {
		t.Error("what was given back can't be taken again")
	}
}
