package tensor

import (
	"fmt"
	"slices"

	"autogan/shaders"
	"autogan/vk"
)

// ConvKernel names the kernels that a convolution may run on.
type ConvKernel int

// Kernels of convolutions. All give the sums of the same terms, in different orders.
const (
	AutoKernel              ConvKernel = iota // chosen by device and shape
	ScalarKernel                              // the readable reference
	Vec4Kernel                                // four channels at a time, on every device
	Subgroup8Kernel                           // for subgroups of exactly eight lanes, as on lavapipe
	TiledKernel                               // in shared memory, for GPUs; its speed has not been measured on one
	WinogradVec4Kernel                        // a quarter of the products, between transforms; Vec4Kernel where they do not apply
	WinogradSubgroup8Kernel                   // the same for subgroups of exactly eight lanes; Subgroup8Kernel where they do not apply
	UnfoldKernel                              // a product of matrices, of taps and channels in one axis; AutoKernel where it does not apply
)

var convKernelNames = [...]string{"auto", "scalar", "vec4", "subgroup8", "tiled", "winograd_vec4", "winograd_subgroup8", "unfold"}

// String is the suffix of the kernel's files.
func (c ConvKernel) String() string { return convKernelNames[c] }

// ParseConvKernel reads what ConvKernel.String wrote.
func ParseConvKernel(name string) (ConvKernel, error) {
	if i := slices.Index(convKernelNames[:], name); i >= 0 {
		return ConvKernel(i), nil
	}
	return AutoKernel, fmt.Errorf("tensor: no convolution runs on kernel %q", name)
}

// Pixels in a tile of the forward kernels: ROWS of the shaders.
const (
	vec4Rows      = 4
	subgroup8Rows = 16
)

// pick resolves AutoKernel; the others tell whether the shape fills the tiles
// of a subgroup and those in shared memory, which are slow on a CPU.
func (c ConvKernel) pick(caps vk.Caps, fillSubgroup, fillTiles bool) ConvKernel {
	switch {
	case c != AutoKernel:
		return c
	case fillTiles && caps.Type != vk.CPU:
		return TiledKernel
	case fillSubgroup && caps.SubgroupSize == 8:
		return Subgroup8Kernel
	}
	return Vec4Kernel
}

// indirect decides about the kernels that transform or unfold activations: it
// resolves AutoKernel to one where that pays, and one that does not fit to another.
func (k convolution) indirect(s *vk.Stream, kernel ConvKernel, activations ...Tensor) ConvKernel {
	switch {
	case kernel == AutoKernel && k.unfoldPays(s) && k.unfoldFits(activations...):
		return UnfoldKernel
	case kernel == AutoKernel && k.winogradPays(s) && k.winogradFits(activations...):
		return WinogradSubgroup8Kernel
	case kernel == UnfoldKernel && !k.unfoldFits(activations...):
		return AutoKernel
	case kernel == WinogradVec4Kernel && !k.winogradFits(activations...):
		return Vec4Kernel
	case kernel == WinogradSubgroup8Kernel && !k.winogradFits(activations...):
		return Subgroup8Kernel
	}
	return kernel
}

// forwardKernel resolves the kernel of k's forward pass on such an x.
func (k convolution) forwardKernel(s *vk.Stream, x Tensor, kernel ConvKernel) ConvKernel {
	return k.indirect(s, kernel, x).pick(s.Device().Caps(), k.o >= 16, fillsTiles(k.n*k.oh*k.ow, k.o)) // of 32 channels
}

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

// weightKernel resolves the kernel of the weight's gradient.
func (k convolution) weightKernel(s *vk.Stream, x, gradY Tensor, kernel ConvKernel) ConvKernel {
	return k.indirect(s, kernel, x, gradY).pick(s.Device().Caps(), k.c > 4 && k.o >= 16, fillsTiles(k.kh*k.kw*k.c, k.o)) // of 16 and 32 channels
}

// backwardWeight launches the gradient of the weight, with what happens to x and
// to the gradient of y before, and that of the bias if it is wanted: sums over
// slices of the pixels, then the sum of the slices.
func (k convolution) backwardWeight(s *vk.Stream, x, gradY Tensor, ofX, ofGradY entry, wantBias bool, kernel ConvKernel) (gradWeight, gradBias Tensor) {
	kernel = k.weightKernel(s, x, gradY, kernel)
	before := ofX
	if storedAs(x, gradY) == Float32 {
		before, ofX = ofX.split(kernel, k)
	}
	x = before.enter(s, x)
	full := k.padded()
	if kernel.isWinograd() {
		x, gradY = resizeChannels(s, x, full.c), resizeChannels(s, gradY, full.o)
		gradWeight, gradBias = full.winograd(s, kernel).backwardWeight(s, x, gradY, ofX, ofGradY, wantBias)
		return k.cropWeight(s, gradWeight), resizeChannels(s, gradBias, k.o)
	}
	if wantBias {
		gradBias = SumRows(s, gradY) // of blocks that share a pixel's gradient, the same
	}
	gradY = ofGradY.enter(s, gradY)
	if kernel == UnfoldKernel {
		return k.backwardWeightUnfolded(s, x, gradY), gradBias
	}
	lanes := 4
	if kernel == ScalarKernel {
		full, lanes = k, 1
		x, gradY = Convert(s, x, Float32), Convert(s, gradY, Float32)
	} else {
		x, gradY = resizeChannels(s, x, full.c), resizeChannels(s, gradY, full.o)
	}
	var partial Tensor
	var slices int
	if kernel == TiledKernel {
		partial, slices = full.backwardWeightTiled(s, x, gradY)
	} else {
		partial, slices = full.backwardWeightSlices(s, x, gradY, ofX.relu, kernel, lanes)
	}
	sum := partial
	if slices > 1 {
		sum = SumRows(s, partial.Reshape(slices, partial.NumElements()/slices))
	}
	return k.cropWeight(s, sum), gradBias
}

// backwardWeightSlices launches the sums of slices [slices, kh·kw, c, o], by a
// kernel that counts channels in units of lanes.
func (k convolution) backwardWeightSlices(s *vk.Stream, x, gradY Tensor, relu bool, kernel ConvKernel, lanes int) (partial Tensor, slices int) {
	slice, slices := k.slices(k.weightTiles())
	partial = Temp(s, slices, k.kh*k.kw, k.c, k.o)
	items := partial.NumElements()
	shader := shaders.Conv2DBackwardWeight
	switch kernel {
	case Vec4Kernel:
		shader, items = shaders.Conv2DBackwardWeightVec4, items/16
	case Subgroup8Kernel:
		shader, items = shaders.Conv2DBackwardWeightSubgroup8, 8*slices*k.weightTiles()
	}
	spec := k.spec(Tensor{})[:5]
	if lanes > 1 {
		spec = append(spec, halves(x, gradY))
	}
	if kernel == Subgroup8Kernel {
		spec = append(spec, specBool(relu))
	}
	l := s.Kernel(shader).Spec(spec...).Read(x.Buffer).Read(gradY.Buffer).Write(partial.Buffer)
	k.sizes(l, lanes).Int(slice).Int(slices).Run1D(items)
	return partial, slices
}

// weightTiles is the number of 16×32 tiles of the weight's taps.
func (k convolution) weightTiles() int { return k.kh * k.kw * ceilDiv(k.c, 16) * ceilDiv(k.o, 32) }

// Limits on the slices of a weight's gradient.
const (
	wantTiles   = 1024    // tiles times slices that keep a device busy
	cacheFloats = 1 << 18 // of x and gradY in a slice, which every tile reads again
	leastPixels = 64      // that make a slice worth its partial sum
	partFloats  = 1 << 24 // of all partial sums
)

// slices splits the pixels of y for the weight's gradient, which has so many tiles.
func (k convolution) slices(tiles int) (slice, slices int) {
	pixels := k.n * k.oh * k.ow
	slices = max(wantTiles/tiles, ceilDiv(pixels*(k.c+k.o), cacheFloats))
	slices = max(1, min(slices, pixels/leastPixels, partFloats/(k.kh*k.kw*k.c*k.o)))
	slice = 8 * ceilDiv(pixels, 8*slices)
	return slice, ceilDiv(pixels, slice)
}

func (k convolution) spec(bias Tensor) []uint32 {
	return []uint32{uint32(k.kh), uint32(k.kw), uint32(k.stride), uint32(k.paddingH), uint32(k.paddingW), specBool(!bias.None())}
}

func (k convolution) sizes(l *vk.Launch, lanes int) *vk.Launch {
	return l.Int(k.n).Int(k.h).Int(k.w).Int(k.c / lanes).Int(k.oh).Int(k.ow).Int(k.o / lanes)
}

// padded is k with channels filled up to whole vec4s.
func (k convolution) padded() convolution {
	k.c, k.o = 4*ceilDiv(k.c, 4), 4*ceilDiv(k.o, 4)
	return k
}

// padWeight fills up both channel axes of a weight.
func (k convolution) padWeight(s *vk.Stream, weight Tensor) Tensor {
	full := k.padded()
	taps := weight.NumElements() / (k.c * k.o)
	weight = resizeChannels(s, weight.Reshape(taps, k.c, k.o), full.o)
	return resizeChannels(s, weight.Reshape(taps, k.c*full.o), full.c*full.o)
}

// cropWeight undoes padWeight.
func (k convolution) cropWeight(s *vk.Stream, weight Tensor) Tensor {
	full := k.padded()
	taps := k.kh * k.kw
	if weight.NumElements() == taps*k.c*k.o {
		return weight
	}
	weight = resizeChannels(s, weight.Reshape(taps, full.c*full.o), k.c*full.o)
	return resizeChannels(s, weight.Reshape(taps, k.c, full.o), k.o)
}

// resizeChannels gives x [..., C] as many channels as asked for, the new ones
// zero, in memory aligned for vec4. It returns x where nothing is to do, as
// with float16 always.
func resizeChannels(s *vk.Stream, x Tensor, channels int) Tensor {
	if x.None() || x.Dim(-1) == channels && (x.DType == Float16 || x.Buffer.Address()%16 == 0) {
		return x
	}
	shape := append(Shape{}, x.Shape...)
	shape[len(shape)-1] = channels
	y := Temp(s, shape...)
	s.Kernel(shaders.Conv2DResizeChannels).Read(x.Buffer).Write(y.Buffer).
		Int(x.NumElements() / x.Dim(-1)).Int(x.Dim(-1)).Int(channels).Run1D(y.NumElements())
	return y
}

// transposeWeight swaps the channel axes of a weight [KH, KW, C, O]; flip also turns it by 180°.
func transposeWeight(s *vk.Stream, weight Tensor, flip bool) Tensor {
	kh, kw, c, o := weight.Shape[0], weight.Shape[1], weight.Shape[2], weight.Shape[3]
	y := Temp(s, kh, kw, o, c)
	s.Kernel(shaders.Conv2DTransposeWeight).Spec(specBool(flip)).Read(weight.Buffer).Write(y.Buffer).
		Int(kh * kw).Int(c).Int(o).Run1D(y.NumElements())
	return y
}

// readOrNull passes t, or no buffer if t is the zero Tensor.
func readOrNull(l *vk.Launch, t Tensor) *vk.Launch {
	if t.None() {
		return l.Null()
	}
	return l.Read(t.Buffer)
}

// specBool is a bool as a specialisation constant.
func specBool(on bool) uint32 {
	if on {
		return 1
	}
	return 0
}

func ceilDiv(n, d int) int { return (n + d - 1) / d }
