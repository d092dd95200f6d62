package tensor

import (
	"math"

	"autogan/shaders"
	"autogan/vk"
)

// AdamRates are the numbers that all parameters of an Adam step share.
type AdamRates struct {
	LR, Beta1, Beta2, Eps float64
}

// AdamSlot is a parameter with its gradient and moments.
type AdamSlot struct {
	W, G, M, V Tensor // a G without shape stands for zero
	Step       int    // 1 for the parameter's first step: the bias correction's t
	Place      int    // of the parameter's count of skipped steps; see AdamStepScaled
}

// AdamStep updates parameters w and their moments m and v in place, all in one launch:
//
//	m ← β₁ m + (1-β₁) g
//	v ← β₂ v + (1-β₂) g²
//	w ← w - LR / (1-β₁ᵗ) · m / (√(v / (1-β₂ᵗ)) + Eps)
//
// This is PyTorch's formula. It panics if the shapes of a slot differ.
func AdamStep(s *vk.Stream, slots []AdamSlot, r AdamRates) {
	if len(slots) == 0 {
		return
	}
	t := s.Table()
	threads := make([]int, len(slots))
	for i, slot := range slots {
		slot.check()
		n := slot.W.NumElements()
		threads[i] = spans(n)
		t.Write(slot.W.Buffer).Read(slot.G.Buffer).Write(slot.M.Buffer).Write(slot.V.Buffer).
			Int(n).Uint(aligned(slot.W, slot.G, slot.M, slot.V)).
			Float(float32(r.LR / (1 - math.Pow(r.Beta1, float64(slot.Step))))).
			Float(float32(1 / math.Sqrt(1-math.Pow(r.Beta2, float64(slot.Step)))))
	}
	g := shareGroups(t, threads)
	g.run(g.words(s.Kernel(shaders.AdamStep).Table(t)).Float(float32(r.Eps)).
		Float(float32(r.Beta1)).Float(float32(1 - r.Beta1)).
		Float(float32(r.Beta2)).Float(float32(1 - r.Beta2)))
}

func (slot AdamSlot) check() {
	wantSame("adam step", "parameter", slot.W, "first moment", slot.M)
	wantSame("adam step", "parameter", slot.W, "second moment", slot.V)
	if !slot.G.None() {
		wantSame("adam step", "parameter", slot.W, "gradient", slot.G)
	}
}

// EMAUpdate moves shadows towards parameters in place, all in one launch:
// shadow ← decay·shadow + (1-decay)·w. It panics if the lists differ in length
// or a pair in shape.
func EMAUpdate(s *vk.Stream, shadows, params []Tensor, decay float64) {
	wantPairs("ema update", "shadows", len(shadows), "parameters", len(params))
	if len(params) == 0 {
		return
	}
	t := s.Table()
	threads := make([]int, len(params))
	for i, w := range params {
		wantSame("ema update", "shadow", shadows[i], "parameter", w)
		threads[i] = spans(w.NumElements())
		t.Write(shadows[i].Buffer).Read(w.Buffer).Int(w.NumElements()).Uint(aligned(shadows[i], w))
	}
	g := shareGroups(t, threads)
	g.run(g.words(s.Kernel(shaders.EMAUpdate).Table(t)).Float(float32(decay)).Float(float32(1 - decay)))
}
