package tensor

import (
	"autogan/shaders"
	"autogan/vk"
	"autogan/vk/tensor/convplan"
)

// forwardMatrix launches y = conv(x, weight) + bias on matrix units, with the
// fused steps around it. With adjoint, weight is that of the convolution whose
// adjoint k is.
func (k convolution) forwardMatrix(s *vk.Stream, x, weight Tensor, adjoint bool, bias Tensor, a around, plan convplan.Plan) Tensor {
	full := k.padded(plan)
	bias = resizeChannels(s, bias, full.O)
	rows := full.matrixWeight(s, weight, adjoint, x.DType)
	share, pool := float32(1), float32(1)
	if plan.Fused.Has(convplan.Enlarge) {
		share = a.enlarge
	}
	h, w := k.spread*k.OH(), k.spread*k.OW()
	if plan.Fused.Has(convplan.Pool) {
		h, w, pool = h/2, w/2, a.pool
	}
	fused := a.fused(s, plan.Fused, full.O)
	y := TempOf(s, k.result, k.N, h, w, full.O)
	matrix := s.Device().Caps().Matrix
	spec := append(k.spec(bias), uint32(k.spread), float16Mask(x, rows, bias, y, fused.mask, fused.added), uint32(plan.Fused),
		uint32(matrix.M), uint32(matrix.N), uint32(matrix.K), uint32(plan.Tile.Group), uint32(plan.Tile.SubgroupsAcross(matrix)))
	kernel := shaders.Conv2DForwardMatrix
	if x.DType == BFloat16 {
		kernel = shaders.Conv2DForwardMatrixBFloat16
	}
	l := s.Kernel(kernel).Spec(spec...).Products(k.spread * k.spread * full.Products()).Read(x.Buffer).Read(rows.Buffer)
	readOrNull(l, bias).Write(y.Buffer)
	readOrNull(readOrNull(l, fused.mask), fused.added)
	full.sizes(l, plan).Float(share).Float(pool).Run1D(k.spread * k.spread * plan.Tile.Threads(k.Pixels(), full.O))
	return resizeChannels(s, y, k.O)
}

// matrixWeight is the weight as the rows of each output channel, [spread², O,
// KH·KW·C] in a type of 16 bits, with zeros for the channels that it has not.
func (k convolution) matrixWeight(s *vk.Stream, weight Tensor, adjoint bool, format DType) Tensor {
	taps := weight.Shape[0] * weight.Shape[1]
	y := TempOf(s, format, taps*k.O, k.C)
	s.Kernel(shaders.Conv2DMatrixWeight).Spec(specBool(adjoint), specBool(k.spread > 1), float16Mask(weight, y)).Read(weight.Buffer).Write(y.Buffer).
		Int(taps).Int(k.C / 4).Int(k.O).Int(weight.Shape[2]).Int(weight.Shape[3]).Run1D(y.NumElements() / 4)
	return y
}

// backwardWeightMatrix launches a sum over each slice of the pixels on matrix
// units, with the fused steps before it, then adds these sums.
func (k convolution) backwardWeightMatrix(s *vk.Stream, x, gradY Tensor, plan convplan.Plan) Tensor {
	share := float32(1)
	if plan.Fused.Has(convplan.EnlargeGradient) {
		share = averaged
	}
	slices, matrix := plan.Split.Parts, s.Device().Caps().Matrix
	partial := Temp(s, slices, k.Taps(), k.C, k.O)
	spec := append(k.spec(Tensor{})[:5], uint32(plan.Fused), uint32(matrix.M), uint32(matrix.N), uint32(matrix.K),
		uint32(plan.Tile.Group), uint32(plan.Tile.SubgroupsAcross(matrix)))
	kernel := shaders.Conv2DBackwardWeightMatrix
	if x.DType == BFloat16 {
		kernel = shaders.Conv2DBackwardWeightMatrixBFloat16
	}
	l := s.Kernel(kernel).Spec(spec...).Products(k.Products()).Read(x.Buffer).Read(gradY.Buffer).Write(partial.Buffer)
	k.sizes(l, plan).Int(plan.Split.Size).Int(slices).Float(share).Run1D(slices * plan.Tile.Threads(k.Taps()*k.C, k.O))
	if slices == 1 {
		return partial.Reshape(k.Taps(), k.C, k.O)
	}
	return SumRows(s, partial.Reshape(slices, partial.NumElements()/slices))
}
