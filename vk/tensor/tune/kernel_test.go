package tune

import (
	"math"
	"testing"
)

func TestDiffers(t *testing.T) {
	want := []float32{1, 2, 3}
	nan := float32(math.NaN())
	for _, c := range []struct {
		got   []float32
		wrong bool
	}{{[]float32{1, 2, 3}, false}, {[]float32{1, 2.25, 2.75}, false}, {[]float32{1, 2, 3.5}, true}, {[]float32{nan, 2, 3}, true}} {
		if got := differs(c.got, want, 0.25); (got != "") != c.wrong {
			t.Errorf("%v: %q", c.got, got)
		}
	}
}
