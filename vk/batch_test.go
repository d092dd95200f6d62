package vk

import (
	"math"
	"slices"
	"testing"
	"time"
)

// Kinds of records, as in shim.h: a test can't import "C".
const (
	kindDispatch = 1
	kindBarrier  = 2
	kindFill     = 5
)

// programOf has a dispatch of each prediction, with a barrier before it and a
// fill after it. The pipeline of a dispatch is its number from 1 on.
func programOf(nanoseconds ...uint64) []uint64 {
	var program []uint64
	for i, t := range nanoseconds {
		program = append(program, kindBarrier|1<<32, kindDispatch|6<<32, uint64(i+1), 0, 0, t, 99, kindFill|5<<32, 0, 0, 4, 0)
	}
	return program
}

// batches cuts a program and returns the pipelines of each batch.
func batches(t *testing.T, program []uint64, limit uint64) (all [][]uint64) {
	t.Helper()
	for len(program) > 0 {
		words, batch := nextBatch(program, limit, nil)
		if words == 0 || words > len(program) {
			t.Fatalf("a batch of %d of %d words", words, len(program))
		}
		var pipelines []uint64
		for _, d := range batch {
			pipelines = append(pipelines, d.pipeline)
		}
		all = append(all, pipelines)
		program = program[words:]
	}
	return all
}

func TestBatchesAreCutByPrediction(t *testing.T) {
	for _, c := range []struct {
		name        string
		nanoseconds []uint64
		limit       uint64
		want        [][]uint64
	}{
		{"all at once", []uint64{1, 2, 3}, 6, [][]uint64{{1, 2, 3}}},
		{"before the one that exceeds", []uint64{1, 2, 3, 4}, 5, [][]uint64{{1, 2}, {3}, {4}}},
		{"a long one alone", []uint64{1, 100, 1}, 5, [][]uint64{{1}, {2}, {3}}},
		{"long ones in a row", []uint64{100, 100}, 5, [][]uint64{{1}, {2}}},
		{"nothing predicted", []uint64{0, 0, 0}, 1, [][]uint64{{1, 2, 3}}},
		{"no limit", []uint64{math.MaxUint64, 5}, math.MaxUint64, [][]uint64{{1}, {2}}},
	} {
		if got := batches(t, programOf(c.nanoseconds...), c.limit); !slices.EqualFunc(got, c.want, slices.Equal) {
			t.Errorf("%s: batches %v, want %v", c.name, got, c.want)
		}
	}
}

// TestBatchesWithoutDispatches has transfers alone, and none.
func TestBatchesWithoutDispatches(t *testing.T) {
	fills := []uint64{kindFill | 5<<32, 0, 0, 4, 0, kindFill | 5<<32, 0, 0, 4, 0}
	if words, batch := nextBatch(fills, 1, nil); words != len(fills) || len(batch) != 0 {
		t.Errorf("%d of %d words, dispatches %v", words, len(fills), batch)
	}
}

// TestGPUsAreSafeByDefault compares with the two seconds after which drivers
// reset a card.
func TestGPUsAreSafeByDefault(t *testing.T) {
	for _, gpu := range []DeviceType{Discrete, Integrated, Virtual, Other} {
		if got := longest(gpu, StreamOptions{}); got != 200e6 {
			t.Errorf("%v: a batch takes up to %d ns, want 200 ms", gpu, got)
		}
	}
	if got := longest(CPU, StreamOptions{}); got != math.MaxUint64 {
		t.Errorf("CPU: a batch takes up to %d ns, want no limit", got)
	}
	for _, device := range []DeviceType{Discrete, CPU} {
		if got := longest(device, StreamOptions{SubmitTime: 7 * time.Microsecond}); got != 7000 {
			t.Errorf("%v: a batch takes up to %d ns, 7 µs were asked for", device, got)
		}
	}
}

// TestPredictions has 10 bytes take a nanosecond, unless more is expected.
func TestPredictions(t *testing.T) {
	accesses := []access{{from: 1000, to: 2000}, {from: 5000, to: 5500, write: true}}
	for expected, want := range map[uint64]uint64{0: 150, 100: 150, 7000: 7000} {
		if got := predicted(expected, accesses); got != want {
			t.Errorf("with %d ns expected: predicted %d, want %d", expected, got, want)
		}
	}
}
