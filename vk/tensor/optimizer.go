package tensor

import (
	"math"

	"autogan/shaders"
	"autogan/vk"
)

// AdamRates are the numbers of one Adam step of one parameter.
type AdamRates struct {
	LR, Beta1, Beta2, Eps float64
	Step                  int // 1 for the parameter's first step: the bias correction's t
}

// AdamStep updates the parameter w and its moments m and v in place:
//
//	m ← β₁ m + (1-β₁) g
//	v ← β₂ v + (1-β₂) g²
//	w ← w - LR / (1-β₁ᵗ) · m / (√(v / (1-β₂ᵗ)) + Eps)
//
// This is PyTorch's formula. A g without shape stands for zero. It panics if
// the shapes differ.
func AdamStep(s *vk.Stream, w, g, m, v Tensor, r AdamRates) {
	wantSame("adam step", "parameter", w, "first moment", m)
	wantSame("adam step", "parameter", w, "second moment", v)
	n := w.Shape.NumElements()
	l := s.Kernel(shaders.AdamStep)
	if g.Shape == nil {
		l.Spec(aligned(w, m, v), 0).Write(w.Buffer).Null()
	} else {
		wantSame("adam step", "parameter", w, "gradient", g)
		l.Spec(aligned(w, g, m, v), 1).Write(w.Buffer).Read(g.Buffer)
	}
	t := float64(r.Step)
	l.Write(m.Buffer).Write(v.Buffer).Int(n).
		Float(float32(r.LR / (1 - math.Pow(r.Beta1, t)))).
		Float(float32(1 / math.Sqrt(1-math.Pow(r.Beta2, t)))).
		Float(float32(r.Eps)).
		Float(float32(r.Beta1)).Float(float32(1 - r.Beta1)).
		Float(float32(r.Beta2)).Float(float32(1 - r.Beta2)).
		Run1D(quads(n))
}

// EMAUpdate moves shadow towards w in place: shadow ← decay·shadow + (1-decay)·w.
// It panics if the shapes differ.
func EMAUpdate(s *vk.Stream, shadow, w Tensor, decay float64) {
	wantSame("ema update", "shadow", shadow, "parameter", w)
	n := w.Shape.NumElements()
	s.Kernel(shaders.EMAUpdate).Spec(aligned(shadow, w)).Write(shadow.Buffer).Read(w.Buffer).
		Int(n).Float(float32(decay)).Float(float32(1 - decay)).Run1D(quads(n))
}
