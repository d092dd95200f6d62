package bench

import (
	"autogan/vk"
	"autogan/vk/tensor"
)

// workload is a piece of work to time. A peer is asked for it by name.
type workload struct {
	name  string
	flop  float64 // of one run; a multiply-add counts as two
	bytes float64 // of the operands and results of one run, each counted once
	step  bool    // a whole step: its time is split by kernel
	peer  bool    // whether a peer knows it
	large bool    // not timed on CPUs, where it takes minutes
	reads bool    // results decide what is launched, so it cannot be predicted
	warm  bool    // each timed run follows at once on another one of the same side
	// build makes the operands and returns a function that runs the work once
	// and submits it.
	build func(b *builder) (run func() error)
}

// workloads lists all cases: operations, then whole steps.
func workloads() []workload {
	return append(append(convolutions(), operations()...), steps()...)
}

// builder makes the operands of a workload and releases them. It keeps the
// first error.
type builder struct {
	s       *vk.Stream
	release []func()
	calls   int // of the same work that a run submits together; 0 stands for one
	drawn   uint64
	err     error
}

// normal returns a tensor of normal deviates in its own memory. A temporary
// would hold what the last case left, and denormals in it are slow on CPUs.
func (b *builder) normal(dims ...int) tensor.Tensor {
	t := b.tensor(tensor.Float32, dims...)
	if b.err == nil {
		b.drawn++
		tensor.RandomNormal(b.s, t, 0, 1, b.drawn, 0)
	}
	return t
}

func (b *builder) tensor(dtype tensor.DType, dims ...int) tensor.Tensor {
	if b.err != nil {
		return tensor.Tensor{}
	}
	t, err := tensor.New(b.s.Device(), dtype, dims...)
	if b.keep(err) {
		b.release = append(b.release, func() { t.Release(b.s.Device()) })
	}
	return t
}

// keep records an error and reports whether there has been none so far.
func (b *builder) keep(err error) bool {
	if b.err == nil {
		b.err = err
	}
	return b.err == nil
}

// close waits for the device and releases what was made, last first.
func (b *builder) close() {
	_ = b.s.Sync() // its error stays in the stream
	for i := len(b.release) - 1; i >= 0; i-- {
		b.release[i]()
	}
}

// launches returns a run that records launches, as often as the builder says, and
// ends the step.
func (b *builder) launches(record func(s *vk.Stream)) func() error {
	return func() error {
		for range max(b.calls, 1) {
			record(b.s)
		}
		return b.s.EndStep()
	}
}
