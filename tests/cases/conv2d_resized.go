package cases

import (
	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// resized is a convolution of x, with or without ReLU and enlargement, whose
// result may be pooled. The sizes of the convolution are those of x before it
// is enlarged.
type resized struct {
	convolution
	relu, up, pool bool
}

var resizedConvolutions = []resized{
	{convolution{1, 1, 1, 1, 3, 3, 1, 1, 1}, false, true, true},
	{convolution{2, 3, 5, 8, 3, 3, 20, 1, 1}, true, true, false},
	{convolution{2, 4, 6, 16, 3, 3, 36, 1, 1}, true, false, true},
	{convolution{2, 7, 9, 12, 3, 3, 7, 1, 1}, true, true, true}, // rows of tiles that the image does not fill
	{convolution{3, 8, 8, 9, 3, 3, 32, 1, 1}, false, true, false},
	{convolution{3, 6, 10, 32, 3, 3, 16, 1, 1}, false, false, true},
	{convolution{1, 2, 2, 65, 3, 3, 63, 1, 1}, false, true, true},
	{convolution{1, 1, 257, 3, 3, 3, 64, 1, 1}, true, true, false},
	{convolution{2, 6, 4, 8, 3, 3, 8, 1, 0}, true, true, true},   // no padding of one
	{convolution{1, 4, 4, 8, 3, 3, 8, 1, 2}, false, true, false}, // nor here
	{convolution{1, 4, 4, 20, 1, 1, 16, 1, 0}, true, true, true},
	{convolution{1, 8, 8, 4, 3, 3, 8, 2, 1}, true, false, true},
}

// resizedConvolutionOps are resized convolutions plus a shortcut, and their gradients.
func resizedConvolutionOps() []Op {
	forward := Op{Name: "conv2d_resized", Variants: fusedVariants}
	backwardInput := Op{Name: "conv2d_resized_backward_input", Variants: fusedVariants}
	backwardWeight := Op{Name: "conv2d_resized_backward_weight", Variants: fusedVariants}
	for _, k := range resizedConvolutions {
		forward.Cases = append(forward.Cases, k.forward())
		backwardInput.Cases = append(backwardInput.Cases, k.backwardInput())
		backwardWeight.Cases = append(backwardWeight.Cases, k.backwardWeight())
	}
	return []Op{forward, backwardInput, backwardWeight}
}

// between is the convolution between both changes of size.
func (k resized) between() convolution {
	c := k.convolution
	if k.up {
		c.h, c.w = 2*c.h, 2*c.w
	}
	return c
}

func (k resized) y() Operand {
	y := k.between().y()
	if k.pool {
		y.Shape[1], y.Shape[2] = y.Shape[1]/2, y.Shape[2]/2
	}
	return y
}

func (k resized) config(v Variant) tensor.Conv2DConfig {
	c := k.convolution.config(v, 1)
	c.ReLU, c.Upsample, c.AvgPool = k.relu, k.up, k.pool
	return c
}

func (k resized) named(c Case) Case {
	parameters := []string{k.String()}
	for i, on := range []bool{k.relu, k.up, k.pool} {
		if on {
			parameters = append(parameters, []string{"relu", "up", "pool"}[i])
		}
	}
	c.Products = k.between().products()
	return named(c, parameters...)
}

// prologue is x as the convolution reads it.
func (k resized) prologue(x ref.Array) ref.Array {
	if k.relu {
		x = rectified(x)
	}
	if k.up {
		x = ref.UpsampleNearest2D(x, 2)
	}
	return x
}

// prologueOfGrad is the gradient of y as the convolution's gradients read it.
func (k resized) prologueOfGrad(gradY ref.Array) ref.Array {
	if k.pool {
		return ref.AvgPool2DVJP(gradY, 2)
	}
	return gradY
}

func (k resized) forward() Case {
	c := Case{Operands: []Operand{k.kinked(), k.weight(), of(k.o), k.y()}}
	c.Launch = func(s *vk.Stream, v Variant, x []tensor.Tensor) []tensor.Tensor {
		return []tensor.Tensor{tensor.Conv2DForwardAdd(s, x[0], x[1], x[2], x[3], k.config(v))}
	}
	c.Want = want(func(x []ref.Array) ref.Array {
		y := ref.Conv2D(k.prologue(x[0]), x[1], x[2], k.stride, k.padding)
		if k.pool {
			y = ref.Carried(ref.AvgPool2D, y, 2)
		}
		for i, v := range x[3].Data {
			y.AddTerm(i, v)
		}
		return y
	})
	c.Gradient = &Gradient{
		Device: func(x []*autograd.Var) *autograd.Var {
			return autograd.Conv2DAdd(x[0], x[1], x[2], x[3], k.config(Variant{}))
		},
		Oracle: k.composed,
		Linear: [][]int{{1, 2, 3}},
	}
	return k.named(c)
}

func (k resized) composed(t *ref.Tape, x []*ref.Var) *ref.Var {
	y := x[0]
	if k.relu {
		y = t.ReLU(y)
	}
	if k.up {
		y = t.Resample(y, 2, ref.UpsampleNearest2D, ref.SumPool2D)
	}
	y = t.Conv2D(y, x[1], x[2], k.stride, k.padding)
	if k.pool {
		y = t.Resample(y, 2, ref.AvgPool2D, ref.AvgPool2DVJP)
	}
	return t.Add(y, x[3])
}

func (k resized) backwardInput() Case {
	c := Case{Operands: []Operand{k.y(), k.weight(), k.kinked()}}
	c.Launch = func(s *vk.Stream, v Variant, x []tensor.Tensor) []tensor.Tensor {
		return []tensor.Tensor{tensor.Conv2DBackwardInput(s, x[0], x[1], x[2], k.config(v))}
	}
	c.Want = want(func(x []ref.Array) ref.Array {
		gradX, _ := ref.Conv2DVJP(k.prologue(x[2]), x[1], k.prologueOfGrad(x[0]), k.stride, k.padding)
		if k.up {
			gradX = ref.Carried(ref.SumPool2D, gradX, 2)
		}
		if k.relu {
			maskGradient(gradX, x[2])
		}
		return gradX
	})
	return k.named(c)
}

func (k resized) backwardWeight() Case {
	c := Case{Operands: []Operand{k.kinked(), k.y()}}
	c.Launch = func(s *vk.Stream, v Variant, x []tensor.Tensor) []tensor.Tensor {
		gradWeight, gradBias := tensor.Conv2DBackwardWeight(s, x[0], x[1], k.weight().Shape, true, k.config(v))
		return []tensor.Tensor{gradWeight, gradBias}
	}
	c.Want = func(x []ref.Array) []ref.Array {
		_, gradWeight := ref.Conv2DVJP(k.prologue(x[0]), ref.New(k.weight().Shape...), k.prologueOfGrad(x[1]), k.stride, k.padding)
		if k.up && k.pool {
			for i := range gradWeight.Mag {
				gradWeight.Mag[i] *= 2 // a product may occur four times and be rounded alike: √4 times what others give
			}
		}
		return []ref.Array{gradWeight, ref.SumRows(x[1], 1, len(x[1].Data)/k.o, k.o)}
	}
	return k.named(c)
}
