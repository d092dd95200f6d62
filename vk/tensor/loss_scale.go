package tensor

import (
	"fmt"
	"math"

	"autogan/shaders"
	"autogan/vk"
)

// LossScaleWidth is the number of values of a loss scale: the scale, the steps
// since it last changed, and 1 if this step's gradients overflow, else 0.
const LossScaleWidth = 3

// Bounds of a loss scale, powers of two as all its values.
const (
	leastLossScale = 1
	mostLossScale  = 1 << 24
)

// LossScaleCheck notes in scale [LossScaleWidth] whether a value of the
// gradients is infinite or NaN. It panics if a shape or type differs.
func LossScaleCheck(s *vk.Stream, scale Tensor, grads []Tensor) {
	wantShape("loss scale check", "scale", scale, Float32, LossScaleWidth)
	if len(grads) == 0 {
		return
	}
	t := s.Table()
	threads := make([]int, len(grads))
	for i, g := range grads {
		wantType("loss scale check", g, Float32)
		threads[i] = ceilDiv(g.NumElements(), rowSpan)
		t.Read(g.Buffer).Int(g.NumElements()).Uint(aligned(g))
	}
	shared := shareGroups(t, threads)
	shared.run(shared.words(s.Kernel(shaders.LossScaleCheck).Table(t).Write(scale.Buffer)))
}

// LossScaleUpdate ends a step of loss scales [n, LossScaleWidth], in place: it
// halves a scale after an overflow and doubles it after interval steps without
// one. It panics if the shape differs or interval is less than 1.
func LossScaleUpdate(s *vk.Stream, scale Tensor, interval int) {
	wantShape("loss scale update", "scale", scale, Float32, -1, LossScaleWidth)
	if interval < 1 {
		panic(fmt.Sprintf("tensor: loss scale update: interval %d, want at least 1", interval))
	}
	n := scale.Shape[0]
	s.Kernel(shaders.LossScaleUpdate).Write(scale.Buffer).
		Int(n).Float(float32(interval)).Float(leastLossScale).Float(mostLossScale).Run1D(n)
}

// AdamStepScaled is AdamStep with gradients of a loss that was multiplied by
// scale [LossScaleWidth]. If LossScaleCheck has found an overflow, the slots
// stay as they are, and skipped counts one more for each slot, at its Place.
// The bias correction leaves out skipped steps. It panics if a shape or type
// differs, or a Place is not in skipped.
func AdamStepScaled(s *vk.Stream, slots []AdamSlot, r AdamRates, scale, skipped Tensor) {
	wantShape("adam step", "scale", scale, Float32, LossScaleWidth)
	wantShape("adam step", "skipped", skipped, Float32, -1)
	if len(slots) == 0 {
		return
	}
	t := s.Table()
	threads := make([]int, len(slots))
	for i, slot := range slots {
		slot.check()
		if slot.Place < 0 || slot.Place >= skipped.Shape[0] {
			panic(fmt.Sprintf("tensor: adam step: place %d in counts of shape %v", slot.Place, skipped.Shape))
		}
		n := slot.W.NumElements()
		threads[i] = ceilDiv(n, rowSpan)
		t.Write(slot.W.Buffer).Read(slot.G.Buffer).Write(slot.M.Buffer).Write(slot.V.Buffer).
			Int(n).Uint(aligned(slot.W, slot.G, slot.M, slot.V)).Int(slot.Place).Float(float32(slot.Step))
	}
	g := shareGroups(t, threads)
	l := s.Kernel(shaders.AdamStepScaled).Table(t).Read(scale.Buffer).Write(skipped.Buffer)
	g.run(g.words(l).Float(float32(r.Eps)).
		Float(float32(r.Beta1)).Float(float32(1 - r.Beta1)).
		Float(float32(r.Beta2)).Float(float32(1 - r.Beta2)).
		Float(float32(r.LR)).Float(logDecay(r.Beta1)).Float(logDecay(r.Beta2)))
}

// logDecay is the logarithm of a decay. For zero it is finite, but so small
// that its exponential is zero next to one.
func logDecay(beta float64) float32 {
	const least = -100
	return float32(max(math.Log(beta), least))
}
