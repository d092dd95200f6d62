package nas

import (
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// Sample draws one point for each start. All steps run on the device and the tokens come back in one transfer. The random
// numbers depend only on seed and draw; two calls that must differ need two
// values of draw. Temporaries live until the caller calls EndStep on the
// stream. Sample panics if a state does not have [Controller.StateSize] floats.
func (c *Controller) Sample(starts []Start, seed, draw uint64) ([]Tokens, error) {
	if len(starts) == 0 {
		return nil, nil
	}
	tape := autograd.NewTape(c.stream)
	drawn := tensor.TempOf(c.stream, tensor.Uint32, len(c.space), len(starts))
	c.unroll(tape, starts, func(step int, logits *autograd.Var) *autograd.Var {
		options := tensor.SampleCategorical(c.stream, logits.Value, seed, draw*uint64(len(c.space))+uint64(step))
		tensor.CopyTo(c.stream, drawn.Rows(step, 1).Reshape(len(starts)), options)
		embeddings := c.table.Value.Rows(c.offset(step), c.space[step].Options)
		return autograd.Embedding(tape.Const(embeddings), options)
	})
	columns, err := drawn.Uints(c.stream)
	if err != nil {
		return nil, err
	}
	return transpose(columns, len(starts)), nil
}

// States returns the state of the LSTM after each point, reached from its
// start. A child of the point starts from it at the next level. As in
// the reference code, the last option taken is not part of it. States panics on
// tokens outside the space and on starts that do not fit.
func (c *Controller) States(points []Tokens, starts []Start) ([][]float32, error) {
	if len(points) == 0 {
		return nil, nil
	}
	tape := autograd.NewTape(c.stream)
	index := c.uploadTokens(points)
	h, cell := c.unroll(tape, starts, func(step int, _ *autograd.Var) *autograd.Var {
		return autograd.Embedding(tape.Param(c.table), index.row(step))
	})
	both := tensor.Temp(c.stream, 2*len(points), c.hidden)
	tensor.CopyTo(c.stream, both.Rows(0, len(points)), h.Value)
	tensor.CopyTo(c.stream, both.Rows(len(points), len(points)), cell.Value)
	floats, err := both.Floats(c.stream)
	if err != nil {
		return nil, err
	}
	states := make([][]float32, len(points))
	for i := range states {
		hidden, cell := floats[i*c.hidden:], floats[(len(points)+i)*c.hidden:]
		states[i] = append(append([]float32{}, hidden[:c.hidden]...), cell[:c.hidden]...)
	}
	return states, nil
}

// LogProb records the log-probability and the entropy of every point on the
// tape, both [points]. Each is a sum over the point's decisions, conditioned on
// the earlier ones. Gradients reach the controller's parameters if the tape was
// made for them. LogProb panics on tokens outside the space and on starts that do
// not fit.
func (c *Controller) LogProb(tape *autograd.Tape, points []Tokens, starts []Start) (logProb, entropy *autograd.Var) {
	index := c.uploadTokens(points)
	c.unroll(tape, starts, func(step int, logits *autograd.Var) *autograd.Var {
		logP := autograd.LogSoftmax(logits)
		logProb = sumOf(logProb, autograd.Pick(logP, index.local(step)))
		entropy = sumOf(entropy, rowEntropy(logP))
		return autograd.Embedding(tape.Param(c.table), index.row(step))
	})
	return logProb, entropy
}

// rowEntropy returns -Σ p log p of each row of logP [rows, options], as [rows].
func rowEntropy(logP *autograd.Var) *autograd.Var {
	rows, options := logP.Value.Dim(0), logP.Value.Dim(1)
	terms := autograd.Mul(autograd.Exp(logP), logP)
	sum := autograd.SumHW(autograd.Reshape(terms, rows, options, 1, 1))
	return autograd.Neg(autograd.Reshape(sum, rows))
}

func sumOf(total, term *autograd.Var) *autograd.Var {
	if total == nil {
		return term
	}
	return autograd.Add(total, term)
}

// tokenIndex holds points on the device, a row per decision: first the options
// themselves, then the rows of the embedding table.
type tokenIndex struct {
	table tensor.Tensor // uint32 [2·decisions, points]
}

// uploadTokens puts points on the device. It panics on tokens outside the
// space.
func (c *Controller) uploadTokens(points []Tokens) tokenIndex {
	steps, n := len(c.space), len(points)
	words := make([]uint32, 2*steps*n)
	for i, tokens := range points {
		if err := c.space.Validate(tokens); err != nil {
			panic(err.Error())
		}
		for step, token := range tokens {
			words[step*n+i] = uint32(token)
			words[(steps+step)*n+i] = uint32(c.offset(step) + token)
		}
	}
	t := tensor.TempOf(c.stream, tensor.Uint32, 2*steps, n)
	t.UploadUints(c.stream, words)
	return tokenIndex{t}
}

func (t tokenIndex) local(step int) tensor.Tensor { return t.at(step) }

func (t tokenIndex) row(step int) tensor.Tensor { return t.at(t.table.Dim(0)/2 + step) }

func (t tokenIndex) at(i int) tensor.Tensor { return t.table.Rows(i, 1).Reshape(t.table.Dim(1)) }

// transpose turns [decisions, n] options into n points.
func transpose(columns []uint32, n int) []Tokens {
	points := make([]Tokens, n)
	for i := range points {
		for k := i; k < len(columns); k += n {
			points[i] = append(points[i], int(columns[k]))
		}
	}
	return points
}
