package ref

import (
	"slices"
	"testing"
)

func TestGatherByHand(t *testing.T) {
	x := From([]float32{1, 2, 3, 4, 5, 6}, 3, 2)
	if got := Pick(x, From([]float32{1, 0, 1}, 3)).Data; !slices.Equal(got, []float64{2, 3, 6}) {
		t.Errorf("pick: got %v, want [2 3 6]", got)
	}
	if got := Embedding(x, From([]float32{2, 0}, 2)).Data; !slices.Equal(got, []float64{5, 6, 1, 2}) {
		t.Errorf("embedding: got %v, want [5 6 1 2]", got)
	}
}

func TestGatherVJP(t *testing.T) {
	x := normalArray("gather", 4, 3)
	columns, rows := From([]float32{2, 0, 0, 1}, 4), From([]float32{3, 1, 3, 3, 0}, 5)
	checkVJP(t, "pick", x, func(x Array) Array { return Pick(x, columns) }, func(dy Array) Array { return PickVJP(dy, columns, 3) })
	checkVJP(t, "embedding", x, func(x Array) Array { return Embedding(x, rows) }, func(dy Array) Array { return EmbeddingVJP(dy, rows, 4) })
}
