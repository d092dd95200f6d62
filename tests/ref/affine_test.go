package ref

import (
	"fmt"
	"math"
	"testing"
)

func wantClose(t *testing.T, name string, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: got %d values, want %d", name, len(got), len(want))
	}
	for i, g := range got {
		if math.Abs(g-want[i]) > 1e-12*(1+math.Abs(want[i])) {
			t.Errorf("%s: at %d got %g, want %g", name, i, g, want[i])
		}
	}
}

func TestMatMulByHand(t *testing.T) {
	a, b := From([]float32{1, 2, 3, 4, 5, 6}, 2, 3), From([]float32{1, 0, 2, 1, 0, 3}, 3, 2)
	// 1·1+2·2+3·0, 1·0+2·1+3·3; 4·1+5·2+6·0, 4·0+5·1+6·3
	want := []float64{5, 11, 14, 23}
	wantClose(t, "a·b", MatMul(a, b, false, false).Data, want)
	wantClose(t, "aᵀ·b", MatMul(Transpose(a), b, true, false).Data, want)
	wantClose(t, "a·bᵀ", MatMul(a, Transpose(b), false, true).Data, want)
	bias := From([]float32{10, 20}, 2)
	wantClose(t, "linear", Linear(a, b, bias).Data, []float64{15, 31, 24, 43})
}

func TestMatMulVJP(t *testing.T) {
	for flags := range 4 {
		transA, transB := flags&1 != 0, flags&2 != 0
		a, b := normalArray("a", 2, 3), normalArray("b", 3, 4)
		if transA {
			a = Transpose(a)
		}
		if transB {
			b = Transpose(b)
		}
		name := fmt.Sprint("transposed ", transA, transB)
		checkVJP(t, name+" a", a, func(a Array) Array { return MatMul(a, b, transA, transB) }, func(g Array) Array {
			gradA, _ := MatMulVJP(a, b, g, transA, transB)
			return gradA
		})
		checkVJP(t, name+" b", b, func(b Array) Array { return MatMul(a, b, transA, transB) }, func(g Array) Array {
			_, gradB := MatMulVJP(a, b, g, transA, transB)
			return gradB
		})
	}
}

func TestConv2DByHand(t *testing.T) {
	x := From([]float32{1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 3, 3, 1)
	weight := From([]float32{1, 10, 100, 1000}, 2, 2, 1, 1)
	// Top left: 1·1 + 2·10 + 4·100 + 5·1000.
	wantClose(t, "valid", Conv2D(x, weight, Array{}, 1, 0).Data, []float64{5421, 6532, 8754, 9865})
	// With a border of zeros and stride 2 the corners: 1·1000; 2·100 + 3·1000; 4·10 + 7·1000; 5·1 + 6·10 + 8·100 + 9·1000.
	wantClose(t, "padded", Conv2D(x, weight, Array{}, 2, 1).Data, []float64{1000, 3200, 7040, 9865})
}

func TestConvTranspose2DByHand(t *testing.T) {
	x := From([]float32{2, 3}, 1, 1, 2, 1)
	weight := From([]float32{1, 10, 100, 1000}, 2, 2, 1, 1)
	bias := From([]float32{7}, 1)
	want := []float64{9, 27, 10, 37, 207, 2007, 307, 3007} // rows 2·(1 10), 3·(1 10); 2·(100 1000), 3·(100 1000); each + 7
	wantClose(t, "patches", ConvTranspose2D(x, weight, bias).Data, want)
}

func TestConv2DVJP(t *testing.T) {
	for _, c := range []struct{ h, w, kh, kw, stride, padding int }{{3, 4, 3, 3, 1, 1}, {4, 4, 2, 2, 2, 0}, {5, 4, 3, 2, 2, 1}} {
		x, weight := normalArray("x", 2, c.h, c.w, 2), normalArray("weight", c.kh, c.kw, 2, 3)
		name := fmt.Sprint(c)
		checkVJP(t, name+" x", x, func(x Array) Array { return Conv2D(x, weight, Array{}, c.stride, c.padding) }, func(g Array) Array {
			gradX, _ := Conv2DVJP(x, weight, g, c.stride, c.padding)
			return gradX
		})
		checkVJP(t, name+" weight", weight, func(w Array) Array { return Conv2D(x, w, Array{}, c.stride, c.padding) }, func(g Array) Array {
			_, gradWeight := Conv2DVJP(x, weight, g, c.stride, c.padding)
			return gradWeight
		})
	}
}

func TestConvTranspose2DVJP(t *testing.T) {
	x, weight := normalArray("x", 2, 2, 3, 4), normalArray("weight", 2, 2, 3, 4)
	checkVJP(t, "x", x, func(x Array) Array { return ConvTranspose2D(x, weight, Array{}) }, func(g Array) Array {
		gradX, _ := ConvTranspose2DVJP(x, weight, g)
		return gradX
	})
	checkVJP(t, "weight", weight, func(w Array) Array { return ConvTranspose2D(x, w, Array{}) }, func(g Array) Array {
		_, gradWeight := ConvTranspose2DVJP(x, weight, g)
		return gradWeight
	})
}

func TestResampleByHand(t *testing.T) {
	x := From([]float32{1, 5, 3, 7}, 1, 1, 4, 1)
	wantClose(t, "nearest", UpsampleNearest2D(From([]float32{1, 5}, 1, 1, 2, 1), 2).Data, []float64{1, 1, 5, 5, 1, 1, 5, 5})
	// Places −¼, ¼, ¾, 1¼ … between pixel centres, the first and last on the edge.
	row := []float64{1, 2, 4, 4.5, 3.5, 4, 6, 7}
	wantClose(t, "bilinear", UpsampleBilinear2D(x, 2).Data, append(row, row...))
	wantClose(t, "avg pool", AvgPool2D(From([]float32{1, 2, 3, 4, 5, 6, 7, 8}, 1, 2, 4, 1), 2).Data, []float64{3.5, 5.5})
}

func TestResampleVJP(t *testing.T) {
	for _, f := range []int{2, 3, 4} {
		small, large := normalArray("small", 2, 2, 3, 2), normalArray("large", 2, 2*f, 3*f, 2)
		name := fmt.Sprint("factor ", f)
		checkVJP(t, name+" nearest", small, func(x Array) Array { return UpsampleNearest2D(x, f) }, func(g Array) Array { return SumPool2D(g, f) })
		checkVJP(t, name+" bilinear", small, func(x Array) Array { return UpsampleBilinear2D(x, f) }, func(g Array) Array { return UpsampleBilinear2DVJP(g, f) })
		checkVJP(t, name+" avg pool", large, func(x Array) Array { return AvgPool2D(x, f) }, func(g Array) Array { return AvgPool2DVJP(g, f) })
	}
}

// The elements at chosen places are those of the whole.
func TestConv2DAtPlaces(t *testing.T) {
	for _, c := range []struct{ h, w, kh, kw, stride, padding int }{{3, 4, 3, 3, 1, 1}, {4, 4, 2, 2, 2, 0}, {5, 4, 3, 2, 2, 1}} {
		x, weight := normalArray("x", 2, c.h, c.w, 2), normalArray("weight", c.kh, c.kw, 2, 3)
		y := Conv2D(x, weight, Array{}, c.stride, c.padding)
		gradX, gradWeight := Conv2DVJP(x, weight, y, c.stride, c.padding)
		places := func(a Array) []int {
			all := make([]int, len(a.Data))
			for i := range all {
				all[i] = i
			}
			return all
		}
		wantClose(t, "y", Conv2DAt(x, weight, c.stride, c.padding, places(y)).Data, y.Data)
		wantClose(t, "gradX", Conv2DBackwardInputAt(x.Shape, weight, y, c.stride, c.padding, places(x)).Data, gradX.Data)
		wantClose(t, "gradWeight", Conv2DBackwardWeightAt(x, y, weight.Shape, c.stride, c.padding, places(weight)).Data, gradWeight.Data)
	}
}
