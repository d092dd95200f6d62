package vk

import (
	"math"
	"slices"
	"strings"
	"testing"
)

const millisecond = 1_000_000 // nanoseconds

// TestSuspects has a ring of four whose submissions 6 to 9 are the last; waits
// have seen the fifth finished.
func TestSuspects(t *testing.T) {
	ring := []slot{{value: 9}, {value: 6}, {value: 7}, {value: 8}}
	for _, c := range []struct {
		name                        string
		reached, claimed, submitted uint64
		want                        []uint64
	}{
		{"the device tells", 5, 6, 9, []uint64{7}},
		{"it tells what a wait has seen", 5, 5, 9, []uint64{6}},
		{"it claims to be done", 5, 9, 9, []uint64{6, 7, 8, 9}},
		{"it claims too much", 7, math.MaxUint64, 9, []uint64{8, 9}},
		{"the last could not be submitted", 8, 8, 8, []uint64{9}},
		{"all is done", 9, 9, 9, nil},
	} {
		var got []uint64
		for _, s := range suspects(ring, c.reached, c.claimed, c.submitted) {
			got = append(got, s.value)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: submissions %v, want %v", c.name, got, c.want)
		}
	}
	if got := suspects(make([]slot, 4), 0, 0, 0); got != nil {
		t.Errorf("nothing was submitted, but %v is suspect", got)
	}
}

func TestBatchesAreDescribed(t *testing.T) {
	names := map[uint64]string{1: "add", 2: "conv", 3: "conv", 4: "relu", 5: "adam", 6: "fill"}
	for want, batch := range map[string][]dispatched{
		"0 launches, predicted to take 0s (copies)":                        nil,
		"1 launches, predicted to take 3ms (1 × conv)":                     {{2, 3 * millisecond}},
		"4 launches, predicted to take 13ms (2 × conv, 1 × add, 1 × relu)": {{4, 1 * millisecond}, {2, 5 * millisecond}, {1, 1 * millisecond}, {3, 6 * millisecond}},
		"6 launches, predicted to take 15ms (2 × conv, 1 × relu, 1 × adam, 1 × add, 1 more)": {
			{1, 1 * millisecond}, {2, 4 * millisecond}, {3, 4 * millisecond}, {4, 3 * millisecond}, {5, 2 * millisecond}, {6, 1 * millisecond}},
	} {
		if got := describeBatch(batch, names); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// TestAdviceFitsTheLoss: shorter submissions help only where a GPU was busy for
// long with more than one launch.
func TestAdviceFitsTheLoss(t *testing.T) {
	long := []dispatched{{1, 100 * millisecond}, {2, 80 * millisecond}}
	for _, c := range []struct {
		name   string
		device DeviceType
		batch  []dispatched
		want   string
		not    string
	}{
		{"long", Discrete, long, "--submit-time 45ms", "images"},
		{"long on a CPU", CPU, long, "driver", "--submit-time"},
		{"one launch", Integrated, long[:1], "smaller batches of images", "--submit-time"},
		{"short", Discrete, []dispatched{{1, 1000}, {2, 1000}}, "driver", "--submit-time"},
	} {
		got := adviceOnLoss(c.device, c.batch)
		if !strings.Contains(got, c.want) || strings.Contains(got, c.not) || !strings.Contains(got, "`autogan doctor`") {
			t.Errorf("%s: advice %q, want %q in it, and not %q", c.name, got, c.want, c.not)
		}
	}
}
