package ref

import "math"

// MaxPool2D is the largest value in each window of size×size pixels of
// x [N, H, W, C], which moves by stride; what lies in the padding does not count.
func MaxPool2D(x Array, size, stride, padding int) Array {
	y := newPooled(x, size, stride, padding)
	for i := range y.Data {
		y.Data[i] = math.Inf(-1)
	}
	windowTerms(x, y, size, stride, padding, func(xi, yi int) {
		if x.Data[xi] > y.Data[yi] {
			y.Data[yi], y.Mag[yi] = x.Data[xi], x.Mag[xi]
		}
	})
	return y
}

// MeanPool2D is the mean of each window over its pixels inside x.
func MeanPool2D(x Array, size, stride, padding int) Array {
	y := newPooled(x, size, stride, padding)
	count := make([]float64, len(y.Data))
	windowTerms(x, y, size, stride, padding, func(xi, yi int) {
		y.AddTerm(yi, x.Data[xi])
		count[yi]++
	})
	for i, sum := range y.Data {
		y.set(i, sum/count[i], (4*y.Mag[i]+2.5*math.Abs(sum))/count[i]) // the sum, the quotient
	}
	return y
}

// Poolings are the functions of windows by name.
var Poolings = map[string]func(x Array, size, stride, padding int) Array{"max_pool2d": MaxPool2D, "mean_pool2d": MeanPool2D}

func newPooled(x Array, size, stride, padding int) Array {
	return New(x.Shape[0], (x.Shape[1]+2*padding-size)/stride+1, (x.Shape[2]+2*padding-size)/stride+1, x.Shape[3])
}

// windowTerms visits each element of y with each of x in its window.
func windowTerms(x, y Array, size, stride, padding int, visit func(xi, yi int)) {
	h, w, c := x.Shape[1], x.Shape[2], x.Shape[3]
	oh, ow := y.Shape[1], y.Shape[2]
	for yi := range y.Data {
		image, row, column := yi/(c*ow*oh), yi/(c*ow)%oh, yi/c%ow
		for ih := row*stride - padding; ih < row*stride-padding+size; ih++ {
			for iw := column*stride - padding; iw < column*stride-padding+size; iw++ {
				if ih >= 0 && ih < h && iw >= 0 && iw < w {
					visit(((image*h+ih)*w+iw)*c+yi%c, yi)
				}
			}
		}
	}
}

// ResizeBilinear2D is x [N, H, W, C] at h×w pixels: row r of the result lies at
// r·H/h on x and mixes its two neighbours; columns alike.
func ResizeBilinear2D(x Array, h, w int) Array {
	c := x.Shape[3]
	y := New(x.Shape[0], h, w, c)
	terms := make([]float64, len(y.Data))
	for yi := range y.Data {
		image, row, column := yi/(c*w*h), yi/(c*w)%h, yi/c%w
		for _, down := range mixed(row, x.Shape[1], h) {
			for _, across := range mixed(column, x.Shape[2], w) {
				term := down.share * across.share * x.Data[((image*x.Shape[1]+down.at)*x.Shape[2]+across.at)*c+yi%c]
				y.Data[yi] += term
				terms[yi] += math.Abs(term)
			}
		}
		y.set(yi, y.Data[yi], 6.5*terms[yi]) // a product and a sum for each axis, a quotient
	}
	return y
}

// pixel is a position on an axis and its share.
type pixel struct {
	at    int
	share float64
}

// mixed are the pixels of an axis of n that position i of m takes.
func mixed(i, n, m int) [2]pixel {
	place := float64(i*n) / float64(m)
	first := i * n / m
	return [2]pixel{{first, 1 - (place - float64(first))}, {min(first+1, n-1), place - float64(first)}}
}

// ConcatChannels joins arrays of one shape but for the last axis along that axis.
func ConcatChannels(x ...Array) Array {
	shape := append([]int{}, x[0].Shape...)
	last := len(shape) - 1
	shape[last] = 0
	for _, part := range x {
		shape[last] += part.Shape[last]
	}
	y := New(shape...)
	first := 0
	for _, part := range x {
		c := part.Shape[last]
		for i, v := range part.Data {
			at := i/c*shape[last] + first + i%c
			y.Data[at], y.Mag[at] = v, part.Mag[i]
		}
		first += c
	}
	return y
}
