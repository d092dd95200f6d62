package optim

import (
	"fmt"

	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// EMA keeps an exponential moving average of parameters, the shadow:
// shadow ← decay·shadow + (1-decay)·parameter after every step.
type EMA struct {
	decay  float64
	params []*autograd.Param
	shadow []tensor.Tensor
}

// NewEMA makes a shadow that begins as a copy of the parameters. It returns an
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
			return nil, fmt.Errorf("optim: ema: shadow of %s: %w", p.Name, err)
		}
		e.shadow = append(e.shadow, t)
	}
	e.Reset(s)
	return e, nil
}

// Release frees the shadow. No recorded work may still use it.
func (e *EMA) Release(dev *vk.Device) {
	for _, t := range e.shadow {
		t.Release(dev)
	}
	e.shadow = nil
}

// Reset copies the parameters into the shadow.
func (e *EMA) Reset(s *vk.Stream) {
	for i, p := range e.params {
		tensor.CopyTo(s, e.shadow[i], p.Value)
	}
}

// Update moves the shadow towards the parameters.
func (e *EMA) Update(s *vk.Stream) {
	params := make([]tensor.Tensor, len(e.params))
	for i, p := range e.params {
		params[i] = p.Value
	}
	tensor.EMAUpdate(s, e.shadow, params, e.decay)
}

// Swap exchanges parameters and shadow, without copying: what runs next uses
// the averages, until the next Swap. Nothing may train in between.
func (e *EMA) Swap() {
	for i, p := range e.params {
		p.Value, e.shadow[i] = e.shadow[i], p.Value
	}
}

// StateDict names the shadow's tensors as the parameters are named.
func (e *EMA) StateDict() map[string]tensor.Tensor {
	state := make(map[string]tensor.Tensor, len(e.params))
	for i, p := range e.params {
		state[p.Name] = e.shadow[i]
	}
	return state
}
