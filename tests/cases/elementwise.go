package cases

import (
	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// unary is an element-wise function with the domains of its argument and of
// what its backward pass is computed from.
type unary struct {
	f        ref.Function
	domain   Draw
	kept     Draw
	forward  func(s *vk.Stream, x tensor.Tensor) tensor.Tensor
	backward func(s *vk.Stream, kept, gradOutput tensor.Tensor) tensor.Tensor // nil: an affine function's is that function
	tape     func(x *autograd.Var) *autograd.Var
}

const leak, factor, offset = float32(0.2), float32(-1.7), float32(0.3)

var unaries = []unary{
	{ref.ReLU, awayFromZero, normal, tensor.ReLU, tensor.ReLUBackward, autograd.ReLU},
	{ref.LeakyReLU(float64(leak)), awayFromZero, normal,
		func(s *vk.Stream, x tensor.Tensor) tensor.Tensor { return tensor.LeakyReLU(s, x, leak) },
		func(s *vk.Stream, x, g tensor.Tensor) tensor.Tensor { return tensor.LeakyReLUBackward(s, x, g, leak) },
		func(x *autograd.Var) *autograd.Var { return autograd.LeakyReLU(x, leak) }},
	{ref.Tanh, normal, signedUnit, tensor.Tanh, tensor.TanhBackward, autograd.Tanh},
	{ref.Sigmoid, normal, share, tensor.Sigmoid, tensor.SigmoidBackward, autograd.Sigmoid},
	{ref.Exp, normal, positive, tensor.Exp, tensor.ExpBackward, autograd.Exp},
	{ref.Log, positive, positive, tensor.Log, tensor.LogBackward, autograd.Log},
	{ref.Sqrt, positive, positive, tensor.Sqrt, tensor.SqrtBackward, autograd.Sqrt},
	{ref.Square, normal, normal, tensor.Square, tensor.SquareBackward, autograd.Square},
	{ref.Abs, awayFromZero, awayFromZero, tensor.Abs, tensor.AbsBackward, autograd.Abs},
	{ref.Neg, normal, normal, tensor.Neg, nil, autograd.Neg},
	{ref.Affine(float64(factor), float64(offset)), normal, normal,
		func(s *vk.Stream, x tensor.Tensor) tensor.Tensor { return tensor.Affine(s, x, factor, offset) }, nil,
		func(x *autograd.Var) *autograd.Var { return autograd.AddScalar(autograd.Scale(x, factor), offset) }},
}

// timedFunctions are those that the networks apply to large tensors.
var timedFunctions = map[string][]int{"relu": activation, "tanh": {64, 48, 48, 3}}

// Unary lists the element-wise functions and their backward passes.
func Unary() []Op {
	var ops []Op
	for _, u := range unaries {
		forward, backward := Op{Name: u.f.Name, Variants: mixedLayouts}, Op{Name: u.f.Name + "_backward", Variants: mixedLayouts}
		for _, shape := range unaryShapes(u.f.Name) {
			network := len(shape) == 4 && shape[1] >= 32
			c := named(Case{Operands: []Operand{of(shape...).drawn(u.domain).stored()}, Network: network})
			c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return u.forward(s, x[0]) })
			c.Want = want(func(x []ref.Array) ref.Array { return ref.Apply(u.f, x[0]) })
			c.Gradient = &Gradient{
				Device: func(x []*autograd.Var) *autograd.Var { return u.tape(x[0]) },
				Oracle: func(t *ref.Tape, x []*ref.Var) *ref.Var { return t.Apply(u.f, x[0]) },
			}
			forward.Cases = append(forward.Cases, c)
			if u.backward == nil {
				continue
			}
			c = named(Case{Operands: []Operand{of(shape...).drawn(u.kept).stored(), of(shape...).stored()}, Network: network})
			c.Launch = launch(func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return u.backward(s, x[0], x[1]) })
			c.Want = want(func(x []ref.Array) ref.Array { return ref.ApplyVJP(u.f, x[0], x[1]) })
			backward.Cases = append(backward.Cases, c)
		}
		ops = append(ops, forward)
		if u.backward != nil {
			ops = append(ops, backward)
		}
	}
	return ops
}

func unaryShapes(name string) [][]int {
	shapes := vectors()
	shapes = append(shapes, images[1:3]...)
	if timed, ok := timedFunctions[name]; ok {
		shapes = append(shapes, timed)
	}
	return shapes
}

// vectors are shapes of one axis with the usual counts.
func vectors() [][]int {
	var shapes [][]int
	for _, n := range counts {
		shapes = append(shapes, []int{n})
	}
	return shapes
}
