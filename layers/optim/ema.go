package optim

import (
	"fmt"

	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// EMA keeps an exponential moving average of parameters:
// average ← decay·average + (1-decay)·parameter after every step.
type EMA struct {
	decay    float64
	params   []*autograd.Param
	averages []tensor.Tensor
}

// NewEMA makes an average that begins as a copy of the parameters. It returns an
// error for a decay outside [0, 1] or when the device is out of memory.
func NewEMA(s *vk.Stream, params []*autograd.Param, decay float64) (*EMA, error) {
	if !(decay >= 0 && decay <= 1) {
		return nil, fmt.Errorf("optim: ema: decay %v, want 0 to 1", decay)
	}
	e := &EMA{decay: decay, params: params}
	for _, p := range params {
		t, err := tensor.New(s.Device(), tensor.Float32, p.Value.Shape...)
		if err != nil {
			e.Release(s.Device())
			return nil, fmt.Errorf("optim: ema: average of %s: %w", p.Name, err)
		}
		e.averages = append(e.averages, t)
	}
	e.Reset(s)
	return e, nil
}

// Release frees the averages. No recorded work may still use them.
func (e *EMA) Release(dev *vk.Device) {
	for _, t := range e.averages {
		t.Release(dev)
	}
	e.averages = nil
}

// Reset copies the parameters into the averages.
func (e *EMA) Reset(s *vk.Stream) {
	for i, p := range e.params {
		tensor.CopyTo(s, e.averages[i], p.Value)
	}
}

// Update moves the averages towards the parameters.
func (e *EMA) Update(s *vk.Stream) {
	params := make([]tensor.Tensor, len(e.params))
	for i, p := range e.params {
		params[i] = p.Value
	}
	tensor.EMAUpdate(s, e.averages, params, e.decay)
}

// Swap exchanges parameters and averages, without copying: what runs next uses
// the averages, until the next Swap. Nothing may train in between.
func (e *EMA) Swap() {
	for i, p := range e.params {
		p.Value, e.averages[i] = e.averages[i], p.Value
	}
}

// StateDict names the averages as the parameters are named.
func (e *EMA) StateDict() map[string]tensor.Tensor {
	state := make(map[string]tensor.Tensor, len(e.params))
	for i, p := range e.params {
		state[p.Name] = e.averages[i]
	}
	return state
}
