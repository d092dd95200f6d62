package ref

import (
	"math"
	"testing"
)

// β₁ = β₂ = 1/2, LR = 0.1: after gradient 2, m = 1 and v = 2, corrected to 2 and
// 4, so the weight moves by 0.1·2/2; after gradient 0, m = 1/2 and v = 1,
// corrected by 3/4 to 2/3 and 4/3: 0.1·(2/3)/√(4/3).
func TestAdamByHand(t *testing.T) {
	w, g, m, v := New(1), New(1), New(1), New(1)
	adam := Adam{LR: 0.1, Beta1: 0.5, Beta2: 0.5}
	want := 0.0
	for step, move := range []float64{0.1, 0.1 * (2.0 / 3) / math.Sqrt(4.0/3)} {
		g.Data[0] = 2 - 2*float64(step)
		adam.Step(w, g, m, v, step+1)
		want -= move
		if math.Abs(w.Data[0]-want) > 1e-15 {
			t.Errorf("after step %d: got %v, want %v", step+1, w.Data[0], want)
		}
	}
}
