package nas

import (
	"fmt"

	"autogan/layers"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// Controller is a policy over the decisions of a level: an LSTM that takes one
// decision per step (AutoGAN, Figure 1). Its input is the embedding of the
// option just taken; a linear head per decision turns its hidden state into
// logits. The first input is zero or the embedding of the parent's last option:
// see [Level].
type Controller struct {
	space    Space
	before   Decision // whose option is the first input; none if it has no options
	hidden   int
	stream   *vk.Stream
	registry *layers.Registry
	cell     *layers.LSTMCell
	table    *layers.Param // an embedding per option of every decision, then of before: [options, hidden]
	heads    []*layers.Linear
}

// Start is where a controller begins a point: at the end of the point's parent.
// The zero Start is that of a point without a parent.
type Start struct {
	State []float32 // as [Controller.States] returns it; nil is zeros
	Last  int       // the parent's last option; not used without a [Level.Before]
}

// NewController makes a controller of the given width (100 in the reference
// code) whose weights are drawn from the seed as PyTorch draws them: U(±1/√hidden)
// for LSTM and heads, N(0, 1) for embeddings. It panics if the level has no
// decisions.
func NewController(s *vk.Stream, level Level, hidden int, seed uint64) (*Controller, error) {
	space := level.Space
	if len(space) == 0 {
		panic("nas: controller: the space has no decisions")
	}
	r := layers.NewRegistry(s, seed)
	c := &Controller{
		space:    space,
		before:   level.Before,
		hidden:   hidden,
		stream:   s,
		registry: r,
		cell:     layers.NewLSTMCell(r, "lstm", hidden, hidden),
		table:    r.Param("embedding.weight", layers.Normal(0, 1), space.TotalOptions()+level.Before.Options, hidden),
	}
	for i, d := range space {
		name := fmt.Sprintf("head%d", i)
		c.heads = append(c.heads, layers.NewLinear(r, name, layers.LinearConfig{In: hidden, Out: d.Options}))
	}
	if err := r.Err(); err != nil {
		r.Release()
		return nil, fmt.Errorf("nas: controller: %w", err)
	}
	return c, nil
}

// Params lists the trainable tensors.
func (c *Controller) Params() []*layers.Param { return c.registry.Params() }

// NumParams returns the number of trainable scalars.
func (c *Controller) NumParams() int { return c.registry.NumParams() }

// StateDict names the controller's tensors.
func (c *Controller) StateDict() map[string]tensor.Tensor { return c.registry.StateDict() }

// StateSize returns the number of floats in a state: the hidden state, then the
// cell state.
func (c *Controller) StateSize() int { return 2 * c.hidden }

// Release waits for the recorded work and frees the tensors.
func (c *Controller) Release() { c.registry.Release() }

// unroll runs the LSTM from the given starts, one row each. At each step decide
// gets the logits, [rows, options], and returns the embedding of the options
// taken, [rows, hidden]. The embedding of the last step is not used.
func (c *Controller) unroll(tape *autograd.Tape, starts []Start,
	decide func(step int, logits *autograd.Var) *autograd.Var) (h, cell *autograd.Var) {
	h, cell = c.upload(tape, starts)
	x := c.firstInput(tape, starts)
	for step := range c.space {
		h, cell = c.cell.Forward(x, h, cell)
		x = decide(step, c.heads[step].Forward(h))
	}
	return h, cell
}

// firstInput returns what the LSTM reads at its first step, [rows, hidden]. It
// panics if a parent's last option does not exist.
func (c *Controller) firstInput(tape *autograd.Tape, starts []Start) *autograd.Var {
	if c.before.Options == 0 {
		return tape.Const(tensor.Zeros(c.stream, len(starts), c.hidden))
	}
	rows := make([]uint32, len(starts))
	for i, start := range starts {
		if start.Last < 0 || start.Last >= c.before.Options {
			panic(fmt.Sprintf("nas: controller: the parent's last option is %d, want 0 to %d", start.Last, c.before.Options-1))
		}
		rows[i] = uint32(c.space.TotalOptions() + start.Last)
	}
	index := tensor.TempOf(c.stream, tensor.Uint32, len(rows))
	index.UploadUints(c.stream, rows)
	return autograd.Embedding(tape.Param(c.table), index)
}

// upload puts the states on the device, as h and cell state: [rows, hidden].
func (c *Controller) upload(tape *autograd.Tape, starts []Start) (h, cell *autograd.Var) {
	rows := len(starts)
	packed := make([]float32, 2*rows*c.hidden) // all h, then all cell states
	for i, start := range starts {
		state := start.State
		if state == nil {
			continue
		}
		if len(state) != c.StateSize() {
			panic(fmt.Sprintf("nas: controller: got a state of %d floats, want %d", len(state), c.StateSize()))
		}
		copy(packed[i*c.hidden:], state[:c.hidden])
		copy(packed[(rows+i)*c.hidden:], state[c.hidden:])
	}
	t := tensor.Temp(c.stream, 2*rows, c.hidden)
	t.Upload(c.stream, packed)
	return tape.Const(t.Rows(0, rows)), tape.Const(t.Rows(rows, rows))
}

// offset returns the row of the embedding table where a decision's options
// begin.
func (c *Controller) offset(step int) int { return c.space[:step].TotalOptions() }
