package gan

import (
	"autogan/gan/arch"
	"autogan/layers"
	"autogan/vk/autograd"
)

// deferred is a value of a [tapeBuilder]: x, and the operations that still have
// to be done on it, in the order of the fields.
type deferred struct {
	x          *autograd.Var
	norm       normaliser // nil is none; then there is nothing else to do
	relu       bool
	upsampling arch.Upsampling
	factor     int // of the upsampling; 0 is none
	conv       *layers.Conv2D
	commuted   bool          // conv goes before the upsampling
	added      *autograd.Var // to the upsampled x; then there is nothing else to do

	done *autograd.Var // the value, once it is launched
}

func launched(x *autograd.Var) *deferred { return &deferred{x: x, done: x} }

// normaliser is a normalisation and, where it is asked for, a ReLU of its result.
type normaliser interface {
	Forward(x *autograd.Var) *autograd.Var
	ForwardReLU(x *autograd.Var) *autograd.Var
}

// batch is the normalisation of a layer in a mode.
type batch struct {
	layer *layers.BatchNorm2D
	mode  layers.Mode
}

func (b batch) Forward(x *autograd.Var) *autograd.Var     { return b.layer.Forward(x, b.mode) }
func (b batch) ForwardReLU(x *autograd.Var) *autograd.Var { return b.layer.ForwardReLU(x, b.mode) }

// instance is the normalisation that has no layer.
type instance struct{}

func (instance) Forward(x *autograd.Var) *autograd.Var     { return layers.InstanceNorm2D(x) }
func (instance) ForwardReLU(x *autograd.Var) *autograd.Var { return layers.InstanceNorm2DReLU(x) }

// onlyNormalises reports whether a normalisation is the only operation left to do.
func (d *deferred) onlyNormalises() bool { return d.done == nil && d.norm != nil }

// onlyReLU reports whether a ReLU is the only operation left to do.
func (d *deferred) onlyReLU() bool {
	return d.done == nil && d.conv == nil && d.relu && d.factor == 0
}

// onlyResizes reports whether an upsampling is the last operation left to do.
func (d *deferred) onlyResizes() bool {
	return d.done == nil && d.conv == nil && d.factor > 1 && d.added == nil
}

// onlyEnlargesNearest reports whether a nearest upsampling is left to do last.
func (d *deferred) onlyEnlargesNearest() bool {
	return d.upsampling == arch.Nearest && (d.onlyResizes() || d.done == nil && d.commuted)
}

// joinsConv reports whether a convolution that reads the value can fuse the
// operations left to do.
func (d *deferred) joinsConv() bool {
	return d.onlyReLU() || d.onlyResizes() && d.upsampling == arch.Nearest && d.factor == 2
}

// launch computes the value, and adds another unless that is nil. Without
// another it computes only once.
func (d *deferred) launch(added *autograd.Var) *autograd.Var {
	if d.done == nil && added != nil {
		return d.compute(added)
	}
	if d.done == nil {
		d.done = d.compute(nil)
	}
	if added == nil {
		return d.done
	}
	return autograd.Add(added, d.done)
}

func (d *deferred) compute(added *autograd.Var) *autograd.Var {
	switch {
	case d.norm != nil:
		return plus(d.norm.Forward(d.x), added)
	case d.added != nil:
		return plus(d.enlarge(d.x, d.added), added)
	case d.conv != nil && !d.commuted:
		return d.conv.ForwardFused(nil, d.x, layers.Fusion{ReLU: d.relu, Upsample: d.factor > 1, Add: added})
	case d.factor == 0:
		return plus(autograd.ReLU(d.x), added)
	}
	return d.enlarge(d.small(), added)
}

// small is what an upsampling that is left to do last enlarges.
func (d *deferred) small() *autograd.Var {
	switch {
	case d.commuted:
		return d.conv.ForwardFused(nil, d.x, layers.Fusion{ReLU: d.relu})
	case d.relu:
		return autograd.ReLU(d.x)
	}
	return d.x
}

func (d *deferred) enlarge(x, added *autograd.Var) *autograd.Var {
	if d.upsampling == arch.Nearest {
		return autograd.UpsampleNearest2DAdd(x, added, d.factor)
	}
	return autograd.UpsampleBilinear2DAdd(x, added, d.factor)
}

func plus(x, added *autograd.Var) *autograd.Var {
	if added == nil {
		return x
	}
	return autograd.Add(added, x)
}
