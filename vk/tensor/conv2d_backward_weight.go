package tensor

import (
	"autogan/vk"
	"autogan/vk/tensor/convplan"
)

// backwardWeight launches the gradient of the weight with the steps before it
// and, with wantBias, that of the bias.
func (k convolution) backwardWeight(s *vk.Stream, x, gradY Tensor, wantBias bool, plan convplan.Plan) (gradWeight, gradBias Tensor) {
	x = around{enlarge: 1}.prologue(s, plan.Prologue, x)
	if plan.Kernel.Winograd() {
		full := k.padded(plan)
		x, gradY = resizeChannels(s, x, full.C), resizeChannels(s, gradY, full.O)
		gradWeight, gradBias = full.winograd(plan).backwardWeight(s, x, gradY, wantBias)
		return k.cropWeight(s, gradWeight, full), resizeChannels(s, gradBias, k.O)
	}
	if wantBias {
		gradBias = SumRows(s, gradY) // before it is enlarged: a block's pixels share its gradient, so the sum is the same
	}
	if plan.Kernel == convplan.Matrix {
		return k.backwardWeightMatrix(s, x, gradY, plan), gradBias
	}
	if plan.Prologue.Has(convplan.EnlargeGradient) {
		gradY = enlargement{factor: 2, scale: averaged}.of(s, "conv2d", gradY)
	}
	if plan.Kernel == convplan.Im2col {
		return k.backwardWeightIm2col(s, x, gradY), gradBias
	}
	return k.backwardWeightDirect(s, x, gradY, plan), gradBias
}

// backwardWeightDirect launches a sum over each slice of the pixels, then adds
// these sums.
func (k convolution) backwardWeightDirect(s *vk.Stream, x, gradY Tensor, plan convplan.Plan) Tensor {
	full := k.padded(plan)
	if plan.Kernel == convplan.Scalar {
		x, gradY = Convert(s, x, Float32), Convert(s, gradY, Float32)
	} else {
		x, gradY = resizeChannels(s, x, full.C), resizeChannels(s, gradY, full.O)
	}
	partial := Temp(s, plan.Split.Parts, k.Taps(), full.C, full.O)
	if plan.Kernel == convplan.Pointwise {
		lanes8Outer{x, gradY, plan.Fused.Has(convplan.ReLU), plan.Split}.launch(s, partial, plan.Tile)
	} else {
		full.launchBackwardWeight(s, x, gradY, partial, plan)
	}
	sum := partial
	if slices := plan.Split.Parts; slices > 1 {
		sum = SumRows(s, partial.Reshape(slices, partial.NumElements()/slices))
	}
	return k.cropWeight(s, sum, full)
}

// launchBackwardWeight launches a direct kernel, which writes the sum of each slice, on
// operands with the channels that it needs.
func (k convolution) launchBackwardWeight(s *vk.Stream, x, gradY, partial Tensor, plan convplan.Plan) {
	spec := k.spec(Tensor{})[:5]
	if plan.Kernel != convplan.Scalar {
		spec = append(spec, float16Mask(x, gradY))
	}
	if plan.Kernel == convplan.Subgroup8 {
		spec = append(spec, specBool(plan.Fused.Has(convplan.ReLU)))
	}
	if plan.Kernel.Tiled() {
		spec = append(spec, tileSpec(s, plan, k.OW())...)
	}
	l := s.Kernel(conv2dShaders[plan.Kernel].weight).Spec(spec...).Products(k.Products()).Read(x.Buffer).Read(gradY.Buffer).Write(partial.Buffer)
	k.sizes(l, plan)
	slices := plan.Split.Parts
	if plan.Kernel.Tiled() {
		k.tileWords(l, plan.Split).Run1D(slices * plan.Tile.Threads(k.Taps()*k.C, k.O))
		return
	}
	l.Int(plan.Split.Size).Int(slices).Run1D(slices * k.Taps() * plan.Tile.Threads(k.C, k.O))
}
