package predict

import (
	"strings"
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk/tensor"
)

// TestEveryCardCanBePredicted predicts a convolution for every card: each has its
// loops and capabilities, and none is faster than its peak or its memory.
func TestEveryCardCanBePredicted(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, c := range Cards {
		found, err := Find(c.Name)
		if err != nil || found != c {
			t.Fatalf("%s: got %+v, %v", c.Name, found, err)
		}
		r, err := New(s.Device(), c)
		if err != nil {
			t.Fatal(err)
		}
		own, err := r.Stream()
		if err != nil {
			t.Fatal(err)
		}
		x, weight := tensor.Temp(own, 64, 16, 16, 128), tensor.Temp(own, 3, 3, 128, 128)
		tensor.Conv2DForward(own, x, weight, tensor.Tensor{}, tensor.Conv2DConfig{Padding: 1})
		own.Release()
		e := r.Take()
		const products = 64 * 16 * 16 * 9 * 128 * 128
		peak := products / (1e9 * c.GHz * float64(c.Units) * c.MultiplyAdds)
		if e.Launches == 0 || e.Seconds < peak || e.Seconds > 20*peak {
			t.Errorf("%s: %d launches in %.3g s, at its peak it would take %.3g", c.Title, e.Launches, e.Seconds, peak)
		}
	}
}

func TestUnknownCards(t *testing.T) {
	if _, err := Find("voodoo"); err == nil || !strings.Contains(err.Error(), `"voodoo"`) || !strings.Contains(err.Error(), "navi31") {
		t.Errorf("error %v names neither the card nor those there are", err)
	}
}
