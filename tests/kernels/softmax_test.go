package kernels

import (
	"math"
	"testing"

	"autogan/vk/tensor"
)

// Large logits neither overflow nor lose the distribution, and a common shift
// changes nothing.
func TestSoftmaxIgnoresAShift(t *testing.T) {
	s := poisonedStream(t)
	shift := []float32{0, 64, -4096, 1 << 20}
	data := make([]float32, 0, 12)
	for _, v := range shift {
		data = append(data, v, v+1, v+2)
	}
	got := floats(t, s, tensor.Softmax(s, device(s, data, len(shift), 3)))
	for r := range shift {
		sum := float64(got[3*r] + got[3*r+1] + got[3*r+2])
		if math.Abs(sum-1) > 1e-6 || got[3*r] != got[0] || got[3*r+1] != got[1] {
			t.Errorf("logits shifted by %v: got %v, want %v", shift[r], got[3*r:3*r+3], got[:3])
		}
	}
}
