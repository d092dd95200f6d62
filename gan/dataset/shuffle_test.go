package dataset

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestShufflerVisitsAllOncePerEpoch(t *testing.T) {
	for _, c := range []struct{ n, batch, wantBatches, wantLast int }{
		{50_000, 64, 782, 16}, {10, 5, 2, 5}, {3, 8, 1, 3}, {1, 1, 1, 1},
	} {
		s := NewShuffler(c.n, c.batch, 1)
		if got := s.BatchesPerEpoch(); got != c.wantBatches {
			t.Errorf("%d by %d: %d batches, want %d", c.n, c.batch, got, c.wantBatches)
		}
		for epoch := range 2 {
			var all []int
			for k := range c.wantBatches {
				if got, want := s.Position(), (Position{epoch, k}); got != want {
					t.Fatalf("position %v, want %v", got, want)
				}
				batch := s.Next()
				want := c.batch
				if k == c.wantBatches-1 {
					want = c.wantLast
				}
				if len(batch) != want {
					t.Errorf("batch %d has %d images, want %d", k, len(batch), want)
				}
				all = append(all, batch...)
			}
			slices.Sort(all)
			for i, got := range all {
				if got != i {
					t.Fatalf("%d by %d: epoch %d misses or repeats image %d", c.n, c.batch, epoch, i)
				}
			}
		}
	}
}

func TestShufflerOrders(t *testing.T) {
	epoch := func(seed uint64, e int) []int {
		s := NewShuffler(100, 100, seed)
		if err := s.Seek(Position{Epoch: e}); err != nil {
			t.Fatal(err)
		}
		return s.Next()
	}
	if !slices.Equal(epoch(1, 0), epoch(1, 0)) {
		t.Error("the same seed and epoch give two orders")
	}
	if slices.Equal(epoch(1, 0), epoch(1, 1)) || slices.Equal(epoch(1, 0), epoch(2, 0)) || slices.Equal(epoch(1, 1), epoch(2, 0)) {
		t.Error("two seeds or epochs give the same order")
	}
}

func TestShufflerResumes(t *testing.T) {
	const n, batch, seed = 23, 4, 9
	whole := NewShuffler(n, batch, seed)
	for range 20 {
		saved, err := json.Marshal(whole.Position())
		if err != nil {
			t.Fatal(err)
		}
		var position Position
		if err := json.Unmarshal(saved, &position); err != nil {
			t.Fatal(err)
		}
		resumed := NewShuffler(n, batch, seed)
		if err := resumed.Seek(position); err != nil {
			t.Fatal(err)
		}
		if want, got := whole.Next(), resumed.Next(); !slices.Equal(want, got) {
			t.Fatalf("at %v: resumed with %v, want %v", position, got, want)
		}
	}
}

func TestShufflerRefusesForeignPositions(t *testing.T) {
	s := NewShuffler(10, 4, 0)
	for _, p := range []Position{{0, 3}, {0, -1}, {-1, 0}} {
		if err := s.Seek(p); err == nil {
			t.Errorf("Seek(%v) succeeded with 3 batches an epoch", p)
		}
	}
	if got := s.Position(); got != (Position{}) {
		t.Errorf("a refused position moved the shuffler to %v", got)
	}
}
