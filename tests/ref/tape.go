package ref

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Tape composes operations and differentiates what comes out: the oracle of
// whole layers. It computes exactly, or with errors; see [Bound].
type Tape struct {
	nodes  []node
	errors *rand.Rand // nil: compute exactly
	kink   float64
}

// node is one operation and its VJP.
type node struct {
	output *Var
	inputs []*Var
	vjp    func(g Array) []Array
}

// Var is a value on a tape.
type Var struct {
	Array
	grad Array
}

// NewTape returns a tape that computes exactly.
func NewTape() *Tape { return &Tape{kink: math.Inf(1)} }

// Input puts a value on the tape.
func (t *Tape) Input(x Array) *Var { return &Var{Array: x} }

// Backward differentiates Σ cotangent·y. A tape gives gradients once.
func (t *Tape) Backward(y *Var, cotangent Array) {
	y.grad = cotangent
	for _, n := range slices.Backward(t.nodes) {
		if n.output.grad.Shape == nil {
			continue // y does not depend on it
		}
		for i, g := range n.vjp(n.output.grad) {
			n.inputs[i].accumulate(t.Rounded(g))
		}
	}
}

// Grad is the gradient of the tape's Backward by v: zeros where it does not
// depend on v.
func (v *Var) Grad() Array {
	if v.grad.Shape == nil {
		return New(v.Shape...)
	}
	return v.grad
}

// Kink is the least distance of a value from the place where a function that
// was applied to it has a kink. Nearer than rounding errors, another
// computation may take the other side.
func (t *Tape) Kink() float64 { return t.kink }

func (t *Tape) nearKink(x Array, place float64) {
	for _, v := range x.Data {
		t.kink = min(t.kink, math.Abs(v-place))
	}
}

// op records y and its VJP, which returns a cotangent for each input.
func (t *Tape) op(y Array, vjp func(g Array) []Array, inputs ...*Var) *Var {
	v := &Var{Array: t.Rounded(y)}
	t.nodes = append(t.nodes, node{v, inputs, vjp})
	return v
}

// Rounded is a as a device may have computed it. Where the tape computes with
// errors, each element gets a random error within what is allowed; then the array
// counts as exact.
func (t *Tape) Rounded(a Array) Array {
	if t.errors == nil || a.Shape == nil {
		return a
	}
	b := New(a.Shape...)
	for i, v := range a.Data {
		b.Data[i] = v + Unit*a.Mag[i]*(2*t.errors.Float64()-1)
	}
	return b
}

func (v *Var) accumulate(g Array) {
	if g.Shape == nil {
		return
	}
	if v.grad.Shape == nil {
		v.grad = g
		return
	}
	v.grad = Combine(Add, v.grad, g)
}

// trials is how often Bound computes with errors. The largest difference of so
// many trials is more than half of the largest that matters.
const trials = 8

// Bound computes on a tape without errors, and then repeatedly with errors in
// the result of every operation, each as large as the operation is allowed. It
// returns the exact arrays; the error of an array's elements is twice the
// largest difference that a trial has made in that array.
func Bound(compute func(t *Tape) []Array) []Array {
	exact := compute(NewTape())
	worst := make([]float64, len(exact))
	for trial := range uint64(trials) {
		t := NewTape()
		t.errors = rand.New(rand.NewPCG(trial, 0))
		for k, a := range compute(t) {
			for i, v := range a.Data {
				worst[k] = max(worst[k], math.Abs(v-exact[k].Data[i]))
			}
		}
	}
	for k, a := range exact {
		exact[k] = New(a.Shape...)
		for i, v := range a.Data {
			exact[k].Data[i], exact[k].Mag[i] = v, 2*worst[k]/Unit
		}
	}
	return exact
}
