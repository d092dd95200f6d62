package ref

import "math"

// Winograd's algorithm F(4×4, 3×3) computes a convolution with 3×3 weights at
// stride 1 by other sums than the direct one: y = Aᵀ·((G·g·Gᵀ) ⊙ (Bᵀ·d·B))·A for
// a tile of 4×4 pixels and the 6×6 pixels d that they see (Lavin and Gray,
// "Fast algorithms for convolutional neural networks", 2016). The matrices
// are those of the points 0, ±√2/2, ±√2 and infinity. Its terms are 50 times as
// large as the direct ones on average, and they depend on pixels of the tile that
// the direct sum does not use. So a float32 computation may be off by more.
//
// What the oracle allows is a share of the sum of the magnitudes in that form.
// A term passes some twenty roundings of ε/2, two or three for each of two axes
// and three transforms, and most of them cancel. Sums of 9 to 1152 random
// products came within 0.18·ε of those magnitudes, gradients of a weight from a
// single tile within 0.38·ε. The oracle allows ε: a quarter of the 4·ε that a sum
// in sequence is allowed.
const winogradShare = 1.0 / 4

const (
	winogradInner = 6
	winogradOuter = 4
)

// matrix holds rows.
type matrix [][]float64

// winogradMatrices are Bᵀ, G and Aᵀ.
type winogradMatrices struct{ input, weight, output matrix }

var winogradExact = winogradMatrices{
	input: matrix{
		{1, 0, -2.5, 0, 1, 0},
		{0, -math.Sqrt2, -2, math.Sqrt2 / 2, 1, 0},
		{0, math.Sqrt2, -2, -math.Sqrt2 / 2, 1, 0},
		{0, -math.Sqrt2 / 2, -0.5, math.Sqrt2, 1, 0},
		{0, math.Sqrt2 / 2, -0.5, -math.Sqrt2, 1, 0},
		{0, 1, 0, -2.5, 0, 1},
	},
	weight: matrix{
		{1, 0, 0},
		{-2. / 3, -math.Sqrt2 / 3, -1. / 3},
		{-2. / 3, math.Sqrt2 / 3, -1. / 3},
		{1. / 6, math.Sqrt2 / 6, 1. / 3},
		{1. / 6, -math.Sqrt2 / 6, 1. / 3},
		{0, 0, 1},
	},
	output: matrix{
		{1, 1, 1, 1, 1, 0},
		{0, math.Sqrt2 / 2, -math.Sqrt2 / 2, math.Sqrt2, -math.Sqrt2, 0},
		{0, 0.5, 0.5, 2, 2, 0},
		{0, math.Sqrt2 / 4, -math.Sqrt2 / 4, 2 * math.Sqrt2, -2 * math.Sqrt2, 1},
	},
}

// winogradMagnitudes make, of magnitudes, the sums of the terms' magnitudes.
var winogradMagnitudes = winogradMatrices{
	winogradExact.input.absolute(), winogradExact.weight.absolute(), winogradExact.output.absolute(),
}

func (m matrix) absolute() matrix {
	a := make(matrix, len(m))
	for i, row := range m {
		for _, v := range row {
			a[i] = append(a[i], math.Abs(v))
		}
	}
	return a
}

func (m matrix) transposed() matrix {
	t := make(matrix, len(m[0]))
	for _, row := range m {
		for j, v := range row {
			t[j] = append(t[j], v)
		}
	}
	return t
}

// around is m·x·mᵀ for a square x.
func (m matrix) around(x []float64) []float64 {
	rows, columns := len(m), len(m[0])
	half, y := make([]float64, rows*columns), make([]float64, rows*rows)
	for i, row := range m {
		for j := range columns {
			for k, v := range row {
				half[i*columns+j] += v * x[k*columns+j]
			}
		}
	}
	for i := range rows {
		for j, row := range m {
			for k, v := range row {
				y[i*rows+j] += half[i*columns+k] * v
			}
		}
	}
	return y
}

// winogradFits tells whether the algorithm computes the convolution.
func (k convolution) winogradFits() bool { return k.kh == 3 && k.kw == 3 && k.stride == 1 }

func (k convolution) tiles() (th, tw int) {
	return (k.oh + winogradOuter - 1) / winogradOuter, (k.ow + winogradOuter - 1) / winogradOuter
}

// tileOf is the tile of pixel yi/o of y, and the pixel's index in it.
func (k convolution) tileOf(pixel int) (tile, at int) {
	th, tw := k.tiles()
	h, w := pixel/k.ow%k.oh, pixel%k.ow
	return (pixel/(k.ow*k.oh)*th+h/winogradOuter)*tw + w/winogradOuter, h%winogradOuter*winogradOuter + w%winogradOuter
}

// square reads size×size pixels of channel c of an image x [n, h, w, channels],
// zero outside.
func square(x []float64, n, h, w, channels, c, top, left, size int) []float64 {
	d := make([]float64, size*size)
	for i := range d {
		ih, iw := top+i/size, left+i%size
		if ih >= 0 && ih < h && iw >= 0 && iw < w {
			d[i] = x[((n*h+ih)*w+iw)*channels+c]
		}
	}
	return d
}

// transformX is Bᵀ·d·B of channel c of a tile.
func (k convolution) transformX(m winogradMatrices, x []float64, tile, c int) []float64 {
	th, tw := k.tiles()
	top, left := tile/tw%th*winogradOuter-k.top, tile%tw*winogradOuter-k.left
	return m.input.around(square(x, tile/(tw*th), k.h, k.w, k.c, c, top, left, winogradInner))
}

// transformWeight is G·g·Gᵀ of channels c and o.
func (k convolution) transformWeight(m winogradMatrices, weight []float64, c, o int) []float64 {
	g := make([]float64, 9)
	for tap := range g {
		g[tap] = weight[(tap*k.c+c)*k.o+o]
	}
	return m.weight.around(g)
}

// transformGradY is A·g·Aᵀ of channel o of a tile.
func (k convolution) transformGradY(m winogradMatrices, gradY []float64, tile, o int) []float64 {
	th, tw := k.tiles()
	g := square(gradY, tile/(tw*th), k.oh, k.ow, k.o, o, tile/tw%th*winogradOuter, tile%tw*winogradOuter, winogradOuter)
	return m.output.transposed().around(g)
}

// addProducts adds v ⊙ u to sum.
func addProducts(sum, v, u []float64) {
	for i := range sum {
		sum[i] += v[i] * u[i]
	}
}

// winogradForward computes elements of y by the algorithm.
func (k convolution) winogradForward(m winogradMatrices, x, weight []float64, places []int) []float64 {
	v, u, y := cache{}, cache{}, cache{}
	values := make([]float64, len(places))
	for i, yi := range places {
		o := yi % k.o
		tile, at := k.tileOf(yi / k.o)
		values[i] = y.at(tile, o, func() []float64 {
			sum := make([]float64, winogradInner*winogradInner)
			for c := range k.c {
				addProducts(sum,
					v.at(tile, c, func() []float64 { return k.transformX(m, x, tile, c) }),
					u.at(c, o, func() []float64 { return k.transformWeight(m, weight, c, o) }))
			}
			return m.output.around(sum)
		})[at]
	}
	return values
}

// winogradWeight computes elements of the weight's gradient by the algorithm.
func (k convolution) winogradWeight(m winogradMatrices, x, gradY []float64, places []int) []float64 {
	v, z, g := cache{}, cache{}, cache{}
	th, tw := k.tiles()
	values := make([]float64, len(places))
	for i, wi := range places {
		tap, c, o := wi/k.o/k.c, wi/k.o%k.c, wi%k.o
		values[i] = g.at(c, o, func() []float64 {
			sum := make([]float64, winogradInner*winogradInner)
			for tile := range k.n * th * tw {
				addProducts(sum,
					v.at(tile, c, func() []float64 { return k.transformX(m, x, tile, c) }),
					z.at(tile, o, func() []float64 { return k.transformGradY(m, gradY, tile, o) }))
			}
			return m.weight.transposed().around(sum)
		})[tap]
	}
	return values
}

// cache keeps what has been computed for a pair of indices.
type cache map[[2]int][]float64

func (c cache) at(i, j int, compute func() []float64) []float64 {
	v, ok := c[[2]int{i, j}]
	if !ok {
		v = compute()
		c[[2]int{i, j}] = v
	}
	return v
}

// raise makes each magnitude at least a share of the given one.
func raise(a Array, least []float64) {
	for i, magnitude := range least {
		a.Mag[i] = max(a.Mag[i], winogradShare*magnitude)
	}
}

// allowForward raises the magnitudes of y, at some places, to what the algorithm needs.
func (k convolution) allowForward(y, x, weight Array, places []int) {
	if k.winogradFits() {
		raise(y, k.winogradForward(winogradMagnitudes, magnitudes(x.Data), magnitudes(weight.Data), places))
	}
}

// allowBackwardInput is allowForward for the gradient of x.
func (k convolution) allowBackwardInput(gradX, weight, gradY Array, places []int) {
	if k.winogradFits() {
		raise(gradX, k.flipped().winogradForward(winogradMagnitudes, magnitudes(gradY.Data), k.flipWeight(magnitudes(weight.Data)), places))
	}
}

// allowBackwardWeight is allowForward for the gradient of the weight.
func (k convolution) allowBackwardWeight(gradWeight, x, gradY Array, places []int) {
	if k.winogradFits() {
		raise(gradWeight, k.winogradWeight(winogradMagnitudes, magnitudes(x.Data), magnitudes(gradY.Data), places))
	}
}

// flipped is the convolution of the gradient of y, with the weight flipped along
// both axes and its channels swapped, that gives the gradient of x at stride 1.
func (k convolution) flipped() convolution {
	return convolution{
		n: k.n, h: k.oh, w: k.ow, c: k.o, kh: k.kh, kw: k.kw, oh: k.h, ow: k.w, o: k.c,
		stride: 1, top: k.kh - 1 - k.top, left: k.kw - 1 - k.left,
	}
}

// flipWeight is the weight of flipped.
func (k convolution) flipWeight(weight []float64) []float64 {
	flipped := make([]float64, len(weight))
	for i, v := range weight {
		tap, c, o := i/k.o/k.c, i/k.o%k.c, i%k.o
		flipped[((k.kh*k.kw-1-tap)*k.o+o)*k.c+c] = v
	}
	return flipped
}

func magnitudes(x []float64) []float64 {
	m := make([]float64, len(x))
	for i, v := range x {
		m[i] = math.Abs(v)
	}
	return m
}

// every lists the places of a whole array.
func every(a Array) []int {
	places := make([]int, len(a.Data))
	for i := range places {
		places[i] = i
	}
	return places
}
