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

// StepScaled is Step with the gradient of a loss that was multiplied by scale, a
// power of two, and skipped steps left out of t. The bias corrections come from
// exponentials. e^(−x) is off by (3 + 2x) ULP, and relative to 1 − e^(−x) this is
// 1/(eˣ−1) times as much: 3.6 at most where it is used. A root halves that.
func (a Adam) StepScaled(w, g, m, v Array, t, skipped int, scale float64) {
	unscaled := New(g.Shape...)
	for i := range g.Data {
		unscaled.Data[i] = g.Data[i] / scale
	}
	before := append([]float64(nil), w.Data...)
	a.Step(w, unscaled, m, v, t-skipped)
	for i := range w.Data {
		w.set(i, w.Data[i], w.Mag[i]*Unit/ulp+20*math.Abs(w.Data[i]-before[i]))
	}
}

// LossScale is a loss scale after a step: half after an overflow, twice after
// interval steps without one, between 1 and 2²⁴. scale: [n, 3].
func LossScale(scale Array, interval float64) Array {
	y := New(scale.Shape...)
	for i := 0; i < len(scale.Data); i += 3 {
		value, good := scale.Data[i], scale.Data[i+1]+1
		switch {
		case scale.Data[i+2] != 0:
			value, good = max(value/2, 1), 0
		case good >= interval:
			value, good = min(value*2, 1<<24), 0
		}
		y.Data[i], y.Data[i+1] = value, good
	}
	return y
}

// EMA is decay·average + (1-decay)·w.
func EMA(shadow, w Array, decay float64) Array {
	y := New(w.Shape...)
	for i := range w.Data {
		y.AddTerm(i, decay*shadow.Data[i])
		y.AddTerm(i, (1-decay)*w.Data[i])
	}
	return y
}
