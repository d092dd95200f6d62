package vk

import (
	"strings"
	"testing"
)

const millisecond = 1_000_000 // nanoseconds

func TestUnfinishedIsTheFirst(t *testing.T) {
	ring := []slot{{value: 9}, {value: 6}, {value: 7}, {value: 8}}
	for done, want := range map[uint64]uint64{0: 6, 5: 6, 6: 7, 7: 8, 8: 9} {
		if got := unfinished(ring, done); got == nil || got.value != want {
			t.Errorf("after %d: %v, want %d", done, got, want)
		}
	}
	if got := unfinished(ring, 9); got != nil {
		t.Errorf("all are done, but %d is not", got.value)
	}
	if got := unfinished(make([]slot, 4), 0); got != nil {
		t.Errorf("nothing was submitted, but %d is not finished", got.value)
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
