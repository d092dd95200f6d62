package kernels

import (
	"strings"
	"testing"

	"autogan/tests/cases"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

// TestReadersOfResultsWait copies each tensor that an operation writes, right
// after it: the copy must cost a barrier. If a launcher declared the tensor as
// only read, there would be no barrier, and a device that works in order would
// still give the right result.
func TestReadersOfResultsWait(t *testing.T) {
	for _, op := range cases.All() {
		for _, v := range op.Variants {
			t.Run(op.Name+"/"+v.Name, func(t *testing.T) {
				dev, s := testgpu.Stream(t)
				if why := v.Unsupported(dev.Caps()); why != "" {
					t.Skip(why)
				}
				all := op.CasesOf(v)
				if len(all) == 0 {
					t.Skip("no case has operands of that kind")
				}
				c := all[len(all)/2]
				inputs := c.Inputs(op.Name)
				written := 1
				for i := 0; i < written; i++ {
					x := placeAll(s, v, c, inputs)
					settle(s)
					results := append(c.Launch(s, v, x), updated(c, x)...)
					written = len(results)
					into := s.Temp(results[i].Buffer.Size())
					before := s.Stats().Barriers
					s.Copy(into, results[i].Buffer)
					if got := s.Stats().Barriers - before; got != 1 && !(got == 0 && doneEarly(op, i)) {
						t.Errorf("result %d: %d barriers before it is read, want 1", i, got)
					}
					endStep(t, s)
				}
			})
		}
	}
}

// settle puts a barrier after what fills the operands: the next one is the
// operation's.
func settle(s *vk.Stream) {
	scratch := s.Temp(4)
	s.Fill(scratch, 0)
	s.Fill(scratch, 0)
}

// doneEarly reports whether later kernels of the operation may already have
// waited for a result: the bias's gradient is summed before the last kernel of
// the weight's gradient runs.
func doneEarly(op cases.Op, result int) bool {
	return strings.HasSuffix(op.Name, "backward_weight") && result == 1
}

// Views of whole vec4s whose length is odd are read and written four at a time,
// except their tail: what lies after the view stays.
func TestTailsOfAlignedViewsStay(t *testing.T) {
	s := poisonedStream(t)
	const n, guard = 67, 12345.5
	view := func() (tensor.Tensor, tensor.Tensor) {
		whole := tensor.Full(s, guard, 4+n+5)
		return whole, whole.Rows(4, n)
	}
	whole, x := view()
	others := [3]tensor.Tensor{}
	wholes := []tensor.Tensor{whole}
	for i := range others {
		whole, others[i] = view()
		wholes = append(wholes, whole)
	}
	slot := tensor.AdamSlot{W: x, G: others[0], M: others[1], V: others[2], Step: 1}
	tensor.AdamStep(s, []tensor.AdamSlot{slot}, tensor.AdamRates{LR: 1, Beta1: 0.5, Beta2: 0.5, Eps: 1})
	tensor.EMAUpdate(s, []tensor.Tensor{x}, []tensor.Tensor{others[0]}, 0.5)
	tensor.RandomUniform(s, others[1], 0, 1, seed, stream)
	tensor.RandomNormal(s, others[2], 0, 1, seed, stream)
	for k, whole := range wholes {
		got := floats(t, s, whole)
		for i, v := range got {
			if outside := i < 4 || i >= 4+n; outside && v != guard {
				t.Errorf("tensor %d: element %d outside the view has become %g", k, i-4, v)
			}
		}
	}
}
