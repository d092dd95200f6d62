package ref

import (
	"math"
	"testing"
)

func TestFunctionsByHand(t *testing.T) {
	for _, c := range []struct {
		f    Function
		x, y float64
	}{
		{ReLU, -2, 0}, {ReLU, 3, 3}, {LeakyReLU(0.1), -2, -0.2}, {Tanh, 0, 0}, {Sigmoid, 0, 0.5},
		{Exp, 1, math.E}, {Log, math.E, 1}, {Sqrt, 9, 3}, {Square, -3, 9}, {Abs, -4, 4}, {Affine(2, 1), 3, 7}, {Neg, 3, -3},
	} {
		if got := c.f.Value(c.x); math.Abs(got-c.y) > 1e-15 {
			t.Errorf("%s(%g): got %g, want %g", c.f.Name, c.x, got, c.y)
		}
	}
}

func TestDerivatives(t *testing.T) {
	for _, f := range Functions(2, 1) {
		x := normalArray(f.Name, 5, 4)
		for i, v := range x.Data {
			x.Data[i] = v + math.Copysign(0.1, v) // away from kinks
			if f.Name == Log.Name || f.Name == Sqrt.Name {
				x.Data[i] = math.Abs(x.Data[i])
			}
		}
		checkVJP(t, f.Name, x, func(x Array) Array { return Apply(f, x) }, func(g Array) Array { return ApplyVJP(f, f.Kept(x, Apply(f, x)), g) })
	}
}
