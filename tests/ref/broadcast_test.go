package ref

import (
	"slices"
	"testing"
)

func TestBroadcastByHand(t *testing.T) {
	a, b := From([]float32{1, 2}, 2, 1), From([]float32{10, 20, 30}, 3)
	if got := Combine(Add, a, b).Data; !slices.Equal(got, []float64{11, 21, 31, 12, 22, 32}) {
		t.Errorf("a + b: got %v", got)
	}
	x := From([]float32{1, 2, 3, 4, 5, 6}, 2, 3)
	if got := SumTo(x, 3).Data; !slices.Equal(got, []float64{5, 7, 9}) { // 1+4, 2+5, 3+6
		t.Errorf("sum to [3]: got %v", got)
	}
	if got := SumTo(x, 2, 1).Data; !slices.Equal(got, []float64{6, 15}) { // 1+2+3, 4+5+6
		t.Errorf("sum to [2 1]: got %v", got)
	}
	if got := SumRows(From([]float32{1, 2, 3, 4, 5, 6}, 3, 2), 1, 3, 2).Data; !slices.Equal(got, []float64{9, 12}) {
		t.Errorf("sum rows: got %v", got)
	}
}

func TestArithmeticVJPs(t *testing.T) {
	for _, f := range Binaries {
		a, b := normalArray(f.Name, 2, 1, 3), normalArray(f.Name+"b", 4, 1)
		for i, v := range b.Data {
			b.Data[i] = 2 + v*v // away from a pole
		}
		checkVJP(t, f.Name+" a", a, func(a Array) Array { return Combine(f, a, b) },
			func(g Array) Array { gradA, _ := CombineVJP(f, a, b, g); return gradA })
		checkVJP(t, f.Name+" b", b, func(b Array) Array { return Combine(f, a, b) },
			func(g Array) Array { _, gradB := CombineVJP(f, a, b, g); return gradB })
	}
}

func TestExpandAndSumToAreAdjoint(t *testing.T) {
	x := normalArray("x", 3, 1, 2)
	checkVJP(t, "expand", x, func(x Array) Array { return Expand(x, 1, 5, 3, 4, 2) },
		func(g Array) Array { return SumTo(g, 3, 1, 2) })
}
