package kernels

import (
	"math"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/tol"
	"autogan/vk/tensor"
)

// An index out of range shows as NaN in the result and in no gradient.
func TestGatherMarksUnknownIndexes(t *testing.T) {
	s := poisonedStream(t)
	index := uints(s, []uint32{1, 2, math.MaxUint32})
	x := device(s, []float32{1, 2, 3, 4, 5, 6}, 3, 2)
	if got := floats(t, s, tensor.Pick(s, x, index)); got[0] != 2 || !isNaN(got[1]) || !isNaN(got[2]) {
		t.Errorf("pick: got %v, want [2 NaN NaN]", got)
	}
	table := device(s, []float32{1, 2}, 2, 1)
	if got := floats(t, s, tensor.Embedding(s, table, index)); got[0] != 2 || !isNaN(got[1]) || !isNaN(got[2]) {
		t.Errorf("embedding: got %v, want [2 NaN NaN]", got)
	}
	ones := device(s, []float32{1, 1, 1}, 3)
	tol.Exact(t, "pick backward", floats(t, s, tensor.PickBackward(s, ones, index, 2)), ref.From([]float32{0, 1, 0, 0, 0, 0}, 3, 2))
	dtable := tensor.EmbeddingBackward(s, ones.Reshape(3, 1), index, 2)
	tol.Exact(t, "embedding backward", floats(t, s, dtable), ref.From([]float32{0, 1}, 2, 1))
}

func isNaN(v float32) bool { return v != v }
