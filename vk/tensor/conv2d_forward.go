package tensor

import (
	"autogan/shaders"
	"autogan/vk"
	"autogan/vk/tensor/convplan"
)

// conv2dShaders are the direct kernels that take the same operands, for a forward
// convolution and for the gradient of a weight.
var conv2dShaders = map[convplan.Kernel]struct{ forward, weight *shaders.Kernel }{
	convplan.Scalar:       {shaders.Conv2DForward, shaders.Conv2DBackwardWeight},
	convplan.Vec4:         {shaders.Conv2DForwardVec4, shaders.Conv2DBackwardWeightVec4},
	convplan.Subgroup8:    {shaders.Conv2DForwardSubgroup8, shaders.Conv2DBackwardWeightSubgroup8},
	convplan.Tiled128x128: {shaders.Conv2DForwardTiled, shaders.Conv2DBackwardWeightTiled},
	convplan.Tiled64x128:  {shaders.Conv2DForwardTiled, shaders.Conv2DBackwardWeightTiled},
	convplan.Tiled128x64:  {shaders.Conv2DForwardTiled, shaders.Conv2DBackwardWeightTiled},
	convplan.Tiled64x64:   {shaders.Conv2DForwardTiled, shaders.Conv2DBackwardWeightTiled},
	convplan.Tiled32x32:   {shaders.Conv2DForwardTiled, shaders.Conv2DBackwardWeightTiled},
}

// forward launches y = conv(x, weight) + bias with the steps around it.
func (k convolution) forward(s *vk.Stream, x, weight, bias Tensor, a around, plan convplan.Plan) Tensor {
	x = a.prologue(s, plan.Prologue, x)
	y := k.multiply(s, x, weight, false, bias, a, plan)
	return a.epilogue(s, plan.Epilogue, y)
}

// backwardInput launches the gradient of x, plus bias [C]: a transposed
// convolution. convplan.Plan says which convolution its kernel computes.
func (k convolution) backwardInput(s *vk.Stream, gradY, weight, bias Tensor, a around, plan convplan.Plan) Tensor {
	gradY = a.prologue(s, plan.Prologue, gradY)
	if plan.Kernel == convplan.Scalar {
		return a.epilogue(s, plan.Epilogue, k.scatter(s, gradY, weight, bias))
	}
	gradX := k.computed(plan).multiply(s, gradY, weight, true, bias, a, plan)
	return a.epilogue(s, plan.Epilogue, gradX)
}

// multiply launches the planned kernel. With adjoint, weight is that of the
// convolution whose adjoint k is.
func (k convolution) multiply(s *vk.Stream, x, weight Tensor, adjoint bool, bias Tensor, a around, plan convplan.Plan) Tensor {
	switch {
	case plan.Kernel.Winograd():
		return k.forwardWinograd(s, x, weight, adjoint, bias, a, plan)
	case plan.Kernel == convplan.Matrix:
		return k.forwardMatrix(s, x, weight, adjoint, bias, a, plan)
	}
	if adjoint { // the taps of a patch are its pixels, which are not flipped
		weight = transposeWeight(s, weight, plan.Spread == 1)
	}
	if plan.Kernel == convplan.Im2col {
		return k.forwardIm2col(s, x, weight, bias)
	}
	return k.forwardDirect(s, x, weight, bias, a, plan)
}

// forwardDirect launches y on a kernel that reads x and the weight themselves,
// if need be with padded channels; weight is [spread², KH, KW, C, O].
func (k convolution) forwardDirect(s *vk.Stream, x, weight, bias Tensor, a around, plan convplan.Plan) Tensor {
	if plan.Kernel == convplan.Scalar {
		y := Temp(s, k.N, k.OH(), k.OW(), k.O)
		k.launchForward(s, k.spec(bias), Convert(s, x, Float32), weight, bias, y, Tensor{}, plan)
		return Convert(s, y, k.result)
	}
	full := k.padded(plan)
	x, bias, weight = resizeChannels(s, x, full.C), resizeChannels(s, bias, full.O), k.padWeight(s, weight, full)
	weight = Convert(s, weight, storedAs(x, Tensor{DType: k.result}))
	if plan.Kernel.Tiled() {
		return resizeChannels(s, full.forwardTiled(s, x, weight, bias, plan), k.O)
	}
	y := TempOf(s, k.result, k.N, k.spread*k.OH(), k.spread*k.OW(), full.O)
	added := a.fused(s, plan.Fused, full.O).added
	if plan.Kernel == convplan.Pointwise {
		lanes8Product{1, x, weight, bias, added, plan.Fused.Has(convplan.ReLU)}.launch(s, y, plan.Tile)
		return resizeChannels(s, y, k.O)
	}
	spec := append(k.spec(bias), uint32(k.spread), float16Mask(x, weight, bias, y))
	if plan.Kernel == convplan.Subgroup8 {
		spec = append(spec, specBool(plan.Fused.Has(convplan.ReLU)), specBool(!added.None()))
	}
	full.launchForward(s, spec, x, weight, bias, y, added, plan)
	return resizeChannels(s, y, k.O)
}

// launchForward launches a direct kernel on operands with the channels that it
// needs.
func (k convolution) launchForward(s *vk.Stream, spec []uint32, x, weight, bias, y, added Tensor, plan convplan.Plan) {
	l := s.Kernel(conv2dShaders[plan.Kernel].forward).Spec(spec...).Products(k.spread * k.spread * k.Products()).Read(x.Buffer).Read(weight.Buffer)
	readOrNull(l, bias).Write(y.Buffer)
	if plan.Kernel == convplan.Subgroup8 {
		readOrNull(l, added)
	}
	k.sizes(l, plan).Run1D(k.spread * k.spread * plan.Tile.Threads(k.Pixels(), k.O))
}

// scatter computes backwardInput by its definition, for every stride.
func (k convolution) scatter(s *vk.Stream, gradY, weight, bias Tensor) Tensor {
	gradX := Temp(s, k.N, k.H, k.W, k.C)
	gradY = Convert(s, gradY, Float32)
	l := s.Kernel(shaders.Conv2DBackwardInput).Spec(k.spec(bias)...).Products(k.Products()).Read(gradY.Buffer).Read(weight.Buffer)
	readOrNull(l, bias).Write(gradX.Buffer).
		Int(k.N).Int(k.H).Int(k.W).Int(k.C).Int(k.OH()).Int(k.OW()).Int(k.O).Run1D(gradX.NumElements())
	return Convert(s, gradX, k.result)
}

func (k convolution) spec(bias Tensor) []uint32 {
	return []uint32{uint32(k.KH), uint32(k.KW), uint32(k.Stride), uint32(k.PaddingH), uint32(k.PaddingW), specBool(!bias.None())}
}

// sizes passes the extents, channels in the kernel's units.
func (k convolution) sizes(l *vk.Launch, plan convplan.Plan) *vk.Launch {
	lanes := 4
	if plan.Kernel == convplan.Scalar {
		lanes = 1
	}
	return l.Int(k.N).Int(k.H).Int(k.W).Int(k.C / lanes).Int(k.OH()).Int(k.OW()).Int(k.O / lanes)
}
