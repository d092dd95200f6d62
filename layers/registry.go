package layers

import (
	"fmt"
	"hash/fnv"
	"slices"

	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// Mode says what a forward pass is for.
type Mode uint8

const (
	// Eval uses the stored running statistics and power iterations.
	Eval Mode = iota
	// Train uses the batch's statistics and updates the stored ones.
	Train
	// EvalBatch uses the batch's statistics and updates nothing; supernets need
	// it, see the package comment.
	EvalBatch
)

// Param is a trainable tensor.
type Param = autograd.Param

// Init fills a tensor on the device. The stream number keeps the draws of
// different tensors apart under one seed.
type Init func(s *vk.Stream, t tensor.Tensor, seed, stream uint64)

// Registry owns the tensors of a network: parameters, which are trained, and
// buffers, which are other state (running statistics, power iterations).
// Its first error stays; check Err after the layers have been made.
type Registry struct {
	stream  *vk.Stream
	seed    uint64
	entries []entry
	params  []*Param
	err     error
}

type entry struct {
	param     *Param
	init      Init
	trainable bool
}

// NewRegistry returns an empty registry whose tensors are initialised from seed.
func NewRegistry(s *vk.Stream, seed uint64) *Registry { return &Registry{stream: s, seed: seed} }

// Param makes a trainable float32 tensor. It panics on a name that is taken.
func (r *Registry) Param(name string, init Init, dims ...int) *Param {
	p := r.add(name, init, true, dims)
	r.params = append(r.params, p)
	return p
}

// Buffer makes a float32 tensor that is kept in checkpoints but not trained. It
// panics on a name that is taken.
func (r *Registry) Buffer(name string, init Init, dims ...int) *Param {
	return r.add(name, init, false, dims)
}

func (r *Registry) add(name string, init Init, trainable bool, dims []int) *Param {
	for _, e := range r.entries {
		if e.param.Name == name {
			panic(fmt.Sprintf("layers: the name %q is taken", name))
		}
	}
	p := &Param{Name: name}
	if r.err == nil {
		p.Value, r.err = tensor.New(r.stream.Device(), tensor.Float32, dims...)
	}
	e := entry{p, init, trainable}
	r.entries = append(r.entries, e)
	r.fill(e)
	return p
}

func (r *Registry) fill(e entry) {
	if r.err != nil {
		return
	}
	h := fnv.New64a()
	h.Write([]byte(e.param.Name))
	e.init(r.stream, e.param.Value, r.seed, h.Sum64())
}

// Redraw gives a tensor another initialisation, now and whenever the network is
// initialised again. It panics if there is no tensor of that name.
func (r *Registry) Redraw(name string, init Init) {
	at := slices.IndexFunc(r.entries, func(e entry) bool { return e.param.Name == name })
	if at < 0 {
		panic(fmt.Sprintf("layers: there is no tensor %q", name))
	}
	r.entries[at].init = init
	r.fill(r.entries[at])
}

// Reinitialise gives every tensor fresh values from another seed, in place.
func (r *Registry) Reinitialise(seed uint64) {
	r.seed = seed
	for _, e := range r.entries {
		r.fill(e)
	}
}

// Params lists the trainable tensors in the order they were made.
func (r *Registry) Params() []*Param { return r.params }

// NumParams is the number of trainable scalars.
func (r *Registry) NumParams() int {
	n := 0
	for _, p := range r.params {
		n += p.Value.NumElements()
	}
	return n
}

// StateDict names every tensor of the network, parameters and buffers.
func (r *Registry) StateDict() map[string]tensor.Tensor {
	state := make(map[string]tensor.Tensor, len(r.entries))
	for _, e := range r.entries {
		state[e.param.Name] = e.param.Value
	}
	return state
}

// Err is the first error of making tensors.
func (r *Registry) Err() error { return r.err }

// Release waits for the recorded work, which may use the tensors, and frees them.
func (r *Registry) Release() {
	_ = r.stream.Sync() // a device error stays in the stream
	for _, e := range r.entries {
		if !e.param.Value.None() {
			e.param.Value.Release(r.stream.Device())
		}
	}
	r.entries, r.params = nil, nil
}
