package metamorphic

import (
	"testing"

	"autogan/vk"
	"autogan/vk/tensor"
)

// mayFuse reports whether the device's compiler may join a product and a sum,
// which then are rounded once: GPUs do, and lavapipe since Mesa 26. CPUs
// are asked by an enlargement: 0.75·a − 0.25·3 is 2^-23 if the product is
// rounded first, and three quarters of that if not.
func mayFuse(t *testing.T, s *vk.Stream) bool {
	if s.Device().Caps().Type != vk.CPU {
		return true
	}
	const last = 1.0 / (1 << 23) // the last bit of a number from 1 to 2
	r := &run{t: t, stream: s}
	defer r.release()
	for _, channels := range []int{1, 4} {
		row := make([]float32, 2*channels)
		for c := range channels {
			row[c], row[channels+c] = 1+last, -3
		}
		y := r.floats(tensor.UpsampleBilinear2D(s, r.persistent(row, tensor.Shape{1, 1, 2, channels}, 0), 2))
		if y[channels] != last {
			return true
		}
	}
	return false
}
