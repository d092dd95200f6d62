package kernels

import (
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

// TestKernelsOfAnOperationWait counts the barriers between the kernels that an
// operation launches: one for each that reads what the one before has written.
// If a launcher declared a result as read, a barrier would be missing, and a
// device that works in order would still give the right result.
func TestKernelsOfAnOperationWait(t *testing.T) {
	ones := func(s *vk.Stream, dims ...int) tensor.Tensor { return tensor.Full(s, 1, dims...) }
	padded := tensor.Conv2DConfig{Padding: 1}
	for _, c := range []struct {
		name     string
		operands [][]int
		run      func(s *vk.Stream, x []tensor.Tensor)
		aside    int // kernels that need no barrier, minus barriers that are needed besides
	}{
		{"sum rows", [][]int{{4099, 5}}, func(s *vk.Stream, x []tensor.Tensor) { tensor.SumRows(s, x[0]) }, 0},
		{"sum", [][]int{{97, 97}}, func(s *vk.Stream, x []tensor.Tensor) { tensor.Sum(s, x[0]) }, 0},
		{"sum to", [][]int{{3, 4, 5, 6}}, func(s *vk.Stream, x []tensor.Tensor) { tensor.SumTo(s, x[0], 1, 4, 1, 6) }, 0},
		{"norm statistics", [][]int{{1030, 3}}, func(s *vk.Stream, x []tensor.Tensor) { tensor.NormStatistics(s, x[0], 1) }, 0},
		{"norm backward sums", [][]int{{1030, 3}, {1030, 3}, {3}, {3}}, func(s *vk.Stream, x []tensor.Tensor) {
			tensor.NormBackwardSums(s, x[0], x[1], tensor.Norm{NormStats: tensor.NormStats{Mean: x[2], Variance: x[3]}, Eps: 1})
		}, 0},
		// The first kernel on a table waits for it.
		{"spectral norm", [][]int{{35, 5}, {5}, {35}}, func(s *vk.Stream, x []tensor.Tensor) {
			iterate(s, x[0], x[1], x[2], 2)
		}, -1},
		{"spectral norm backward", [][]int{{600, 5}, {600, 5}, {5}, {600}, {1}}, func(s *vk.Stream, x []tensor.Tensor) {
			grad := tensor.SpectralGrad{W: x[0], GradOutput: x[1], Estimate: tensor.Spectral{U: x[2], V: x[3], Sigma: x[4]}}
			tensor.SpectralNormBackward(s, []tensor.SpectralGrad{grad})
		}, -1},
		{"matmul transposed", [][]int{{8, 12}, {16, 12}}, func(s *vk.Stream, x []tensor.Tensor) { tensor.MatMul(s, x[0], x[1], false, true) }, 0},
		{"conv2d backward input", [][]int{{1, 5, 5, 8}, {3, 3, 4, 8}}, func(s *vk.Stream, x []tensor.Tensor) {
			tensor.Conv2DBackwardInput(s, x[0], x[1], tensor.Tensor{Shape: tensor.Shape{1, 5, 5, 4}}, padded)
		}, 0},
		// The channels of the weight are padded one axis after the other; image
		// and bias are padded meanwhile.
		{"conv2d", [][]int{{1, 5, 5, 3}, {3, 3, 3, 5}, {5}}, func(s *vk.Stream, x []tensor.Tensor) {
			tensor.Conv2DForward(s, x[0], x[1], x[2], padded)
		}, 2},
		// Image and gradient are padded while the bias's gradient is summed.
		{"conv2d backward weight", [][]int{{5, 13, 11, 3}, {5, 13, 11, 5}}, func(s *vk.Stream, x []tensor.Tensor) {
			tensor.Conv2DBackwardWeight(s, x[0], x[1], tensor.Shape{3, 3, 3, 5}, true, padded)
		}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, s := testgpu.Stream(t)
			operands := make([]tensor.Tensor, len(c.operands))
			for i, shape := range c.operands {
				operands[i] = ones(s, shape...)
			}
			settle(s)
			before := s.Stats()
			c.run(s, operands)
			after := s.Stats()
			kernels := int(after.Dispatches - before.Dispatches)
			if got, want := int(after.Barriers-before.Barriers), kernels-1-c.aside; got != want || kernels < 2 {
				t.Errorf("%d barriers between %d kernels, want %d", got, kernels, want)
			}
		})
	}
}
