package ref

import "math"

// Function is an element-wise function of one argument with its derivative.
type Function struct {
	Name       string
	Value      func(x float64) float64
	Derivative func(x float64) float64
}

// The element-wise functions of one argument.
var (
	ReLU    = LeakyReLU(0)
	Tanh    = Function{"tanh", math.Tanh, func(x float64) float64 { return 1 - math.Tanh(x)*math.Tanh(x) }}
	Sigmoid = Function{"sigmoid", sigmoid, func(x float64) float64 { return sigmoid(x) * sigmoid(-x) }}
	Exp     = Function{"exp", math.Exp, math.Exp}
	Log     = Function{"log", math.Log, func(x float64) float64 { return 1 / x }}
	Sqrt    = Function{"sqrt", math.Sqrt, func(x float64) float64 { return 0.5 / math.Sqrt(x) }}
	Square  = Function{"square", func(x float64) float64 { return x * x }, func(x float64) float64 { return 2 * x }}
	Abs     = Function{"abs", math.Abs, sign}
)

// LeakyReLU is x above zero and slope·x below; slope 0 is the ReLU.
func LeakyReLU(slope float64) Function {
	derivative := func(x float64) float64 {
		if x > 0 {
			return 1
		}
		return slope
	}
	return Function{"leaky_relu", func(x float64) float64 { return x * derivative(x) }, derivative}
}

// Affine is a·x + b.
func Affine(a, b float64) Function {
	return Function{"affine", func(x float64) float64 { return a*x + b }, func(float64) float64 { return a }}
}

// Apply is f of every element.
func Apply(f Function, x Array) Array {
	y := New(x.Shape...)
	for i, v := range x.Data {
		y.AddTerm(i, f.Value(v))
	}
	return y
}

// ApplyVJP is gradOutput · f'(x), element by element.
func ApplyVJP(f Function, x, gradOutput Array) Array {
	gradInput := New(x.Shape...)
	for i, v := range x.Data {
		gradInput.AddTerm(i, gradOutput.Data[i]*f.Derivative(v))
	}
	return gradInput
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}
