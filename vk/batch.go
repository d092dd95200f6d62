package vk

/*
#include "shim.h"
*/
import "C"

import (
	"math"
	"time"
)

const (
	// submitTime is the default of StreamOptions.SubmitTime on GPUs. Windows resets
	// a card on which one submission takes two seconds, and Linux may do so on AMD's.
	// A tenth of that leaves room for predictions that are wrong by a factor of ten.
	submitTime = 200 * time.Millisecond
	// bytesPerNanosecond is what a launch is predicted to read and write: 10 GB/s,
	// a quarter of what an integrated GPU with slow memory does.
	bytesPerNanosecond = 10
)

// longest is how many nanoseconds a batch may be predicted to take. Nothing
// interrupts the work of CPUs.
func longest(device DeviceType, options StreamOptions) uint64 {
	switch {
	case options.SubmitTime > 0:
		return uint64(options.SubmitTime)
	case device == CPU:
		return math.MaxUint64
	}
	return uint64(submitTime)
}

// Expect says how long the next launch is predicted to take, with those that
// belong to it. A launch of which nothing is said is predicted by its bytes.
func (s *Stream) Expect(t time.Duration) { s.expected = uint64(max(t, 0)) }

// predict is how many nanoseconds the next launch may take.
func (s *Stream) predict(accesses []access) uint64 {
	takes := predicted(s.expected, accesses)
	s.expected = 0
	s.stats.Predicted += time.Duration(takes)
	return takes
}

// predicted is how many nanoseconds a launch with these accesses may take, given
// what Expect has said.
func predicted(expected uint64, accesses []access) uint64 {
	return max(expected, sizeOf(accesses)/bytesPerNanosecond)
}

// sizeOf is the number of bytes that accesses reach.
func sizeOf(accesses []access) uint64 {
	var bytes uint64
	for _, a := range accesses {
		bytes += a.to - a.from
	}
	return bytes
}

// dispatched is a dispatch of a program: its pipeline and the nanoseconds that it
// is predicted to take.
type dispatched struct{ pipeline, nanoseconds uint64 }

// nextBatch returns the length of the first batch of a program, in words, and
// appends the batch's dispatches to list. The batch ends before the dispatch that
// would exceed the limit, except that it has at least one. Copies and fills count
// nothing: they run at the speed of memory.
func nextBatch(program []uint64, limit uint64, list []dispatched) (words int, batch []dispatched) {
	var sum uint64
	for ; words < len(program); words += int(program[words] >> 32) {
		if uint32(program[words]) != C.AG_DISPATCH {
			continue
		}
		next := dispatched{program[words+1], program[words+4]}
		if len(list) > 0 && next.nanoseconds > limit-min(sum, limit) {
			return words, list
		}
		sum += next.nanoseconds
		list = append(list, next)
	}
	return words, list
}
