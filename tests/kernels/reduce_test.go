package kernels

import (
	"fmt"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/tol"
	"autogan/vk/tensor"
)

func TestSumRows(t *testing.T) {
	s := poisonedStream(t)
	for _, c := range [][2]int{
		{1, 1}, {1, 3}, {2, 4}, {65, 3}, {256, 3}, {257, 3}, {257, 4}, {1024, 1}, {1009, 1},
		{4096, 3}, {4099, 5}, {2048, 64}, {2000, 65}, {300, 257}, {16384, 16},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			x := normalOperand(s, t.Name(), c[0], c[1])
			want := ref.SumTo(x.ref, c[1])
			tol.Sum(t, "sum rows", floats(t, s, tensor.SumRows(s, x.device)), want)
			x.wantUnchanged(t, s, "input")
		})
	}
}

func TestSumAndMean(t *testing.T) {
	s := poisonedStream(t)
	for _, dims := range [][]int{{1}, {64}, {257}, {3, 5, 7}, {64, 1}, {97, 97}, {2, 64, 64, 32}} {
		t.Run(fmt.Sprint(dims), func(t *testing.T) {
			x := normalOperand(s, t.Name(), dims...)
			want := ref.SumTo(x.ref, 1)
			tol.Sum(t, "sum", floats(t, s, tensor.Sum(s, x.device)), want)
			mean := 1 / float64(len(x.host))
			want.Data[0] *= mean
			want.Mag[0] *= mean
			tol.Sum(t, "mean", floats(t, s, tensor.Mean(s, x.device)), want)
		})
	}
}

func TestSumHW(t *testing.T) {
	s := poisonedStream(t)
	for _, c := range [][4]int{{1, 1, 1, 1}, {2, 4, 4, 64}, {3, 5, 7, 3}, {1, 33, 31, 8}, {2, 48, 32, 5}} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			x := normalOperand(s, t.Name(), c[:]...)
			want := ref.SumRows(x.ref, c[0], c[1]*c[2], c[3])
			got := tensor.SumHW(s, x.device)
			if !got.Shape.Equal(want.Shape) {
				t.Errorf("shape %v, want %v", got.Shape, want.Shape)
			}
			tol.Sum(t, "sum hw", floats(t, s, got), want)
		})
	}
}

// The order of the sums depends on the shape alone: the same bits every time.
func TestReductionsRepeat(t *testing.T) {
	s := poisonedStream(t)
	x := normalOperand(s, t.Name(), 4099, 12)
	first := floats(t, s, tensor.SumRows(s, x.device))
	for range 3 {
		tol.Exact(t, "sum rows", floats(t, s, tensor.SumRows(s, x.device)), ref.From(first, 12))
	}
}
