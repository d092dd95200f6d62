package kernels

import (
	"fmt"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/tol"
	"autogan/vk"
	"autogan/vk/tensor"
)

var resampleShapes = [][]int{{1, 1, 1, 1}, {2, 3, 5, 3}, {1, 5, 4, 8}, {3, 2, 2, 65}, {2, 1, 7, 4}}

// TestEnlarge checks the operations that make images larger.
func TestEnlarge(t *testing.T) {
	s := poisonedStream(t)
	for _, op := range []struct {
		name string
		run  func(s *vk.Stream, x tensor.Tensor, factor int) tensor.Tensor
		want func(x ref.Array, factor int) ref.Array
	}{
		{"nearest", tensor.UpsampleNearest2D, ref.UpsampleNearest2D},
		{"avg pool backward", tensor.AvgPool2DBackward, ref.AvgPool2DVJP},
		{"bilinear", tensor.UpsampleBilinear2D, ref.UpsampleBilinear2D},
	} {
		for _, shape := range resampleShapes {
			for _, factor := range []int{1, 2, 3, 4} {
				t.Run(fmt.Sprint(op.name, shape, factor), func(t *testing.T) {
					x := normalOperand(s, t.Name(), shape...)
					tol.Sum(t, op.name, floats(t, s, op.run(s, x.device, factor)), op.want(x.ref, factor))
					x.wantUnchanged(t, s, "x")
				})
			}
		}
	}
}

// TestReduce checks the operations that make images smaller.
func TestReduce(t *testing.T) {
	s := poisonedStream(t)
	for _, op := range []struct {
		name string
		run  func(s *vk.Stream, x tensor.Tensor, factor int) tensor.Tensor
		want func(x ref.Array, factor int) ref.Array
	}{
		{"nearest backward", tensor.UpsampleNearest2DBackward, ref.SumPool2D},
		{"avg pool", tensor.AvgPool2D, ref.AvgPool2D},
		{"bilinear backward", tensor.UpsampleBilinear2DBackward, ref.UpsampleBilinear2DVJP},
	} {
		for _, shape := range resampleShapes {
			for _, factor := range []int{1, 2, 3, 4} {
				t.Run(fmt.Sprint(op.name, shape, factor), func(t *testing.T) {
					large := []int{shape[0], factor * shape[1], factor * shape[2], shape[3]}
					x := normalOperand(s, t.Name(), large...)
					tol.Sum(t, op.name, floats(t, s, op.run(s, x.device, factor)), op.want(x.ref, factor))
					x.wantUnchanged(t, s, "x")
				})
			}
		}
	}
}

// Averaging the blocks that nearest upsampling made gives the image back.
func TestAvgPoolUndoesNearest(t *testing.T) {
	s := poisonedStream(t)
	for _, factor := range []int{2, 3, 4} {
		x := normalOperand(s, t.Name(), 2, 3, 5, 12)
		got := tensor.AvgPool2D(s, tensor.UpsampleNearest2D(s, x.device, factor), factor)
		tol.Sum(t, fmt.Sprint("factor ", factor), floats(t, s, got), x.ref)
	}
}

// TestUpsampleBeyondOneGridAxis needs more groups than one axis of a grid may have.
func TestUpsampleBeyondOneGridAxis(t *testing.T) {
	s := poisonedStream(t)
	const side, factor = 520, 4 // 2080² threads in groups of 64: 67,600 groups
	x := normalOperand(s, t.Name(), 1, side, side, 1)
	got := floats(t, s, tensor.UpsampleNearest2D(s, x.device, factor))
	for i, v := range got {
		row, column := i/(side*factor), i%(side*factor)
		if want := x.host[row/factor*side+column/factor]; v != want {
			t.Fatalf("pixel %d,%d: got %g, want %g", row, column, v, want)
		}
	}
}

func TestResamplePanics(t *testing.T) {
	s := poisonedStream(t)
	wantPanic(t, "tensor: avg pool: 2×2 blocks do not fill [1 4 5 3]", func() {
		tensor.AvgPool2D(s, tensor.Temp(s, 1, 4, 5, 3), 2)
	})
}
