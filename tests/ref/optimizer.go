package ref

import "math"

// Adam is PyTorch's Adam for one parameter, step t counted from 1.
type Adam struct{ LR, Beta1, Beta2, Eps float64 }

// Step updates w, m and v in place from the gradient g. The step of the weight
// is a root (4.5 ULP), a quotient, six products and sums, of moments and
// constants that are rounded themselves: 16 ULP in all.
func (a Adam) Step(w, g, m, v Array, t int) {
	correction1 := 1 - math.Pow(a.Beta1, float64(t))
	correction2 := 1 - math.Pow(a.Beta2, float64(t))
	for i, gi := range g.Data {
		m.Mag[i] = a.Beta1*math.Abs(m.Data[i]) + (1-a.Beta1)*math.Abs(gi)
		m.Data[i] = a.Beta1*m.Data[i] + (1-a.Beta1)*gi
		v.Data[i] = a.Beta2*v.Data[i] + (1-a.Beta2)*gi*gi
		v.Mag[i] = v.Data[i]
		scale := a.LR / correction1 / (math.Sqrt(v.Data[i]/correction2) + a.Eps)
		w.Data[i] -= scale * m.Data[i]
		w.set(i, w.Data[i], 16*scale*m.Mag[i]+math.Abs(w.Data[i]))
	}
}

// EMA is decay·shadow + (1-decay)·w.
func EMA(shadow, w Array, decay float64) Array {
	y := New(w.Shape...)
	for i := range w.Data {
		y.AddTerm(i, decay*shadow.Data[i])
		y.AddTerm(i, (1-decay)*w.Data[i])
	}
	return y
}
