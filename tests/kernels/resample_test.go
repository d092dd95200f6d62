package kernels

import (
	"fmt"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/tol"
	"autogan/vk/tensor"
)

// Averaging the blocks that nearest upsampling made gives the image back.
func TestAvgPoolUndoesNearest(t *testing.T) {
	s := poisonedStream(t)
	for _, factor := range []int{2, 3, 4} {
		x := normalOperand(s, t.Name(), 2, 3, 5, 12)
		got := tensor.AvgPool2D(s, tensor.UpsampleNearest2D(s, x.device, factor), factor)
		tol.Sum(t, fmt.Sprint("factor ", factor), floats(t, s, got), ref.AvgPool2D(ref.UpsampleNearest2D(x.ref, factor), factor))
	}
}
