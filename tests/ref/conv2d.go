package ref

// Same is the padding of a kernel of odd sides by half of each side.
const Same = -1

// Conv2D is bias[o] + Σ x[n, oh·S+kh−P, ow·S+kw−P, c] · weight[kh,kw,c,o], with
// x [N, H, W, C] taken as zero outside; bias may be the zero Array. Padding P
// may be Same.
func Conv2D(x, weight, bias Array, stride, padding int) Array {
	k := newConvolution(x.Shape, weight.Shape, stride, padding)
	y := New(k.yShape()...)
	k.eachTerm(func(xi, wi, yi int) { y.AddTerm(yi, x.Data[xi]*weight.Data[wi]) })
	k.allowForward(y, x, weight, every(y))
	return addBias(y, bias)
}

// Conv2DVJP gives the gradients of x and weight from that of y = Conv2D(x, weight).
func Conv2DVJP(x, weight, gradY Array, stride, padding int) (gradX, gradWeight Array) {
	gradX, gradWeight = New(x.Shape...), New(weight.Shape...)
	k := newConvolution(x.Shape, weight.Shape, stride, padding)
	k.eachTerm(func(xi, wi, yi int) {
		gradX.AddTerm(xi, gradY.Data[yi]*weight.Data[wi])
		gradWeight.AddTerm(wi, gradY.Data[yi]*x.Data[xi])
	})
	k.allowBackwardInput(gradX, weight, gradY, every(gradX))
	k.allowBackwardWeight(gradWeight, x, gradY, every(gradWeight))
	return gradX, gradWeight
}

// ConvTranspose2D is the adjoint of the convolution with stride S and weight
// [S, S, O, C], plus bias [O]: x [N, H, W, C] gives [N, S·H, S·W, O].
func ConvTranspose2D(x, weight, bias Array) Array {
	s := weight.Shape[0]
	y := New(x.Shape[0], s*x.Shape[1], s*x.Shape[2], weight.Shape[2])
	newConvolution(y.Shape, weight.Shape, s, 0).eachTerm(func(yi, wi, xi int) { y.AddTerm(yi, x.Data[xi]*weight.Data[wi]) })
	return addBias(y, bias)
}

// ConvTranspose2DVJP gives the gradients of x and weight from that of y = ConvTranspose2D(x, weight).
func ConvTranspose2DVJP(x, weight, gradY Array) (gradX, gradWeight Array) {
	s := weight.Shape[0]
	gradX, gradWeight = New(x.Shape...), New(weight.Shape...)
	newConvolution(gradY.Shape, weight.Shape, s, 0).eachTerm(func(yi, wi, xi int) {
		gradX.AddTerm(xi, gradY.Data[yi]*weight.Data[wi])
		gradWeight.AddTerm(wi, gradY.Data[yi]*x.Data[xi])
	})
	return gradX, gradWeight
}

// Conv2DAt is the elements of Conv2D without bias at the given places.
func Conv2DAt(x, weight Array, stride, padding int, places []int) Array {
	k := newConvolution(x.Shape, weight.Shape, stride, padding)
	y := New(len(places))
	for i, yi := range places {
		for wi := yi % k.o; wi < len(weight.Data); wi += k.o {
			if xi, inside := k.source(yi, wi); inside {
				y.AddTerm(i, x.Data[xi]*weight.Data[wi])
			}
		}
	}
	k.allowForward(y, x, weight, places)
	return y
}

// Conv2DBackwardInputAt is the elements of the gradient of x at the given places.
func Conv2DBackwardInputAt(xShape []int, weight, gradY Array, stride, padding int, places []int) Array {
	k := newConvolution(xShape, weight.Shape, stride, padding)
	gradX := New(len(places))
	for i, xi := range places {
		for tap := range k.kh * k.kw {
			for o := range k.o {
				wi := (tap*k.c+xi%k.c)*k.o + o
				if yi, inside := k.target(xi, wi); inside {
					gradX.AddTerm(i, gradY.Data[yi]*weight.Data[wi])
				}
			}
		}
	}
	k.allowBackwardInput(gradX, weight, gradY, places)
	return gradX
}

// Conv2DBackwardWeightAt is the elements of the gradient of the weight at the given places.
func Conv2DBackwardWeightAt(x, gradY Array, weightShape []int, stride, padding int, places []int) Array {
	k := newConvolution(x.Shape, weightShape, stride, padding)
	gradWeight := New(len(places))
	for i, wi := range places {
		for yi := wi % k.o; yi < len(gradY.Data); yi += k.o {
			if xi, inside := k.source(yi, wi); inside {
				gradWeight.AddTerm(i, gradY.Data[yi]*x.Data[xi])
			}
		}
	}
	k.allowBackwardWeight(gradWeight, x, gradY, places)
	return gradWeight
}

// convolution holds the sizes of x [n,h,w,c], weight [kh,kw,c,o] and y [n,oh,ow,o].
type convolution struct {
	n, h, w, c, kh, kw, oh, ow, o, stride, top, left int // top and left are the padding
}

func newConvolution(x, weight []int, stride, padding int) convolution {
	top, left := padding, padding
	if padding == Same {
		top, left = weight[0]/2, weight[1]/2
	}
	return convolution{
		n: x[0], h: x[1], w: x[2], c: x[3], kh: weight[0], kw: weight[1],
		oh: (x[1]+2*top-weight[0])/stride + 1, ow: (x[2]+2*left-weight[1])/stride + 1, o: weight[3],
		stride: stride, top: top, left: left,
	}
}

func (k convolution) yShape() []int { return []int{k.n, k.oh, k.ow, k.o} }

// source is the element of x that meets element wi of the weight in the sum for
// element yi of y; false where it lies outside.
func (k convolution) source(yi, wi int) (xi int, inside bool) {
	pixel, tap := yi/k.o, wi/k.o/k.c
	ih := pixel/k.ow%k.oh*k.stride - k.top + tap/k.kw
	iw := pixel%k.ow*k.stride - k.left + tap%k.kw
	inside = ih >= 0 && ih < k.h && iw >= 0 && iw < k.w
	return ((pixel/(k.ow*k.oh)*k.h+ih)*k.w+iw)*k.c + wi/k.o%k.c, inside
}

// target is the element of y whose sum has the product of elements xi of x and
// wi of the weight; false if there is none.
func (k convolution) target(xi, wi int) (yi int, exists bool) {
	pixel, tap := xi/k.c, wi/k.o/k.c
	top, left := pixel/k.w%k.h+k.top-tap/k.kw, pixel%k.w+k.left-tap%k.kw
	exists = top >= 0 && left >= 0 && top%k.stride == 0 && left%k.stride == 0 && top/k.stride < k.oh && left/k.stride < k.ow
	return ((pixel/(k.w*k.h)*k.oh+top/k.stride)*k.ow+left/k.stride)*k.o + wi%k.o, exists
}

// eachTerm visits every product by the positions of its factors in x and weight
// and of its sum in y.
func (k convolution) eachTerm(visit func(xi, wi, yi int)) {
	weights := k.kh * k.kw * k.c * k.o
	for yi := range k.n * k.oh * k.ow * k.o {
		for wi := yi % k.o; wi < weights; wi += k.o {
			if xi, inside := k.source(yi, wi); inside {
				visit(xi, wi, yi)
			}
		}
	}
}
