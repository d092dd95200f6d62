package tensor

import (
	"autogan/shaders"
	"autogan/vk"
)

// forward launches y = conv(x, weight) + bias, with what is fused to it; weight
// is [spread², kh, kw, c, o].
func (k convolution) forward(s *vk.Stream, x, weight, bias Tensor, f fusion, kernel ConvKernel) Tensor {
	kernel = k.forwardKernel(s, x, kernel)
	before, f, after := f.split(kernel, k, x)
	x = before.enter(s, x)
	if kernel == ScalarKernel {
		y := Temp(s, k.n, k.oh, k.ow, k.o)
		k.launchForward(s, shaders.Conv2DForward, Convert(s, x, Float32), weight, bias, y, 1, y.NumElements())
		return after.leave(s, Convert(s, y, k.result))
	}
	if kernel == UnfoldKernel {
		return after.leave(s, k.forwardUnfolded(s, x, weight, bias))
	}
	full := k.padded()
	x, bias = resizeChannels(s, x, full.c), resizeChannels(s, bias, full.o)
	if kernel.isWinograd() {
		return after.leave(s, resizeChannels(s, full.winograd(s, kernel).forward(s, x, weight, false, bias, f), k.o))
	}
	weight = k.padWeight(s, weight)
	if x.DType == Float16 || k.result == Float16 {
		weight = Convert(s, weight, Float16)
	}
	y := TempOf(s, k.result, k.n, k.spread*k.oh, k.spread*k.ow, full.o)
	switch kernel {
	case TiledKernel:
		full.forwardTiled(s, x, weight, bias, y)
	case Subgroup8Kernel:
		full.forwardSubgroup8(s, x, weight, bias, y, f)
	default:
		full.launchForward(s, shaders.Conv2DForwardVec4, x, weight, bias, y, 4, k.spread*k.spread*ceilDiv(k.n*k.oh*k.ow, vec4Rows)*full.o/4)
	}
	return after.leave(s, resizeChannels(s, y, k.o))
}

// forwardSubgroup8 launches y of operands with channels in fours.
func (k convolution) forwardSubgroup8(s *vk.Stream, x, weight, bias, y Tensor, f fusion) {
	added := resizeChannels(s, f.added, k.o)
	spec := append(k.spec(bias), uint32(k.spread), halves(x, weight, bias, y), specBool(f.relu), specBool(!added.None()))
	l := s.Kernel(shaders.Conv2DForwardSubgroup8).Spec(spec...).Read(x.Buffer).Read(weight.Buffer)
	readOrNull(l, bias).Write(y.Buffer)
	tiles := k.spread * k.spread * ceilDiv(k.n*k.oh*k.ow, subgroup8Rows) * ceilDiv(k.o, 32)
	k.sizes(readOrNull(l, added), 4).Run1D(8 * tiles)
}

// launchForward launches a forward kernel that counts channels in units of lanes.
func (k convolution) launchForward(s *vk.Stream, kernel *shaders.Kernel, x, weight, bias, y Tensor, lanes, items int) {
	spec := k.spec(bias)
	if lanes > 1 {
		spec = append(spec, uint32(k.spread), halves(x, weight, bias, y))
	}
	l := s.Kernel(kernel).Spec(spec...).Read(x.Buffer).Read(weight.Buffer)
	readOrNull(l, bias).Write(y.Buffer)
	k.sizes(l, lanes).Run1D(items)
}

// backwardInput launches the gradient of x, plus bias [c]: a transposed
// convolution. At stride 1 it is the convolution of gradY with the turned
// weight; where the kernel is as large as the stride, each pixel of gradY
// becomes a patch of its own.
func (k convolution) backwardInput(s *vk.Stream, gradY, weight, bias Tensor, f fusion, kernel ConvKernel) Tensor {
	turned := k.turned()
	dense := k.stride == 1 && k.paddingH < k.kh && k.paddingW < k.kw
	patches := k.kh == k.stride && k.kw == k.stride && k.paddingH == 0 && k.paddingW == 0 && k.h == k.stride*k.oh && k.w == k.stride*k.ow
	switch {
	case kernel == ScalarKernel || !dense && !patches:
		return f.leave(s, k.scatter(s, f.enter(s, gradY), weight, bias))
	case patches && !dense:
		turned.kh, turned.kw, turned.paddingH, turned.paddingW = 1, 1, 0, 0
		turned.oh, turned.ow, turned.spread = k.oh, k.ow, k.stride
	}
	if kernel = turned.forwardKernel(s, gradY, kernel); kernel.isWinograd() {
		before, f, after := f.split(kernel, turned, gradY)
		full := turned.padded()
		gradY, bias = resizeChannels(s, before.enter(s, gradY), full.c), resizeChannels(s, bias, full.o)
		return after.leave(s, resizeChannels(s, full.winograd(s, kernel).forward(s, gradY, weight, true, bias, f), k.c))
	}
	return turned.forward(s, gradY, transposeWeight(s, weight, dense), bias, f, kernel)
}

// turned is the convolution at stride 1 of gradY with the turned weight.
func (k convolution) turned() convolution {
	return convolution{
		n: k.n, h: k.oh, w: k.ow, c: k.o, oh: k.h, ow: k.w, o: k.c, kh: k.kh, kw: k.kw, stride: 1,
		paddingH: k.kh - 1 - k.paddingH, paddingW: k.kw - 1 - k.paddingW, spread: 1, result: k.result,
	}
}

// scatter is backwardInput by its definition, for every stride.
func (k convolution) scatter(s *vk.Stream, gradY, weight, bias Tensor) Tensor {
	gradX := Temp(s, k.n, k.h, k.w, k.c)
	gradY = Convert(s, gradY, Float32)
	l := s.Kernel(shaders.Conv2DBackwardInput).Spec(k.spec(bias)...).Read(gradY.Buffer).Read(weight.Buffer)
	readOrNull(l, bias).Write(gradX.Buffer)
	k.sizes(l, 1).Run1D(gradX.NumElements())
	return Convert(s, gradX, k.result)
}

func (k convolution) spec(bias Tensor) []uint32 {
	return []uint32{uint32(k.kh), uint32(k.kw), uint32(k.stride), uint32(k.paddingH), uint32(k.paddingW), specBool(!bias.None())}
}

func (k convolution) sizes(l *vk.Launch, lanes int) *vk.Launch {
	return l.Int(k.n).Int(k.h).Int(k.w).Int(k.c / lanes).Int(k.oh).Int(k.ow).Int(k.o / lanes)
}
