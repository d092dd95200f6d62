package vk

import (
	"time"

	"autogan/shaders"
)

// submitWords is the default of StreamOptions.SubmitWords. A long step is
// submitted in parts, so that the device works while the rest is recorded.
const submitWords = 64 << 10

// poison has every bit set: NaN as a float32, out of any range as an index.
const poison = 0xFFFF_FFFF

// GuardWord fills the bands next to temporaries: a NaN as a float32, out of
// range as an index, and no kernel's result.
const GuardWord = 0xFFC0_A5A5

// StreamOptions change how a stream works and never what it computes: the same
// calls give the same bits, whatever the options. The zero value is the fast
// way; the options are for tests, and for finding where bits differ.
type StreamOptions struct {
	// SubmitWords is after how many 64-bit words of recorded work the stream
	// submits by itself. 0 means 65,536; 1 submits every command alone. A step
	// of several submissions needs more memory: a temporary of one keeps its
	// place in the next, which may use it too.
	SubmitWords int
	// SubmitTime is how long the work of one submission is predicted to take at
	// most, unless it is a single launch; see [Stream.Expect]. What is submitted is
	// cut into batches, which share the memory of temporaries as one submission
	// would. 0 means 200 ms, and no limit on CPUs.
	SubmitTime time.Duration
	// BarrierEverywhere orders every command after the one before it, not only
	// after those whose memory it shares.
	BarrierEverywhere bool
	// ReverseUnordered runs the commands between two barriers last to first. A
	// barrier that is missing then shows on drivers that keep to the recorded
	// order, as those on CPUs do.
	ReverseUnordered bool
	// FreshTemps gives no temporary the memory of an earlier step. The stream's
	// memory then grows with every step.
	FreshTemps bool
	// SeparateTemps lets no two temporaries of a step share memory.
	SeparateTemps bool
	// PoisonTemps fills every temporary with NaN before it is handed out.
	PoisonTemps bool
	// GuardBytes is the length of the bands before and after every temporary,
	// rounded up to 256, which are filled with [GuardWord] as the temporary is
	// when it is handed out; see [Stream.Guarded].
	GuardBytes uint64
	// RowGroups is how many work groups [Launch.Run1D] puts into a row of its
	// grid before it begins the next row. 0 means as many as the device takes;
	// with a few, small grids have several rows, as only huge ones have else.
	RowGroups int
	// RecordOnly submits nothing and takes no memory for temporaries; [Stats]
	// tells what a step would need. It is the one option that changes results:
	// downloads give undefined bytes and timers nothing.
	RecordOnly bool
	// Launched, if not nil, is told of every launch.
	Launched func(Launched)
}

// Launched is a launch, as StreamOptions.Launched is told of it.
type Launched struct {
	Kernel   *shaders.Kernel
	Spec     []uint32 // the specialisation constants that were given; valid during the call
	Groups   int      // of threads
	Products int      // multiply-adds, as [Launch.Products] said; else 0
	Bytes    uint64   // of the buffers that it reads and writes
	Waits    bool     // for what was launched before it: there is a barrier
}
