package tensor

import (
	"autogan/shaders"
	"autogan/vk"
	"autogan/vk/tensor/optable"
)

// ReLU returns max(x, 0).
func ReLU(s *vk.Stream, x Tensor) Tensor { return unary(s, optable.ReLU, x, 0, 0) }

// LeakyReLU returns x above zero and slope·x below.
func LeakyReLU(s *vk.Stream, x Tensor, slope float32) Tensor {
	return unary(s, optable.LeakyReLU, x, slope, 0)
}

// Tanh returns the hyperbolic tangent of x, ±1 for large |x|.
func Tanh(s *vk.Stream, x Tensor) Tensor { return unary(s, optable.Tanh, x, 0, 0) }

// Sigmoid returns 1/(1 + e^(−x)).
func Sigmoid(s *vk.Stream, x Tensor) Tensor { return unary(s, optable.Sigmoid, x, 0, 0) }

// Exp returns e^x.
func Exp(s *vk.Stream, x Tensor) Tensor { return unary(s, optable.Exp, x, 0, 0) }

// Log returns the natural logarithm of x.
func Log(s *vk.Stream, x Tensor) Tensor { return unary(s, optable.Log, x, 0, 0) }

// Sqrt returns the square root of x.
func Sqrt(s *vk.Stream, x Tensor) Tensor { return unary(s, optable.Sqrt, x, 0, 0) }

// Square returns x².
func Square(s *vk.Stream, x Tensor) Tensor { return unary(s, optable.Square, x, 0, 0) }

// Abs returns |x|.
func Abs(s *vk.Stream, x Tensor) Tensor { return unary(s, optable.Abs, x, 0, 0) }

// Softplus returns ln(1 + e^x), which is near x for large x and near e^x for
// very negative ones.
func Softplus(s *vk.Stream, x Tensor) Tensor { return unary(s, optable.Softplus, x, 0, 0) }

// Affine returns a·x + b. Its VJP is Affine(gradOutput, a, 0).
func Affine(s *vk.Stream, x Tensor, a, b float32) Tensor { return unary(s, optable.Affine, x, a, b) }

// Neg returns −x.
func Neg(s *vk.Stream, x Tensor) Tensor { return Affine(s, x, -1, 0) }

// Scale returns a·x.
func Scale(s *vk.Stream, x Tensor, a float32) Tensor { return Affine(s, x, a, 0) }

// ReLUBackward returns gradOutput where output = ReLU(x) is positive, else zero.
func ReLUBackward(s *vk.Stream, output, gradOutput Tensor) Tensor {
	return unaryBackward(s, optable.ReLU, output, gradOutput, 0)
}

// ReLUBackwardAdd is ReLUBackward plus a tensor of its shape; the zero Tensor adds
// nothing.
func ReLUBackwardAdd(s *vk.Stream, output, gradOutput, added Tensor) Tensor {
	if added.None() {
		return ReLUBackward(s, output, gradOutput)
	}
	width := gradOutput.Dim(-1)
	row := func(x Tensor) Tensor { return x.Reshape(1, 1, x.NumElements()/width, width) }
	p := pooling{factor: 1, scale: 1, mask: row(output), added: row(added)}
	return p.of(s, "relu backward", row(gradOutput)).Reshape(gradOutput.Shape...)
}

// LeakyReLUBackward returns gradOutput where x is positive, else slope·gradOutput.
func LeakyReLUBackward(s *vk.Stream, x, gradOutput Tensor, slope float32) Tensor {
	return unaryBackward(s, optable.LeakyReLU, x, gradOutput, slope)
}

// TanhBackward returns gradOutput · (1 − output²), output = Tanh(x).
func TanhBackward(s *vk.Stream, output, gradOutput Tensor) Tensor {
	return unaryBackward(s, optable.Tanh, output, gradOutput, 0)
}

// SigmoidBackward returns gradOutput · output · (1 − output), output = Sigmoid(x).
func SigmoidBackward(s *vk.Stream, output, gradOutput Tensor) Tensor {
	return unaryBackward(s, optable.Sigmoid, output, gradOutput, 0)
}

// ExpBackward returns gradOutput · output, output = Exp(x).
func ExpBackward(s *vk.Stream, output, gradOutput Tensor) Tensor {
	return unaryBackward(s, optable.Exp, output, gradOutput, 0)
}

// LogBackward returns gradOutput / x.
func LogBackward(s *vk.Stream, x, gradOutput Tensor) Tensor {
	return unaryBackward(s, optable.Log, x, gradOutput, 0)
}

// SqrtBackward returns gradOutput / (2·output), output = Sqrt(x).
func SqrtBackward(s *vk.Stream, output, gradOutput Tensor) Tensor {
	return unaryBackward(s, optable.Sqrt, output, gradOutput, 0)
}

// SquareBackward returns 2 · gradOutput · x.
func SquareBackward(s *vk.Stream, x, gradOutput Tensor) Tensor {
	return unaryBackward(s, optable.Square, x, gradOutput, 0)
}

// AbsBackward returns gradOutput with the sign of x, and zero where x is zero.
func AbsBackward(s *vk.Stream, x, gradOutput Tensor) Tensor {
	return unaryBackward(s, optable.Abs, x, gradOutput, 0)
}

// SoftplusBackward returns gradOutput / (1 + e^(−x)).
func SoftplusBackward(s *vk.Stream, x, gradOutput Tensor) Tensor {
	return unaryBackward(s, optable.Softplus, x, gradOutput, 0)
}

var (
	unaryForwardKernels  = laned{shaders.UnaryForward, shaders.UnaryForwardVec4}
	unaryBackwardKernels = laned{shaders.UnaryBackward, shaders.UnaryBackwardVec4}
)

func unary(s *vk.Stream, op optable.Op, x Tensor, a, b float32) Tensor {
	wantFloat(op.String(), x)
	y := TempOf(s, x.DType, x.Shape...)
	runUnary(s, op, x, y, a, b)
	return y
}

func runUnary(s *vk.Stream, op optable.Op, x, y Tensor, a, b float32) {
	lanes := lanesFor(s, x.NumElements(), &x, &y)
	items := x.NumElements() / lanes
	g := grainOf(s.Device().Caps(), items)
	s.Kernel(unaryForwardKernels.kernel(lanes)).Spec(append([]uint32{op.Number(), laneMask(s, x, y)}, g.constants()...)...).Read(x.Buffer).Write(y.Buffer).
		Int(items).Float(a).Float(b).Run1D(items / g.each)
}

// unaryBackward takes what the derivative is computed from: the input or the output of the op.
func unaryBackward(s *vk.Stream, op optable.Op, saved, gradOutput Tensor, a float32) Tensor {
	name := op.String() + " backward"
	wantFloat(name, gradOutput)
	wantAlike(name, "saved", saved, "gradOutput", gradOutput)
	gradInput := TempOf(s, storedAs(saved, gradOutput), gradOutput.Shape...)
	lanes := lanesFor(s, saved.NumElements(), &saved, &gradOutput, &gradInput)
	items := saved.NumElements() / lanes
	g := grainOf(s.Device().Caps(), items)
	s.Kernel(unaryBackwardKernels.kernel(lanes)).Spec(append([]uint32{op.Number(), laneMask(s, saved, gradOutput, gradInput)}, g.constants()...)...).
		Read(saved.Buffer).Read(gradOutput.Buffer).Write(gradInput.Buffer).
		Int(items).Float(a).Run1D(items / g.each)
	return gradInput
}
