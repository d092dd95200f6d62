package cases

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// Op is an operation: how it can run, and with what it is tested.
type Op struct {
	Name     string
	Variants []Variant // none where no case is a launch
	Cases    []Case
}

// Variant is a way to run an operation.
type Variant struct {
	Name    string
	Kernel  convplan.Kernel
	Shifted bool         // float32 operands begin one element after an aligned address
	Half    tensor.DType // of 16 bits, in which operands that can be are stored; see Op.CasesOf. Float32, the zero value, is none
	Plain   bool         // slow where the device is a CPU: the readable reference, and what is made for GPUs
}

// Unsupported says why a device can't run the variant; empty means it can.
func (v Variant) Unsupported(caps vk.Caps) string {
	return v.Kernel.MissingFor(caps, v.Half == tensor.BFloat16)
}

// layouts are the variants of an operation whose kernels depend on the
// alignment and the width of the operands.
var layouts = []Variant{{Name: "aligned"}, {Name: "shifted", Shifted: true}}

// Case is an operation at operands of given shapes.
type Case struct {
	Name     string
	Operands []Operand
	// Launch runs the operation; nil where only its gradient is a case. It
	// returns the results.
	Launch func(s *vk.Stream, v Variant, x []tensor.Tensor) []tensor.Tensor
	// Want is the oracle: the results and then, in their order, the new values of
	// the operands that are updated.
	Want func(x []ref.Array) []ref.Array
	// Sample is Want's only result at some places, for cases where all of it
	// would take long.
	Sample func(x []ref.Array, places []int) ref.Array
	// Gradient is the operation on the tape; nil if it has none there.
	Gradient *Gradient
	// Network says that the shape is one of the networks' for 32×32 or 48×48
	// images. These are timed.
	Network bool
	// HalfResult says that the variants of 16 bits ask for such a result, whatever the operands are.
	HalfResult bool
	// Products is the number of multiply-adds; 0 for what memory bounds.
	Products int
}

// Gradient is an operation on the tape.
type Gradient struct {
	Device func(x []*autograd.Var) *autograd.Var
	Oracle func(t *ref.Tape, x []*ref.Var) *ref.Var
	Linear [][]int // sets of operands; the result is linear in all operands of a set together
	Fixed  []int   // operands that have no gradient
	// Partial says that the gradient holds a quantity constant that depends on
	// the operands, so differences of results do not show it.
	Partial bool
}

// Operand is an input of a case.
type Operand struct {
	Shape  []int
	Type   tensor.DType
	Draw   Draw
	Update bool // changed in place
	Stored bool // may be of 16 bits
	Copied bool // float32; an operation on 16 bits works on a copy of it in their type
}

// Draw draws an element.
type Draw func(r *rand.Rand) float64

// The distributions of operands.
var (
	normal       Draw = func(r *rand.Rand) float64 { return r.NormFloat64() }
	positive     Draw = func(r *rand.Rand) float64 { return math.Exp(r.NormFloat64()) }
	awayFromZero Draw = func(r *rand.Rand) float64 { v := r.NormFloat64(); return v + math.Copysign(0.4, v) }
	signedUnit   Draw = func(r *rand.Rand) float64 { return 2*r.Float64() - 1 }
	share        Draw = func(r *rand.Rand) float64 { return r.Float64() }
	tiny         Draw = func(r *rand.Rand) float64 { return r.NormFloat64() / (1 << 30) }
	negative     Draw = func(r *rand.Rand) float64 { return -math.Abs(2 * r.NormFloat64()) }
)

// shifted draws what another draws, plus an offset.
func shifted(d Draw, offset float64) Draw { return func(r *rand.Rand) float64 { return d(r) + offset } }

// below draws a whole number from 0 to n−1.
func below(n int) Draw { return func(r *rand.Rand) float64 { return float64(r.IntN(n)) } }

// of is an operand of normal deviates.
func of(shape ...int) Operand { return Operand{Shape: shape, Draw: normal} }

// indices is an operand of whole numbers from 0 to limit−1.
func indices(n, limit int) Operand {
	return Operand{Shape: []int{n}, Type: tensor.Uint32, Draw: below(limit)}
}

func (o Operand) drawn(d Draw) Operand {
	o.Draw = d
	return o
}

func (o Operand) stored() Operand {
	o.Stored = true
	return o
}

func (o Operand) copied() Operand {
	o.Copied = true
	return o
}

func (o Operand) updated() Operand {
	o.Update = true
	return o
}

// Inputs draws the operands of a case of op; the names seed them.
func (c Case) Inputs(op string) []ref.Array {
	inputs := make([]ref.Array, len(c.Operands))
	for i, o := range c.Operands {
		r := testgpu.Rand(fmt.Sprint(op, "/", c.Name, "/", i))
		inputs[i] = ref.New(o.Shape...)
		for k := range inputs[i].Data {
			inputs[i].Data[k] = round(o.Type, o.Draw(r))
		}
	}
	return inputs
}

// NumElements is the number of elements of all operands.
func (c Case) NumElements() int {
	n := 0
	for _, o := range c.Operands {
		n += tensor.Shape(o.Shape).NumElements()
	}
	return n
}

// named gives the cases the names of their operands' shapes, and parameters.
func named(c Case, parameters ...string) Case {
	var shapes []string
	for _, o := range c.Operands {
		shapes = append(shapes, dims(o.Shape))
	}
	c.Name = strings.Join(append(shapes, parameters...), "-")
	return c
}

// contains reports whether a shape is among others.
func contains(shapes [][]int, shape []int) bool {
	return slices.ContainsFunc(shapes, func(s []int) bool { return slices.Equal(s, shape) })
}

// dims writes a shape as 2x3x4.
func dims(shape []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(shape), " ", "x"), "[]")
}

// launch adapts an operation with one result that takes no variant.
func launch(run func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor) func(*vk.Stream, Variant, []tensor.Tensor) []tensor.Tensor {
	return func(s *vk.Stream, _ Variant, x []tensor.Tensor) []tensor.Tensor { return []tensor.Tensor{run(s, x)} }
}

// launches adapts an operation that takes no variant.
func launches(run func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor) func(*vk.Stream, Variant, []tensor.Tensor) []tensor.Tensor {
	return func(s *vk.Stream, _ Variant, x []tensor.Tensor) []tensor.Tensor { return run(s, x) }
}

// want adapts an oracle with one result.
func want(oracle func(x []ref.Array) ref.Array) func(x []ref.Array) []ref.Array {
	return func(x []ref.Array) []ref.Array { return []ref.Array{oracle(x)} }
}
