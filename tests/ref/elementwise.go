package ref

import "math"

// Function is an element-wise function of one argument.
type Function struct {
	Name  string
	Value func(x float64) float64
	// Error is how far f(x) = y may be off, in units of ε; nil means exact.
	Error func(x, y float64) float64
	// Slope is f'(x) computed from what a forward pass keeps, x or f(x), and how
	// far its product with 1 may be off, in units of ε.
	Slope func(kept float64) (slope, epsilons float64)
	// KeepsOutput says that Slope takes f(x), not x.
	KeepsOutput bool
}

// The element-wise functions of one argument.
var (
	ReLU = Function{Name: "relu", KeepsOutput: true,
		Value: func(x float64) float64 { return math.Max(x, 0) },
		Slope: func(y float64) (slope, epsilons float64) { return step(y), 0 }}
	Tanh = Function{Name: "tanh", KeepsOutput: true,
		Value: math.Tanh,
		Error: tanhError,
		Slope: func(y float64) (slope, epsilons float64) { return 1 - y*y, y*y + 2*math.Abs(1-y*y) }}
	Sigmoid = Function{Name: "sigmoid", KeepsOutput: true,
		Value: sigmoid,
		Error: sigmoidError,
		Slope: func(y float64) (slope, epsilons float64) { return y * (1 - y), 3 * math.Abs(y*(1-y)) }}
	Exp = Function{Name: "exp", KeepsOutput: true,
		Value: math.Exp,
		Error: func(x, y float64) float64 { return expULP(x) * y },
		Slope: func(y float64) (slope, epsilons float64) { return y, math.Abs(y) }}
	Log = Function{Name: "log",
		Value: math.Log,
		Error: logError,
		Slope: func(x float64) (slope, epsilons float64) { return 1 / x, 2.5 / math.Abs(x) }}
	Sqrt = Function{Name: "sqrt", KeepsOutput: true,
		Value: math.Sqrt,
		Error: func(x, y float64) float64 { return 4.5 * y },
		Slope: func(y float64) (slope, epsilons float64) { return 0.5 / y, 2.5 * 0.5 / math.Abs(y) }}
	Square = Function{Name: "square",
		Value: func(x float64) float64 { return x * x },
		Error: func(x, y float64) float64 { return y },
		Slope: func(x float64) (slope, epsilons float64) { return 2 * x, math.Abs(2 * x) }}
	Abs = Function{Name: "abs",
		Value: math.Abs,
		Slope: func(x float64) (slope, epsilons float64) { return sign(x), 0 }}
	Softplus = Function{Name: "softplus",
		Value: func(x float64) float64 { return math.Max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) },
		Error: softplusError,
		Slope: func(x float64) (slope, epsilons float64) { y := sigmoid(x); return y, sigmoidError(x, y) + y }}
	Neg = Function{Name: "neg",
		Value: func(x float64) float64 { return -x },
		Slope: func(float64) (slope, epsilons float64) { return -1, 0 }}
)

// LeakyReLU is x above zero and slope·x below.
func LeakyReLU(slope float64) Function {
	return Function{Name: "leaky_relu",
		Value: func(x float64) float64 { return math.Max(x, 0) + slope*math.Min(x, 0) },
		Error: func(x, y float64) float64 { return (1 - step(x)) * math.Abs(y) },
		Slope: func(x float64) (float64, float64) {
			if x > 0 {
				return 1, 0
			}
			return slope, math.Abs(slope)
		}}
}

// Affine is a·x + b.
func Affine(a, b float64) Function {
	return Function{Name: "affine",
		Value: func(x float64) float64 { return a*x + b },
		Error: func(x, y float64) float64 { return math.Abs(a*x) + math.Abs(y) },
		Slope: func(float64) (slope, epsilons float64) { return a, math.Abs(a) }}
}

// Functions are the element-wise functions by name, with the constants of those
// that have some.
func Functions(a, b float64) map[string]Function {
	named := map[string]Function{}
	for _, f := range []Function{ReLU, LeakyReLU(a), Tanh, Sigmoid, Exp, Log, Sqrt, Square, Abs, Softplus, Neg, Affine(a, b)} {
		named[f.Name] = f
	}
	return named
}

// Apply is f of every element.
func Apply(f Function, x Array) Array {
	y := New(x.Shape...)
	for i, v := range x.Data {
		y.Data[i] = f.Value(v)
		if f.Error != nil {
			y.set(i, y.Data[i], f.Error(v, y.Data[i]))
		}
	}
	return y
}

// ApplyVJP is gradOutput · f'(x), from what the forward pass keeps: x, or f(x).
func ApplyVJP(f Function, kept, gradOutput Array) Array {
	gradInput := New(kept.Shape...)
	for i, v := range kept.Data {
		slope, epsilons := f.Slope(v)
		gradInput.set(i, gradOutput.Data[i]*slope, math.Abs(gradOutput.Data[i])*epsilons)
	}
	return gradInput
}

// Kept is what ApplyVJP takes of a forward pass y = Apply(f, x).
func (f Function) Kept(x, y Array) Array {
	if f.KeepsOutput {
		return y
	}
	return x
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// step is 1 above zero, else 0.
func step(x float64) float64 {
	if x > 0 {
		return 1
	}
	return 0
}

func sign(x float64) float64 { return step(x) - step(-x) }

// expULP is what Vulkan allows exp(x), in ULP.
func expULP(x float64) float64 { return 3 + 2*math.Abs(x) }

// logError is what Vulkan allows log(x) = y, in units of ε.
func logError(x, y float64) float64 {
	if x >= 0.5 && x <= 2 {
		return 4 // 2⁻²¹
	}
	return 3 * math.Abs(y)
}

// sigmoidError is the error of 1/(1+e^(−x)): that of the exponential counts by
// its share of the sum, and sum and quotient are rounded.
func sigmoidError(x, y float64) float64 { return y * (expULP(x)*(1-y) + 4) }

// softplusError is the error of max(x, 0) + 2·s·(1 + …) with s = d/(2+d) and
// d = e^(−|x|). The error of the exponential counts by d/(1+d). The roundings of
// the sum, the quotient and the series, and the terms that the series leaves out,
// are within 7 of ln(1+d). The last sum is rounded where x is above zero.
func softplusError(x, y float64) float64 {
	d := math.Exp(-math.Abs(x))
	return expULP(x)*d/(1+d) + 7*math.Log1p(d) + step(x)*y
}

// tanhError is the error of (1−e)/(1+e) with e = exp(−2|x|). Nearer to zero than
// ¼ the formula cancels; there a device must be as exact as at ¼.
func tanhError(x, y float64) float64 {
	a := math.Max(math.Abs(x), 0.25)
	e := math.Exp(-2 * a)
	return math.Abs(y) * (expULP(2*a)*e*(1/(1-e)+1/(1+e)) + 5)
}

// builtinTanhError is what Vulkan allows the function tanh: sinh/cosh, each
// half a sum of two exponentials, so the error near zero is absolute.
func builtinTanhError(x, y float64) float64 {
	return (expULP(x)+1)*(1+math.Abs(y)) + 3*math.Abs(y)
}
