package ref

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ramp is [1, h, w, 1] of 0, 1, 2 …
func ramp(h, w int) Array {
	x := New(1, h, w, 1)
	for i := range x.Data {
		x.Data[i] = float64(i)
	}
	return x
}

// Values by hand: the first two as TensorFlow's documentation of the paddings
// has them, the resize by r·H/h = 0, ½, 1, 1½.
func TestWindowsByHand(t *testing.T) {
	x := ramp(3, 3) // 0 1 2 / 3 4 5 / 6 7 8
	for name, c := range map[string]struct {
		got  Array
		want []float64
	}{
		"max":        {MaxPool2D(ramp(4, 4), 2, 2, 0), []float64{5, 7, 13, 15}},
		"max padded": {MaxPool2D(x, 3, 1, 1), []float64{4, 5, 5, 7, 8, 8, 7, 8, 8}},
		// A corner has four pixels inside, an edge six.
		"mean padded": {MeanPool2D(x, 3, 1, 1), []float64{2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6}},
		"enlarge":     {ResizeBilinear2D(ramp(1, 2), 1, 4), []float64{0, 0.5, 1, 1}},
		"shrink":      {ResizeBilinear2D(ramp(1, 6), 1, 2), []float64{0, 3}},
		"concat":      {ConcatChannels(New(1, 1, 2, 1), ramp(1, 4).Reshape(1, 1, 2, 2)), []float64{0, 0, 1, 0, 2, 3}},
	} {
		if diff := cmp.Diff(c.want, c.got.Data); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
