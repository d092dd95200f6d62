package ref

import "math"

// UpsampleNearest2D repeats every pixel of x [N, H, W, C] in an f×f block.
func UpsampleNearest2D(x Array, f int) Array {
	y := New(x.Shape[0], f*x.Shape[1], f*x.Shape[2], x.Shape[3])
	blockTerms(x, f, func(xi, yi int) { y.Data[yi] = x.Data[xi] })
	return y
}

// SumPool2D adds the f×f blocks of x: the VJP of UpsampleNearest2D.
func SumPool2D(x Array, f int) Array {
	y := New(x.Shape[0], x.Shape[1]/f, x.Shape[2]/f, x.Shape[3])
	blockTerms(y, f, func(yi, xi int) { y.AddTerm(yi, x.Data[xi]) })
	return y
}

// AvgPool2D averages the f×f blocks of x.
func AvgPool2D(x Array, f int) Array { return scaled(SumPool2D(x, f), 1/float64(f*f)) }

// AvgPool2DVJP gives the gradient of x from that of AvgPool2D(x).
func AvgPool2DVJP(gradY Array, f int) Array {
	return scaled(UpsampleNearest2D(gradY, f), 1/float64(f*f))
}

// Carried is a linear resampling of values that have errors already. The shares
// are not negative, so the errors add up as the values do.
func Carried(r Resampling, x Array, f int) Array {
	y, allowed := r(x, f), r(Array{Shape: x.Shape, Data: x.Mag, Mag: x.Mag}, f)
	for i, magnitude := range allowed.Data {
		y.Mag[i] += magnitude
	}
	return y
}

// UpsampleBilinear2D enlarges x [N, H, W, C] f times with half-pixel centres:
// row r of the result lies at (r+½)/f − ½ in x, moved into x at the edges, and
// mixes its two neighbours; columns alike.
func UpsampleBilinear2D(x Array, f int) Array {
	y := New(x.Shape[0], f*x.Shape[1], f*x.Shape[2], x.Shape[3])
	bilinearTerms(x.Shape, f, func(xi, yi int, share float64) { y.AddTerm(yi, share*x.Data[xi]) })
	return y
}

// UpsampleBilinear2DVJP gives the gradient of x from that of UpsampleBilinear2D(x).
func UpsampleBilinear2DVJP(gradY Array, f int) Array {
	gradX := New(gradY.Shape[0], gradY.Shape[1]/f, gradY.Shape[2]/f, gradY.Shape[3])
	bilinearTerms(gradX.Shape, f, func(xi, yi int, share float64) { gradX.AddTerm(xi, share*gradY.Data[yi]) })
	return gradX
}

// blockTerms visits each element of the large image with the element of the small one it belongs to.
func blockTerms(small Array, f int, visit func(si, li int)) {
	h, w, c := small.Shape[1], small.Shape[2], small.Shape[3]
	for li := range len(small.Data) * f * f {
		row, column := li/(c*w*f), li/c%(w*f) // rows of all images in one count: h·f to an image
		image := row / (h * f)
		visit(((image*h+row%(h*f)/f)*w+column/f)*c+li%c, li)
	}
}

// bilinearTerms visits each pair of an element of x [N, H, W, C] and of the
// enlarged image that takes a share of it.
func bilinearTerms(x []int, f int, visit func(xi, yi int, share float64)) {
	h, w, c := x[1], x[2], x[3]
	for pixel := range x[0] * h * f * w * f {
		row, column := pixel/(w*f)%(h*f), pixel%(w*f)
		image := pixel / (w * f * h * f)
		for _, ih := range neighbours(row, h, f) {
			for _, iw := range neighbours(column, w, f) {
				share := shareOf(row, ih, h, f) * shareOf(column, iw, w, f)
				for k := range c {
					visit(((image*h+ih)*w+iw)*c+k, pixel*c+k, share)
				}
			}
		}
	}
}

// neighbours lists the positions of an axis of length n that may share in a
// position of the axis enlarged f times.
func neighbours(to, n, f int) []int {
	var near []int
	for from := max(0, to/f-1); from <= min(n-1, to/f+1); from++ {
		if shareOf(to, from, n, f) > 0 {
			near = append(near, from)
		}
	}
	return near
}

// shareOf is what position to of an axis enlarged f times takes of position
// from of the axis of length n.
func shareOf(to, from, n, f int) float64 {
	at := (float64(to)+0.5)/float64(f) - 0.5
	at = min(max(at, 0), float64(n-1))
	return max(0, 1-math.Abs(at-float64(from)))
}
