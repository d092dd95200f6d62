package functions

import (
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
	"autogan/vk/tensor/optable"
)

// Unary is an element-wise function. It ignores the constants a and b that its
// row does not have.
type Unary struct {
	optable.Op
	Forward  func(s *vk.Stream, x tensor.Tensor, a, b float32) tensor.Tensor
	Backward func(s *vk.Stream, kept, gradOutput tensor.Tensor, a, b float32) tensor.Tensor // nil: none of its own
	Tape     func(x *autograd.Var, a, b float32) *autograd.Var
}

// Binary is arithmetic on two operands, which are broadcast.
type Binary struct {
	optable.Op
	Forward func(s *vk.Stream, a, b tensor.Tensor) tensor.Tensor
	Tape    func(a, b *autograd.Var) *autograd.Var
}

// Reduction adds over axes of x.
type Reduction struct {
	optable.Op
	Forward func(s *vk.Stream, x tensor.Tensor) tensor.Tensor
	Tape    func(x *autograd.Var) *autograd.Var
}

// Shape is the shape of the result for an x of the given shape. It panics if
// the reduction wants images and x has another rank.
func (r Reduction) Shape(x tensor.Shape) tensor.Shape {
	last := x[len(x)-1]
	switch row := r.Row(); {
	case row.KeepsFirst && len(x) != 4:
		panic("functions: " + r.String() + ": want [N H W C]")
	case row.KeepsFirst:
		return tensor.Shape{x[0], last}
	case row.KeepsLast:
		return tensor.Shape{last}
	}
	return tensor.Shape{1}
}

// Resampling changes height and width of images by a whole factor. It can add a
// tensor to the result.
type Resampling struct {
	optable.Op
	Forward, Backward       func(s *vk.Stream, x tensor.Tensor, factor int) tensor.Tensor
	Tape                    func(x *autograd.Var, factor int) *autograd.Var
	ForwardAdd, BackwardAdd func(s *vk.Stream, x, added tensor.Tensor, factor int) tensor.Tensor
	TapeAdd                 func(x, added *autograd.Var, factor int) *autograd.Var
}

// Pooling takes one number of each window of an image.
type Pooling struct {
	optable.Op
	Forward func(s *vk.Stream, x tensor.Tensor, window tensor.Window) tensor.Tensor
}
