package classifier

import (
	"context"
	"math"
	"testing"

	"autogan/layers"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// TestFoldedScorerIsTheClassifier compares scoring with the layers as they are
// trained, before a training and after it. Both compute the same sums of up to
// 576 terms in another order; 1e-5 of a probability is a hundred roundings.
func TestFoldedScorerIsTheClassifier(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := newClassifier(t, s, 1)
	for _, when := range []string{"untrained", "trained", "trained again"} {
		for _, size := range []int{16, 8} {
			set := coloured("held out", 30, size)
			want, got := layerByLayer(t, s, c, set), probabilities(t, s, c, set)
			for i := range want {
				if d := math.Abs(float64(want[i] - got[i])); !(d <= 1e-5) {
					t.Fatalf("%s, at %d pixels: probability %d is %g, without folding %g", when, size, i, got[i], want[i])
				}
			}
		}
		if err := c.Train(context.Background(), s, quick, coloured("train "+when, 24, 16)); err != nil {
			t.Fatal(err)
		}
	}
}

// layerByLayer classifies by the layers as they are trained.
func layerByLayer(t *testing.T, s *vk.Stream, c *Network, set Labelled) []float32 {
	t.Helper()
	bytes := tensor.TempOf(s, tensor.Uint8, len(set.Labels), set.Size, set.Size, 3)
	bytes.UploadBytes(s, set.Pixels)
	images := tensor.Affine(s, tensor.FromBytes(s, bytes), 2.0/255, -1)
	p, err := tensor.Softmax(s, c.Logits(autograd.NewTape(s).Const(images), layers.Eval).Value).Floats(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
