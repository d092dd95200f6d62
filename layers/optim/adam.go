package optim

import (
	"fmt"
	"math"

	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// AdamConfig are Adam's settings (Kingma and Ba 2015).
type AdamConfig struct {
	LR           float64 // step size; g_lr, d_lr or ctrl_lr in the reference code
	Beta1, Beta2 float64 // decay of the two moments, in [0, 1); Beta1 may be 0
	Eps          float64 // added to the root of the corrected second moment

	// UnusedDecaysMoments treats a parameter without a gradient as if its
	// gradient were zero: its step is counted, its moments decay, and its first
	// moment still moves it. The torch 1.1 of the reference code did this to the
	// weights of a supernet that an architecture does not use, from their first
	// gradient on. Before that their grad is None there, and a step skips them.
	// By default a parameter without a gradient is never touched, as in torch
	// since 2.0.
	UnusedDecaysMoments bool

	// LossScaling keeps a dynamic loss scale, for gradients that pass through
	// float16: see [Adam.LossScale].
	LossScaling bool
}

// Validate returns an error for a setting outside its range.
func (c AdamConfig) Validate() error {
	switch {
	case !(c.LR >= 0 && c.LR <= math.MaxFloat32):
		return fmt.Errorf("optim: adam: learning rate %v, want a finite number, 0 or more", c.LR)
	case !(c.Beta1 >= 0 && float32(c.Beta1) < 1):
		return fmt.Errorf("optim: adam: beta 1 is %v, want 0 or more and below 1 in float32", c.Beta1)
	case !(c.Beta2 >= 0 && float32(c.Beta2) < 1):
		return fmt.Errorf("optim: adam: beta 2 is %v, want 0 or more and below 1 in float32", c.Beta2)
	case !(c.Eps > 0):
		return fmt.Errorf("optim: adam: epsilon %v, want more than 0", c.Eps)
	}
	return nil
}

// Adam holds the moments and step counts of a list of parameters. The bias
// correction counts each parameter's own steps.
type Adam struct {
	config  AdamConfig
	slots   []slot
	scaling *lossScaling // nil without loss scaling
}

// slot is what Adam keeps of one parameter.
type slot struct {
	param         *autograd.Param
	first, second tensor.Tensor
	steps         int
}

// NewAdam allocates the parameters' moments and sets them to zero. It returns
// an error for settings out of range or when the device is out of memory.
func NewAdam(s *vk.Stream, params []*autograd.Param, config AdamConfig) (*Adam, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	a := &Adam{config: config, slots: make([]slot, len(params))}
	for i, p := range params {
		first, second, err := moments(s, p)
		if err != nil {
			a.slots = a.slots[:i]
			a.Release(s.Device())
			return nil, fmt.Errorf("optim: adam: moments of %s: %w", p.Name, err)
		}
		a.slots[i] = slot{param: p, first: first, second: second}
	}
	if config.LossScaling {
		var err error
		if a.scaling, err = newLossScaling(s, len(params)); err != nil {
			a.Release(s.Device())
			return nil, fmt.Errorf("optim: adam: loss scale: %w", err)
		}
	}
	a.Reset(s)
	return a, nil
}

func moments(s *vk.Stream, p *autograd.Param) (first, second tensor.Tensor, err error) {
	first, err = tensor.New(s.Device(), tensor.Float32, p.Value.Shape...)
	if err != nil {
		return first, second, err
	}
	second, err = tensor.New(s.Device(), tensor.Float32, p.Value.Shape...)
	if err != nil {
		first.Release(s.Device())
	}
	return first, second, err
}

// Release frees the moments. No recorded work may still use them.
func (a *Adam) Release(dev *vk.Device) {
	for _, slot := range a.slots {
		slot.first.Release(dev)
		slot.second.Release(dev)
	}
	a.slots = nil
	if a.scaling != nil {
		a.scaling.release(dev)
	}
}

// Reset forgets all steps: moments and counts become zero, and a loss scale
// returns to its first value.
func (a *Adam) Reset(s *vk.Stream) {
	for i := range a.slots {
		tensor.Fill(s, a.slots[i].first, 0)
		tensor.Fill(s, a.slots[i].second, 0)
		a.slots[i].steps = 0
	}
	if a.scaling != nil {
		a.scaling.reset(s)
	}
}

// LossScale is a tensor [1], the factor by which the loss must be multiplied
// before its gradients are passed to [Adam.Step]: give it to
// [autograd.Tape.BackwardFrom]. Without loss scaling it is the zero Tensor.
//
// A step with a gradient that is infinite or NaN is skipped and halves the
// scale; many good steps in a row double it (Micikevicius et al., "Mixed
// precision training", 2018).
func (a *Adam) LossScale() tensor.Tensor {
	if a.scaling == nil {
		return tensor.Tensor{}
	}
	return a.scaling.scale.Rows(0, 1)
}

// LR is the current learning rate.
func (a *Adam) LR() float64 { return a.config.LR }

// SetLR sets the learning rate of the steps to come.
func (a *Adam) SetLR(lr float64) { a.config.LR = lr }

// Step changes every parameter that has a gradient; see
// [AdamConfig.UnusedDecaysMoments] for the others.
func (a *Adam) Step(s *vk.Stream, grads *autograd.Grads) {
	taken := make([]tensor.AdamSlot, 0, len(a.slots))
	var gradients []tensor.Tensor
	for i := range a.slots {
		slot := &a.slots[i]
		gradient, used := grads.Of(slot.param)
		if !used && !a.decaysUnused(slot) {
			continue
		}
		slot.steps++
		taken = append(taken, tensor.AdamSlot{W: slot.param.Value, G: gradient, M: slot.first, V: slot.second, Step: slot.steps, Place: i})
		if used {
			gradients = append(gradients, gradient)
		}
	}
	rates := tensor.AdamRates{LR: a.config.LR, Beta1: a.config.Beta1, Beta2: a.config.Beta2, Eps: a.config.Eps}
	if a.scaling == nil {
		tensor.AdamStep(s, taken, rates)
		return
	}
	a.scaling.step(s, taken, gradients, rates)
}

// decaysUnused reports whether a step without a gradient changes a parameter. A
// parameter that has taken no step has never had a gradient.
func (a *Adam) decaysUnused(slot *slot) bool { return a.config.UnusedDecaysMoments && slot.steps > 0 }

// StateDict names the moments, first.PARAMETER and second.PARAMETER, and the
// state of a loss scale. With [Adam.Steps] it is all that a checkpoint needs.
func (a *Adam) StateDict() map[string]tensor.Tensor {
	state := make(map[string]tensor.Tensor, 2*len(a.slots)+2)
	for _, slot := range a.slots {
		state["first."+slot.param.Name] = slot.first
		state["second."+slot.param.Name] = slot.second
	}
	if a.scaling != nil {
		state["loss_scale"], state["skipped"] = a.scaling.scale, a.scaling.skipped
	}
	return state
}

// Steps is the number of steps of each parameter, in the order of NewAdam.
func (a *Adam) Steps() []int64 {
	steps := make([]int64, len(a.slots))
	for i, slot := range a.slots {
		steps[i] = int64(slot.steps)
	}
	return steps
}

// SetSteps restores what Steps returned. It returns an error unless there is
// one count for each parameter and none is negative.
func (a *Adam) SetSteps(steps []int64) error {
	if len(steps) != len(a.slots) {
		return fmt.Errorf("optim: adam: got step counts of %d parameters, want %d", len(steps), len(a.slots))
	}
	for i, n := range steps {
		if n < 0 {
			return fmt.Errorf("optim: adam: %s has taken %d steps", a.slots[i].param.Name, n)
		}
	}
	for i, n := range steps {
		a.slots[i].steps = int(n)
	}
	return nil
}
