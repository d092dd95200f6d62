package selftest

import (
	"slices"

	"autogan/vk"
	"autogan/vk/tensor"
)

// Check is an operation at fixed operands. The part of its name behind a slash
// says which of its kernels it takes.
type Check struct {
	Name     string
	Operands []Operand
	Like     string // names the check whose operands and results it shares; empty: its own
	Lanes    int    // the size of subgroups that the kernel is written for; 0 takes any
	run      func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor
}

// Inputs are the elements of the operands.
func (c Check) Inputs() [][]float64 {
	inputs := make([][]float64, len(c.Operands))
	for i, o := range c.Operands {
		inputs[i] = o.draw(c.expectation(), i)
	}
	return inputs
}

// expectation names what the check is compared with.
func (c Check) expectation() string {
	if c.Like != "" {
		return c.Like
	}
	return c.Name
}

// Checks lists what a self-test runs; together they reach every kernel.
func Checks() []Check {
	return slices.Concat(pointwise(), movements(), reductions(), products(), normalisations(), controls(), conversions(), updates())
}

// inBoth is a check in the two builds of a kernel, which handle one or four
// elements of a row at once.
func inBoth(name string, run func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor, operands func(width int) []Operand) []Check {
	return []Check{
		{Name: name + "/scalar", Operands: operands(67), run: run},
		{Name: name + "/vec4", Operands: operands(68), run: run},
	}
}

func list(x ...tensor.Tensor) []tensor.Tensor { return x }

type (
	function   = func(s *vk.Stream, x tensor.Tensor) tensor.Tensor
	derivative = func(s *vk.Stream, kept, gradOutput tensor.Tensor) tensor.Tensor
)

// Constants of the affine functions, which float32 holds.
const slope, offset = 0.25, 0.5

func pointwise() []Check {
	leaky := func(s *vk.Stream, x tensor.Tensor) tensor.Tensor { return tensor.LeakyReLU(s, x, slope) }
	leakyBackward := func(s *vk.Stream, x, g tensor.Tensor) tensor.Tensor { return tensor.LeakyReLUBackward(s, x, g, slope) }
	affine := func(s *vk.Stream, x tensor.Tensor) tensor.Tensor { return tensor.Affine(s, x, slope, offset) }
	var checks []Check
	for _, f := range []struct {
		name     string
		forward  function
		backward derivative
		domain   func(shape ...int) Operand // of the argument, and of what the backward pass takes
	}{
		{"relu", tensor.ReLU, tensor.ReLUBackward, signed},
		{"leaky_relu", leaky, leakyBackward, signed},
		{"tanh", tensor.Tanh, tensor.TanhBackward, signed},
		{"sigmoid", tensor.Sigmoid, tensor.SigmoidBackward, signed},
		{"exp", tensor.Exp, tensor.ExpBackward, signed},
		{"log", tensor.Log, tensor.LogBackward, positive},
		{"sqrt", tensor.Sqrt, tensor.SqrtBackward, positive},
		{"square", tensor.Square, tensor.SquareBackward, signed},
		{"abs", tensor.Abs, tensor.AbsBackward, signed},
		{"affine", affine, nil, signed},
	} {
		forward := func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor { return list(f.forward(s, x[0])) }
		checks = append(checks, inBoth(f.name, forward, func(n int) []Operand { return []Operand{f.domain(n)} })...)
		if f.backward != nil {
			backward := func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor { return list(f.backward(s, x[0], x[1])) }
			checks = append(checks, inBoth(f.name+"_backward", backward, func(n int) []Operand { return []Operand{f.domain(n), signed(n)} })...)
		}
	}
	for _, f := range []struct {
		name string
		run  func(s *vk.Stream, a, b tensor.Tensor) tensor.Tensor
	}{{"add", tensor.Add}, {"sub", tensor.Sub}, {"mul", tensor.Mul}, {"div", tensor.Div}} {
		run := func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor { return list(f.run(s, x[0], x[1])) }
		checks = append(checks, inBoth(f.name, run, func(n int) []Operand { return []Operand{signed(2, n), positive(n)} })...)
	}
	return checks
}

// movements repeat, resample and look up.
func movements() []Check {
	checks := inBoth("expand", func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		return list(tensor.Expand(s, x[0], slope, 2, x[0].Dim(0)))
	}, func(n int) []Operand { return []Operand{signed(n)} })
	for _, r := range []struct {
		name string
		run  func(s *vk.Stream, x tensor.Tensor, factor int) tensor.Tensor
	}{
		{"upsample_nearest2d", tensor.UpsampleNearest2D}, {"upsample_nearest2d_backward", tensor.UpsampleNearest2DBackward},
		{"upsample_bilinear2d", tensor.UpsampleBilinear2D}, {"upsample_bilinear2d_backward", tensor.UpsampleBilinear2DBackward},
		{"avg_pool2d", tensor.AvgPool2D}, {"avg_pool2d_backward", tensor.AvgPool2DBackward},
	} {
		run := func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor { return list(r.run(s, x[0], 2)) }
		checks = append(checks,
			Check{Name: r.name + "/scalar", Operands: []Operand{signed(1, 4, 6, 3)}, run: run},
			Check{Name: r.name + "/vec4", Operands: []Operand{signed(1, 2, 6, 8)}, run: run})
	}
	checks = append(checks, windows()...)
	return append(checks,
		Check{Name: "pick", Operands: []Operand{signed(67, 3), index(67, 3)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			return list(tensor.Pick(s, x[0], x[1]))
		}},
		Check{Name: "pick_backward", Operands: []Operand{signed(67), index(67, 3)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			return list(tensor.PickBackward(s, x[0], x[1], 3))
		}},
		Check{Name: "embedding", Operands: []Operand{signed(5, 7), index(11, 5)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			return list(tensor.Embedding(s, x[0], x[1]))
		}},
		Check{Name: "embedding_backward", Operands: []Operand{signed(11, 7), index(11, 5)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			return list(tensor.EmbeddingBackward(s, x[0], x[1], 5))
		}})
}

// windows are pooling by windows, resizing and joining.
func windows() []Check {
	var checks []Check
	for _, w := range []struct {
		name     string
		run      func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor
		operands func(channels int) []Operand
	}{
		{"max_pool2d", func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor {
			return tensor.MaxPool2D(s, x[0], tensor.Window{Size: 3, Stride: 2, Padding: 1})
		}, func(c int) []Operand { return []Operand{signed(1, 5, 6, c)} }},
		{"mean_pool2d", func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor {
			return tensor.MeanPool2D(s, x[0], tensor.Window{Size: 3, Stride: 2, Padding: 1})
		}, func(c int) []Operand { return []Operand{signed(1, 5, 6, c)} }},
		{"resize_bilinear2d", func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return tensor.ResizeBilinear2D(s, x[0], 7, 5) },
			func(c int) []Operand { return []Operand{signed(1, 3, 4, c)} }},
		{"concat_channels", func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor { return tensor.ConcatChannels(s, x...) },
			func(c int) []Operand { return []Operand{signed(7, c), signed(7, 2*c)} }},
	} {
		run := func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor { return list(w.run(s, x)) }
		checks = append(checks,
			Check{Name: w.name + "/scalar", Operands: w.operands(3), run: run},
			Check{Name: w.name + "/vec4", Operands: w.operands(8), run: run})
	}
	return checks
}

func reductions() []Check {
	run := func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor { return list(tensor.SumRows(s, x[0])) }
	moments := func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		tensor.AccumulateMoments(s, x[0], x[1], x[2])
		return nil
	}
	accumulated := func(n int) []Operand {
		return []Operand{signed(n+1, n).updated(), signed(n+1, n).updated(), signed(70, n)}
	}
	return []Check{ // rows in chunks, then the chunks
		{Name: "sum_rows/scalar", Operands: []Operand{signed(300, 67)}, run: run},
		{Name: "sum_rows/vec4", Operands: []Operand{signed(300, 68)}, run: run},
		{Name: "accumulate_moments/scalar", Operands: accumulated(7), run: moments},
		{Name: "accumulate_moments/vec4", Operands: accumulated(8), run: moments},
	}
}
