package kernels

import (
	"slices"
	"testing"

	"autogan/shaders"
	"autogan/vk/tensor"
	"autogan/vk/tensor/optable"
)

// TestItemsOfAGPUsThread runs element-wise kernels as on a GPU, where a thread's
// items are a work group apart. Other tests run them as the device at hand does.
func TestItemsOfAGPUsThread(t *testing.T) {
	s := poisonedStream(t)
	const items, each, apart = 3 * 4 * 64, 4, 0
	x, g := normalOperand(s, t.Name()+"x", 4*items).device, normalOperand(s, t.Name()+"g", 4*items).device
	add, relu := optable.Add.Number(), optable.ReLU.Number()
	for name, c := range map[string]struct {
		want   tensor.Tensor
		launch func(y tensor.Tensor)
	}{
		"unary_forward": {tensor.ReLU(s, x), func(y tensor.Tensor) {
			s.Kernel(shaders.UnaryForwardVec4).Spec(relu, 0, each, apart).Read(x.Buffer).Write(y.Buffer).
				Int(items).Float(0).Float(0).Run1D(items / each)
		}},
		"unary_backward": {tensor.ReLUBackward(s, x, g), func(y tensor.Tensor) {
			s.Kernel(shaders.UnaryBackwardVec4).Spec(relu, 0, each, apart).Read(x.Buffer).Read(g.Buffer).Write(y.Buffer).
				Int(items).Float(0).Run1D(items / each)
		}},
		"binary_forward": {tensor.Add(s, x, g), func(y tensor.Tensor) {
			s.Kernel(shaders.BinaryForwardVec4).Spec(1, 0, 1, 1, add, 0, each, apart).Read(x.Buffer).Read(g.Buffer).Write(y.Buffer).
				Int(items).Int(1).Int(1).Int(items).Int(0).Int(0).Int(0).Int(0).Int(0).Int(0).Run1D(items / each)
		}},
	} {
		y := tensor.Temp(s, 4*items)
		c.launch(y)
		got, err := y.Floats(s)
		if err != nil {
			t.Fatal(err)
		}
		want, err := c.want.Floats(s)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: with a work group between a thread's items the results differ", name)
		}
	}
}
