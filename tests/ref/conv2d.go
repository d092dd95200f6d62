package ref

// Conv2D is bias[o] + Σ x[n, oh·S+kh−P, ow·S+kw−P, c] · weight[kh,kw,c,o], with
// x [N, H, W, C] taken as zero outside; bias may be the zero Array.
func Conv2D(x, weight, bias Array, stride, padding int) Array {
	oh := (x.Shape[1]+2*padding-weight.Shape[0])/stride + 1
	ow := (x.Shape[2]+2*padding-weight.Shape[1])/stride + 1
	y := New(x.Shape[0], oh, ow, weight.Shape[3])
	conv2DTerms(x, weight, y, stride, padding, func(xi, wi, yi int) {
		y.AddTerm(yi, x.Data[xi]*weight.Data[wi])
	})
	return addBias(y, bias)
}

// Conv2DVJP gives the gradients of x and weight from that of y = Conv2D(x, weight).
func Conv2DVJP(x, weight, gradY Array, stride, padding int) (gradX, gradWeight Array) {
	gradX, gradWeight = New(x.Shape...), New(weight.Shape...)
	conv2DTerms(x, weight, gradY, stride, padding, func(xi, wi, yi int) {
		gradX.AddTerm(xi, gradY.Data[yi]*weight.Data[wi])
		gradWeight.AddTerm(wi, gradY.Data[yi]*x.Data[xi])
	})
	return gradX, gradWeight
}

// ConvTranspose2D is the adjoint of the convolution with stride S and weight
// [S, S, O, C], plus bias [O]: x [N, H, W, C] gives [N, S·H, S·W, O].
func ConvTranspose2D(x, weight, bias Array) Array {
	s := weight.Shape[0]
	input := New(x.Shape[0], s*x.Shape[1], s*x.Shape[2], weight.Shape[2])
	y, _ := Conv2DVJP(input, weight, x, s, 0)
	return addBias(y, bias)
}

// ConvTranspose2DVJP gives the gradients of x and weight from that of y = ConvTranspose2D(x, weight).
func ConvTranspose2DVJP(x, weight, gradY Array) (gradX, gradWeight Array) {
	s := weight.Shape[0]
	_, gradWeight = Conv2DVJP(gradY, weight, x, s, 0)
	return Conv2D(gradY, weight, Array{}, s, 0), gradWeight
}

// conv2DTerms visits every product of a convolution by the positions of its
// factors in x and weight and of its sum in y.
func conv2DTerms(x, weight, y Array, stride, padding int, visit func(xi, wi, yi int)) {
	h, w, c := x.Shape[1], x.Shape[2], x.Shape[3]
	kw, o := weight.Shape[1], weight.Shape[3]
	oh, ow := y.Shape[1], y.Shape[2]
	for yi := range y.Data {
		pixel := yi / o
		top, left := pixel/ow%oh*stride-padding, pixel%ow*stride-padding
		for wi := yi % o; wi < len(weight.Data); wi += o {
			tap := wi / o / c
			ih, iw := top+tap/kw, left+tap%kw
			if ih < 0 || ih >= h || iw < 0 || iw >= w {
				continue
			}
			visit(((pixel/(ow*oh)*h+ih)*w+iw)*c+wi/o%c, wi, yi)
		}
	}
}
