package bench

import (
	"fmt"
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

// BenchmarkResample2D times resampling between 16×16 and 32×32. GB/s counts
// each element of both images once.
func BenchmarkResample2D(b *testing.B) {
	_, s := testgpu.Stream(b)
	const batch, channels, size, factor = 64, 128, 16, 2
	small := filled(b, s, batch, size, size, channels)
	large := filled(b, s, batch, factor*size, factor*size, channels)
	bytes := float64(4 * (small.NumElements() + large.NumElements()))
	for _, op := range []struct {
		name string
		run  func(s *vk.Stream, x tensor.Tensor, factor int) tensor.Tensor
		x    tensor.Tensor
	}{
		{"Nearest", tensor.UpsampleNearest2D, small},
		{"NearestBackward", tensor.UpsampleNearest2DBackward, large},
		{"Bilinear", tensor.UpsampleBilinear2D, small},
		{"BilinearBackward", tensor.UpsampleBilinear2DBackward, large},
	} {
		b.Run(fmt.Sprintf("N%dC%dH%d/%s", batch, channels, size, op.name), func(b *testing.B) {
			measure(b, s, "GB/s", bytes, func() { op.run(s, op.x, factor) })
		})
	}
}
