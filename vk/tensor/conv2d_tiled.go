package tensor

import (
	"autogan/shaders"
	"autogan/vk"
	"autogan/vk/tensor/convplan"
)

// tileSpec are the last specialisation constants of a Tiled kernel: whether what
// it steps over is whole steps, which saves it most of its guards; its tile; and
// how many terms' products are written out. On a CPU, where such kernels are only
// tested, it is one term, since a whole step takes its compiler seconds.
func tileSpec(s *vk.Stream, plan convplan.Plan, steppedOver int) []uint32 {
	t := plan.Tile
	unrolled := t.Step()
	if s.Device().Caps().Type == vk.CPU {
		unrolled = 1
	}
	return []uint32{specBool(steppedOver%t.Step() == 0), uint32(t.Rows), uint32(t.Columns), uint32(unrolled), uint32(t.Group)}
}

// tileWords passes what a Tiled kernel takes besides the extents: how to divide by
// y's, and the split.
func (k convolution) tileWords(l *vk.Launch, split convplan.Split) *vk.Launch {
	return divideBy(l, k.OH(), k.OW()).Int(split.Size).Int(split.Parts)
}

// forwardTiled launches y on a Tiled kernel, whose operands have whole vec4s of
// channels. Where the terms are cut, it adds up the parts' sums, in their order.
func (k convolution) forwardTiled(s *vk.Stream, x, weight, bias Tensor, plan convplan.Plan) Tensor {
	parts := plan.Split.Parts
	shape := Shape{k.N, k.spread * k.OH(), k.spread * k.OW(), k.O}
	y := TempOf(s, k.result, shape...)
	if parts > 1 {
		y = Temp(s, parts, shape.NumElements())
	}
	k.launchTiled(s, x, weight, bias, y, plan, 1)
	if parts > 1 {
		y = Convert(s, SumRows(s, y).Reshape(shape...), k.result)
	}
	return y
}

// launchTiled launches a forward convolution, or so many 1×1 convolutions with weights,
// x and y of their own, which lie one after the other in memory.
func (k convolution) launchTiled(s *vk.Stream, x, weight, bias, y Tensor, plan convplan.Plan, positions int) {
	times := k.spread * k.spread * positions
	spec := append(k.spec(bias), uint32(k.spread), float16Mask(x, weight, bias, y))
	spec = append(append(spec, tileSpec(s, plan, k.C)...), uint32(positions))
	l := s.Kernel(shaders.Conv2DForwardTiled).Spec(spec...).Products(times * k.Products()).Read(x.Buffer).Read(weight.Buffer)
	readOrNull(l, bias).Write(y.Buffer)
	k.tileWords(k.sizes(l, plan), plan.Split).Run1D(plan.Split.Parts * times * plan.Tile.Threads(k.Pixels(), k.O))
}
