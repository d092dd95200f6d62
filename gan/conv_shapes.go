package gan

import (
	"autogan/gan/arch"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// leastProducts is the number of multiply-adds of the smallest convolution for
// which choosing a kernel pays.
const leastProducts = 1 << 22

// TrainingShapes lists the convolutions that a [Trainer] runs for these layers,
// each once: the forward passes of the generator for the fakes of a
// discriminator step, and the passes of both networks. Small convolutions are
// left out. A training in 16 bits stores in them what it can.
func TrainingShapes(generator, discriminator arch.Plan, batchG, batchD int, storage tensor.DType) []convplan.Shape {
	all := []convplan.Pass{convplan.Forward, convplan.BackwardInput, convplan.BackwardWeight}
	list := ConvShapes(generator, batchG, all...)
	list = append(list, ConvShapes(generator, batchD, convplan.Forward)...)
	list = append(list, ConvShapes(discriminator, batchD, all...)...)
	list = append(list, ConvShapes(discriminator, batchG, convplan.Forward, convplan.BackwardInput)...)
	seen := map[convplan.Shape]bool{}
	var once []convplan.Shape
	for _, shape := range list {
		shape.Half = storage.Half() && (shape.C%4 == 0 || shape.O%4 == 0)
		shape.BFloat16 = shape.Half && storage == tensor.BFloat16
		if !seen[shape] {
			seen[shape] = true
			once = append(once, shape)
		}
	}
	return once
}

// ConvShapes lists the given passes of a plan's convolutions on a batch,
// without small ones. A transposed convolution is the adjoint of a convolution
// and runs that one's passes.
func ConvShapes(p arch.Plan, batch int, passes ...convplan.Pass) []convplan.Shape {
	adjoint := [...]convplan.Pass{convplan.BackwardInput, convplan.Forward, convplan.BackwardWeight}
	var list []convplan.Shape
	for _, l := range p {
		if l.MACs()*int64(batch) < leastProducts {
			continue
		}
		for _, pass := range passes {
			switch l.Op {
			case arch.OpConv:
				list = append(list, convplan.Shape{Pass: pass, N: batch, H: l.Size, W: l.Size, C: l.In, KH: l.Kernel, KW: l.Kernel, O: l.Out,
					Stride: 1, PaddingH: l.Kernel / 2, PaddingW: l.Kernel / 2})
			case arch.OpConvTranspose:
				list = append(list, convplan.Shape{Pass: adjoint[pass], N: batch, H: l.Size, W: l.Size, C: l.Out, KH: l.Kernel, KW: l.Kernel, O: l.In,
					Stride: l.Kernel})
			}
		}
	}
	return list
}
