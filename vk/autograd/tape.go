package autograd

import (
	"fmt"

	"autogan/vk"
	"autogan/vk/tensor"
)

// Param is a trainable tensor: persistent, float32, with a name that is unique
// in its network.
type Param struct {
	Name  string
	Value tensor.Tensor
}

// Tape records operations in the order in which they are launched.
type Tape struct {
	stream *vk.Stream
	params map[*Param]*Var // nil until the parameter is first used
	leaves []*Var          // those used, in the order of their first use
	nodes  []node
	done   bool
	format tensor.DType // of activations
}

// node is one recorded operation: of one result, as nearly all have, or of several.
type node struct {
	output  *Var
	vjp     func(cotangent tensor.Tensor) []tensor.Tensor
	outputs []*Var
	vjpN    func(cotangents []tensor.Tensor) []tensor.Tensor
	inputs  []*Var
}

// backward returns the cotangents of the inputs; none if the loss does not depend
// on any result.
func (n node) backward() []tensor.Tensor {
	if n.output != nil {
		if n.output.cotangent.None() {
			return nil
		}
		return n.vjp(n.output.cotangent)
	}
	all, used := make([]tensor.Tensor, len(n.outputs)), false
	for i, out := range n.outputs {
		all[i] = out.cotangent
		used = used || !out.cotangent.None()
	}
	if !used {
		return nil
	}
	return n.vjpN(all)
}

// Var is a value on a tape.
type Var struct {
	Value     tensor.Tensor
	tape      *Tape
	needsGrad bool
	leaf      bool // a parameter: no operation waits for its cotangent
	cotangent tensor.Tensor
	more      []tensor.Tensor // of a leaf: to be added to cotangent at the end
}

// NewTape returns a tape on s that can give gradients of the listed parameters.
// Without parameters it records nothing.
func NewTape(s *vk.Stream, params ...*Param) *Tape {
	t := &Tape{stream: s, params: make(map[*Param]*Var, len(params))}
	for _, p := range params {
		t.params[p] = nil
	}
	return t
}

// Storing makes t store activations in a type of 16 bits from now on, or in
// Float32, and returns t. The results of convolutions and of [Stored] are then
// of that type, as are those of operations on them, and their cotangents.
// Reductions, statistics and the gradients of parameters stay float32, and all
// arithmetic is float32.
func (t *Tape) Storing(format tensor.DType) *Tape {
	t.format = format
	return t
}

// Const puts a tensor on the tape that needs no gradient.
func (t *Tape) Const(value tensor.Tensor) *Var { return &Var{Value: value, tape: t} }

// Param puts a parameter on the tape; every call returns the same Var. A
// parameter that the tape was not made for is a constant.
func (t *Tape) Param(p *Param) *Var {
	v, trainable := t.params[p]
	if v != nil {
		return v
	}
	v = &Var{Value: p.Value, tape: t, needsGrad: trainable}
	if trainable {
		v.leaf = true
		t.params[p] = v
		t.leaves = append(t.leaves, v)
	}
	return v
}

// Shape is the shape of the value.
func (v *Var) Shape() tensor.Shape { return v.Value.Shape }

// Tape is the tape that v is on.
func (v *Var) Tape() *Tape { return v.tape }

// Detach returns the same value as a constant: no gradient flows through it.
func Detach(v *Var) *Var { return v.tape.Const(v.Value) }

// op puts the result of an operation on the tape. vjp receives its cotangent
// and returns one cotangent for each input; the zero Tensor for an input that
// needs none. vjp is dropped when no input needs a gradient.
func (t *Tape) op(value tensor.Tensor, inputs []*Var, vjp func(cotangent tensor.Tensor) []tensor.Tensor) *Var {
	output := &Var{Value: value, tape: t, needsGrad: t.needGrad(inputs)}
	if output.needsGrad {
		t.nodes = append(t.nodes, node{output: output, vjp: vjp, inputs: inputs})
	}
	return output
}

// needGrad reports whether one of the operands needs a gradient. It panics if
// they are on different tapes.
func (t *Tape) needGrad(inputs []*Var) bool {
	needed := false
	for _, in := range inputs {
		if in.tape != t {
			panic("autograd: operands are on different tapes")
		}
		needed = needed || in.needsGrad
	}
	return needed
}

// opN is op for an operation with several results. vjp receives a cotangent for
// each: the zero Tensor for a result that the loss does not depend on. At least
// one is not zero.
func (t *Tape) opN(values []tensor.Tensor, inputs []*Var, vjp func(cotangents []tensor.Tensor) []tensor.Tensor) []*Var {
	needsGrad, outputs := t.needGrad(inputs), make([]*Var, len(values))
	for i, value := range values {
		outputs[i] = &Var{Value: value, tape: t, needsGrad: needsGrad}
	}
	if needsGrad {
		t.nodes = append(t.nodes, node{outputs: outputs, vjpN: vjp, inputs: inputs})
	}
	return outputs
}

// Grads holds the gradients of one Backward.
type Grads struct {
	of map[*Param]tensor.Tensor
}

// Of returns the gradient of a parameter; false when the loss does not depend on it.
func (g *Grads) Of(p *Param) (tensor.Tensor, bool) {
	value, ok := g.of[p]
	return value, ok
}

// Backward returns the gradients of a loss of one element. A tape gives them
// once. It panics when the tape is used up or the loss is not a single element.
func (t *Tape) Backward(loss *Var) *Grads { return t.BackwardFrom(loss, tensor.Tensor{}) }

// BackwardFrom is Backward with all gradients multiplied by factor, a tensor of
// one element such as a loss scale; the zero Tensor stands for one. It panics
// as Backward does.
func (t *Tape) BackwardFrom(loss *Var, factor tensor.Tensor) *Grads {
	if t.done {
		panic("autograd: backward: the tape has been used; record the step on a new one")
	}
	if loss.Value.NumElements() != 1 {
		panic(fmt.Sprintf("autograd: backward: the loss has shape %v, want one element", loss.Shape()))
	}
	t.done = true
	if factor.None() {
		factor = tensor.Full(t.stream, 1, 1)
	}
	loss.cotangent = factor.Reshape(loss.Shape()...)
	for i := len(t.nodes) - 1; i >= 0; i-- {
		n := t.nodes[i]
		for k, cotangent := range n.backward() {
			n.inputs[k].accumulate(cotangent)
		}
	}
	t.addUp()
	grads := &Grads{of: make(map[*Param]tensor.Tensor, len(t.params))}
	for p, v := range t.params {
		if v != nil && !v.cotangent.None() {
			grads.of[p] = v.cotangent
		}
	}
	return grads
}

// addUp completes the cotangents of parameters that are used several times. One
// launch adds the second uses of all parameters, the next one the third uses,
// and so on.
func (t *Tape) addUp() {
	for {
		var waiting []*Var
		var sums, terms []tensor.Tensor
		for _, v := range t.leaves {
			if len(v.more) > 0 {
				waiting, sums, terms = append(waiting, v), append(sums, v.cotangent), append(terms, v.more[0])
				v.more = v.more[1:]
			}
		}
		if len(waiting) == 0 {
			return
		}
		for i, sum := range tensor.AddEach(t.stream, sums, terms) {
			waiting[i].cotangent = sum
		}
	}
}

// accumulate adds a cotangent to that of v. For a parameter, addUp does so at
// the end.
func (v *Var) accumulate(cotangent tensor.Tensor) {
	if !v.needsGrad || cotangent.None() {
		return
	}
	if !cotangent.Shape.Equal(v.Value.Shape) {
		panic(fmt.Sprintf("autograd: a VJP returned shape %v for an input of shape %v", cotangent.Shape, v.Value.Shape))
	}
	if v.cotangent.None() {
		v.cotangent = cotangent
		return
	}
	if v.leaf {
		v.more = append(v.more, cotangent)
		return
	}
	v.cotangent = tensor.Add(v.tape.stream, v.cotangent, cotangent)
}
