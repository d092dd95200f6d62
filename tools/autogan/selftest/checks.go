package selftest

import (
	"slices"
	"strings"

	"autogan/vk"
	"autogan/vk/autograd/functions"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
	"autogan/vk/tensor/optable"
)

// Check is an operation with fixed operands. A part of the name after a slash
// says which of its kernels runs.
type Check struct {
	Name     string
	Operands []Operand
	Like     string          // the name under which it draws operands and has expected results; "" means Name
	Kernel   convplan.Kernel // that must run on the device; Auto is any
	BFloat16 bool            // it must take bfloat16
	run      func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor
	runs     []string // the operations, if Name does not say them
}

// Missing says what a device lacks of what the check needs, or "".
func (c Check) Missing(caps vk.Caps) string { return c.Kernel.MissingFor(caps, c.BFloat16) }

// Operations returns the names of the operations, or of their backward passes,
// that the check runs.
func (c Check) Operations() []string {
	if c.runs != nil {
		return c.runs
	}
	name, _, _ := strings.Cut(c.Name, "/")
	return []string{name}
}

// Inputs returns the elements of each operand, drawn from the name of the
// check: equal for every call.
func (c Check) Inputs() [][]float64 {
	inputs := make([][]float64, len(c.Operands))
	for i, o := range c.Operands {
		inputs[i] = o.draw(c.expectation(), i)
	}
	return inputs
}

// expectation returns the name of the expected results.
func (c Check) expectation() string {
	if c.Like != "" {
		return c.Like
	}
	return c.Name
}

// Checks lists the checks of a self-test. Together they run every kernel.
func Checks() []Check {
	return slices.Concat(pointwise(), movements(), reductions(), neighbours(), products(), normalisations(), controls(), conversions(), updates())
}

// domains are the operands of each domain. What a backward pass keeps is drawn
// like the argument: the derivatives are rational in it.
var domains = map[optable.Domain]func(shape ...int) Operand{
	optable.Reals:       signed,
	optable.KinkAtZero:  signed,
	optable.KinkAtOne:   signed,
	optable.KinkAtMinus: signed,
	optable.NonZero:     positive,
	optable.Positive:    positive,
	optable.Share:       share,
	optable.SignedShare: signed,
}

// operand returns an operand for argument i of an operation.
func operand(op optable.Op, i int, shape ...int) Operand {
	return domains[op.Row().Operands[i]](shape...)
}

// run runs the operation of a check on its operands and returns the results.
type run = func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor

// inBoth returns a check for each of the two builds of a kernel, which handle
// one or four elements of a row at once.
func inBoth(name string, run run, operands func(width int) []Operand) []Check {
	return builds(name, run, operands(67), operands(68))
}

// builds returns a check for each build of a kernel, with operands that select
// it.
func builds(name string, run run, scalar, vec4 []Operand) []Check {
	return []Check{
		{Name: name + "/scalar", Operands: scalar, run: run},
		{Name: name + "/vec4", Operands: vec4, run: run},
	}
}

func list(x ...tensor.Tensor) []tensor.Tensor { return x }

// Constants of the functions that take them, exact in float32.
const slope, offset = 0.25, 0.5

func pointwise() []Check {
	var checks []Check
	for _, f := range functions.Unaries {
		name := f.Row().Name
		forward := func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor { return list(f.Forward(s, x[0], slope, offset)) }
		checks = append(checks, inBoth(name, forward, func(n int) []Operand { return []Operand{operand(f.Op, 0, n)} })...)
		if f.Backward == nil {
			continue
		}
		backward := func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			return list(f.Backward(s, x[0], x[1], slope, offset))
		}
		checks = append(checks, inBoth(name+"_backward", backward, func(n int) []Operand { return []Operand{operand(f.Op, 0, n), signed(n)} })...)
	}
	for _, f := range functions.Binaries {
		run := func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor { return list(f.Forward(s, x[0], x[1])) }
		// Positive numbers lie in every domain.
		checks = append(checks, inBoth(f.Row().Name, run, func(n int) []Operand { return []Operand{operand(f.Op, 0, 2, n), positive(n)} })...)
	}
	return checks
}

// movements are operations that repeat, resample and look up.
func movements() []Check {
	checks := inBoth("expand", func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		return list(tensor.Expand(s, x[0], slope, 2, x[0].Dim(0)))
	}, func(n int) []Operand { return []Operand{signed(n)} })
	for _, r := range functions.Resamplings {
		name := r.Row().Name
		x, wide := operand(r.Op, 0, 1, 4, 6, 3), operand(r.Op, 0, 1, 2, 6, 8)
		forward := func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor { return list(r.Forward(s, x[0], 2)) }
		backward := func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor { return list(r.Backward(s, x[0], 2)) }
		checks = append(checks, builds(name, forward, []Operand{x}, []Operand{wide})...)
		checks = append(checks, builds(name+"_backward", backward, []Operand{x}, []Operand{wide})...)
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

// windows are pooling, resizing and joining of channels.
func windows() []Check {
	var checks []Check
	for _, p := range functions.Poolings {
		run := func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			return list(p.Forward(s, x[0], tensor.Window{Size: 3, Stride: 2, Padding: 1}))
		}
		checks = append(checks, builds(p.Row().Name, run, []Operand{operand(p.Op, 0, 1, 5, 6, 3)}, []Operand{operand(p.Op, 0, 1, 5, 6, 8)})...)
	}
	resize := func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		return list(tensor.ResizeBilinear2D(s, x[0], 7, 5))
	}
	concat := func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor { return list(tensor.ConcatChannels(s, x...)) }
	checks = append(checks, builds("resize_bilinear2d", resize, []Operand{signed(1, 3, 4, 3)}, []Operand{signed(1, 3, 4, 8)})...)
	return append(checks, builds("concat_channels", concat, []Operand{signed(7, 3), signed(7, 6)}, []Operand{signed(7, 8), signed(7, 16)})...)
}

// reductions add rows; where there are many, in chunks, whose sums are then
// added.
func reductions() []Check {
	var checks []Check
	for _, r := range functions.Reductions {
		run := func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor { return list(r.Forward(s, x[0])) }
		scalar, vec4 := []int{67}, []int{1024} // the second is folded into wide rows, which are read in fours
		if r.Row().KeepsLast {
			scalar, vec4 = []int{300, 67}, []int{300, 68}
		}
		if r.Row().KeepsFirst {
			scalar, vec4 = []int{2, 5, 6, 3}, []int{2, 5, 6, 8}
		}
		checks = append(checks, builds(r.Row().Name, run, []Operand{operand(r.Op, 0, scalar...)}, []Operand{operand(r.Op, 0, vec4...)})...)
	}
	moments := func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		tensor.AccumulateMoments(s, x[0], x[1], x[2])
		return nil
	}
	accumulated := func(n int) []Operand {
		return []Operand{signed(n+1, n).updated(), signed(n+1, n).updated(), signed(70, n)}
	}
	return append(checks, builds("accumulate_moments", moments, accumulated(7), accumulated(8))...)
}

// neighbours are what distances between vectors are judged by.
func neighbours() []Check {
	pairs := func(x []tensor.Tensor) tensor.Pairs {
		return tensor.Pairs{Products: x[1], RowSquares: x[2], ColumnSquares: x[3]}
	}
	return []Check{
		{Name: "update_nearest", Operands: []Operand{positive(1, 67).updated(), signed(9, 67), positive(9), positive(67)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			tensor.UpdateNearest(s, x[0], pairs(x), tensor.Own{Rows: true, At: 2})
			return nil
		}},
		{Name: "count_within", Operands: []Operand{signed(67).updated(), signed(9, 67), positive(9), positive(67), positive(9)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			tensor.CountWithin(s, x[0], pairs(x), x[4], true)
			return nil
		}},
		{Name: "polynomial_sums", Operands: []Operand{signed(70, 67)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			sum, rest := tensor.PolynomialSums(s, x[0], slope, false)
			return list(sum, rest)
		}},
	}
}
