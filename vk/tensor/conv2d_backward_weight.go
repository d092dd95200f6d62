package tensor

import (
	"autogan/shaders"
	"autogan/vk"
)

// backwardWeight launches the gradient of the weight, with what happens to x and
// to the gradient of y before, and that of the bias if it is wanted: sums over
// slices of the pixels, then the sum of the slices.
func (k convolution) backwardWeight(s *vk.Stream, x, gradY Tensor, ofX, ofGradY entry, wantBias bool, kernel ConvKernel) (gradWeight, gradBias Tensor) {
	kernel = k.weightKernel(s, x, gradY, kernel)
	before, within := ofX, entry{}
	if storedAs(x, gradY) == Float32 {
		before, within = ofX.split(kernel, k)
	}
	x = before.enter(s, x)
	full := k.padded()
	if kernel.isWinograd() {
		x, gradY = resizeChannels(s, x, full.c), resizeChannels(s, gradY, full.o)
		gradWeight, gradBias = full.winograd(s, kernel).backwardWeight(s, x, gradY, within, ofGradY, wantBias)
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
		partial, slices = full.backwardWeightSlices(s, x, gradY, within.relu, kernel, lanes)
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
