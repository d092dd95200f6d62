package kernels

import (
	"fmt"
	"math"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk/tensor"
)

// indexes draws n numbers below limit.
func indexes(name string, n, limit int) []uint32 {
	r := testgpu.Rand(name)
	out := make([]uint32, n)
	for i := range out {
		out[i] = uint32(r.IntN(limit))
	}
	return out
}

func TestPick(t *testing.T) {
	s := poisonedStream(t)
	for _, shape := range [][2]int{{1, 1}, {1, 2}, {3, 4}, {65, 3}, {257, 5}} {
		rows, k := shape[0], shape[1]
		name := fmt.Sprint("pick", shape)
		data, gradient, index := normal(name, rows*k), normal(name+" gradient", rows), indexes(name, rows, k)
		x, i := device(s, data, rows, k), uints(s, index)
		tol.Exact(t, "pick", floats(t, s, tensor.Pick(s, x, i)), ref.Pick(ref.From(data, rows, k), index))
		dx := tensor.PickBackward(s, device(s, gradient, rows), i, k)
		tol.Exact(t, "pick backward", floats(t, s, dx), ref.PickVJP(ref.From(gradient, rows), index, k))
	}
}

func TestEmbedding(t *testing.T) {
	s := poisonedStream(t)
	for _, c := range []struct{ entries, width, rows int }{{1, 1, 1}, {14, 100, 1}, {14, 100, 30}, {3, 63, 65}, {257, 4, 5}} {
		name := fmt.Sprint("embedding", c)
		table, gradient := normal(name, c.entries*c.width), normal(name+" gradient", c.rows*c.width)
		index := indexes(name, c.rows, c.entries)
		i := uints(s, index)
		y := tensor.Embedding(s, device(s, table, c.entries, c.width), i)
		tol.Exact(t, "embedding", floats(t, s, y), ref.Embedding(ref.From(table, c.entries, c.width), index))
		dtable := tensor.EmbeddingBackward(s, device(s, gradient, c.rows, c.width), i, c.entries)
		tol.Sum(t, "embedding backward", floats(t, s, dtable), ref.EmbeddingVJP(ref.From(gradient, c.rows, c.width), index, c.entries))
	}
}

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
