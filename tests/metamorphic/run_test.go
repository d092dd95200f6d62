package metamorphic

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

const steps = 3 // of training: memory is used again from the second on

// result holds what a run computed, by name.
type result struct {
	names  []string
	values [][]float32
}

func (r *result) add(name string, values []float32) {
	r.names, r.values = append(r.names, name), append(r.values, values)
}

// run is a program in the memory of a device.
type run struct {
	program
	t      *testing.T
	stream *vk.Stream
	params []*autograd.Param // of each node; nil if it is no leaf
	first  []tensor.Tensor   // Adam's moments of each node
	second []tensor.Tensor
	states []tensor.Tensor
	losses tensor.Tensor
	owned  []vk.Buffer
}

// train runs a program for a few steps of Adam, and returns its losses, the
// values that no operation uses, its weights, their moments and the states.
func (p program) train(t *testing.T, s *vk.Stream, shift bool, watch func(x, weight, bias tensor.Tensor, cfg tensor.Conv2DConfig)) result {
	t.Helper()
	r := &run{program: p, t: t, stream: s}
	defer r.release()
	r.upload(shift)
	var out result
	for step := range steps {
		e := &execution{stream: s, tape: autograd.NewTape(s, r.trainable()...), seed: p.seed, step: step, watch: watch}
		sinks := r.step(e)
		if step == steps-1 {
			for _, i := range sinks.nodes {
				out.add(fmt.Sprint("value of node ", i), r.floats(sinks.values[i].Value))
			}
		}
		if err := s.EndStep(); err != nil {
			t.Fatal(err)
		}
	}
	out.add("losses", r.floats(r.losses))
	for i, param := range r.params {
		if param != nil && p.nodes[i].trainable {
			out.add(fmt.Sprint("weight of node ", i), r.floats(param.Value))
			out.add(fmt.Sprint("first moment of node ", i), r.floats(r.first[i]))
			out.add(fmt.Sprint("second moment of node ", i), r.floats(r.second[i]))
		}
	}
	for i, state := range r.states {
		out.add(fmt.Sprint("state ", i), r.floats(state))
	}
	return out
}

// sinks are the values that no operation uses.
type sinks struct {
	nodes  []int
	values []*autograd.Var
}

// step is one step of training; the loss is the sum of the sinks' mean tanh.
func (r *run) step(e *execution) sinks {
	out := sinks{values: make([]*autograd.Var, len(r.nodes))}
	var loss *autograd.Var
	for i, n := range r.nodes {
		out.values[i] = r.evaluate(e, i, n, out.values)
		if r.used[i] {
			continue
		}
		out.nodes = append(out.nodes, i)
		term := autograd.Mean(autograd.Tanh(out.values[i]))
		if loss == nil {
			loss = term
		} else {
			loss = autograd.Add(loss, term)
		}
	}
	grads := e.tape.Backward(loss)
	var slots []tensor.AdamSlot
	for i, param := range r.params {
		if param == nil {
			continue
		}
		if g, ok := grads.Of(param); ok {
			slots = append(slots, tensor.AdamSlot{W: param.Value, G: g, M: r.first[i], V: r.second[i], Step: e.step + 1})
		}
	}
	tensor.AdamStep(r.stream, slots, tensor.AdamRates{LR: 1e-2, Beta1: 0.5, Beta2: 0.9, Eps: 1e-8})
	tensor.CopyTo(r.stream, r.losses.Rows(e.step, 1), loss.Value)
	return out
}

func (r *run) evaluate(e *execution, i int, n node, values []*autograd.Var) *autograd.Var {
	if n.isLeaf() {
		return e.tape.Param(r.params[i])
	}
	in := make([]*autograd.Var, len(n.inputs))
	for k, input := range n.inputs {
		in[k] = values[input]
	}
	states := make([]tensor.Tensor, len(n.states))
	for k, state := range n.states {
		states[k] = r.states[state]
	}
	y := n.apply(e, in, states)
	if !y.Shape().Equal(n.shape) {
		r.t.Fatalf("seed %d: node %d is %v, drawn as %v\n%v", r.seed, i, y.Shape(), n.shape, r.program)
	}
	return y
}

// upload makes everything that lives longer than a step. Leaves that are
// shifted begin one float after the start of a vec4.
func (r *run) upload(shift bool) {
	random := rand.New(rand.NewPCG(r.seed, 2))
	count := len(r.nodes)
	r.params, r.first, r.second = make([]*autograd.Param, count), make([]tensor.Tensor, count), make([]tensor.Tensor, count)
	for i, n := range r.nodes {
		if !n.isLeaf() {
			continue
		}
		data := make([]float32, n.shape.NumElements())
		for k := range data {
			data[k] = n.scale * float32(random.NormFloat64())
		}
		offset := 0
		if shift && !n.aligned {
			offset = 1
		}
		r.params[i] = &autograd.Param{Name: fmt.Sprint(i), Value: r.persistent(data, n.shape, offset)}
		zeros := make([]float32, len(data))
		r.first[i], r.second[i] = r.persistent(zeros, n.shape, 0), r.persistent(zeros, n.shape, 0)
	}
	for _, shape := range r.program.states {
		data := make([]float32, tensor.Shape(shape).NumElements())
		for k := range data {
			data[k] = 0.5 + float32(math.Abs(random.NormFloat64())) // a variance is positive
		}
		r.states = append(r.states, r.persistent(data, shape, 0))
	}
	r.losses = r.persistent(make([]float32, steps), []int{steps}, 0)
}

func (r *run) persistent(data []float32, shape tensor.Shape, offset int) tensor.Tensor {
	r.t.Helper()
	padded := append(make([]float32, offset), data...)
	x, err := tensor.FromSlice(r.stream, padded, len(padded))
	if err != nil {
		r.t.Fatal(err)
	}
	r.owned = append(r.owned, x.Buffer)
	return x.Rows(offset, len(data)).Reshape(shape...)
}

func (r *run) trainable() []*autograd.Param {
	var params []*autograd.Param
	for i, param := range r.params {
		if param != nil && r.nodes[i].trainable {
			params = append(params, param)
		}
	}
	return params
}

func (r *run) floats(x tensor.Tensor) []float32 {
	r.t.Helper()
	values, err := x.Floats(r.stream)
	if err != nil {
		r.t.Fatal(err)
	}
	return values
}

func (r *run) release() {
	_ = r.stream.Sync() // a device error stays in the stream
	for _, b := range r.owned {
		r.stream.Device().Free(b)
	}
}
