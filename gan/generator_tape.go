package gan

import (
	"fmt"

	"autogan/gan/arch"
	"autogan/layers"
	"autogan/vk/autograd"
)

// tapeBuilder is the [arch.Network] that runs a generator on a tape. Its values
// are of type *deferred.
//
// At most one operation is pending: the last one. The next call either fuses it
// or launches it. A normalisation fuses a ReLU of its result. A convolution fuses
// a ReLU and a nearest upsampling of its input; an addition is fused into the convolution or upsampling that it reads.
// So launches keep the order of the calls. Only the sum of a value and a nearest
// enlargement waits until it is used: if the next use adds another enlargement,
// as the second skip-in of a cell does, one kernel makes both sums.
type tapeBuilder struct {
	generator *Generator
	z         *autograd.Var
	mode      layers.Mode
	prefix    string    // of the names of layers
	open      *deferred // the pending operation; nil if all are launched
}

// Linear implements [arch.Network].
func (b *tapeBuilder) Linear(name string) arch.Value {
	g := b.generator.geometry
	x := b.generator.linear[name].Forward(b.z)
	return launched(autograd.Stored(autograd.Reshape(x, b.z.Shape()[0], g.BottomWidth, g.BottomWidth, g.Channels)))
}

// Cell implements [arch.Network].
func (b *tapeBuilder) Cell(cell int, _ arch.Value) { b.prefix = fmt.Sprintf("cell%d.", cell+1) }

// RGB implements [arch.Network].
func (b *tapeBuilder) RGB() { b.prefix = "" }

// Image implements [arch.Network].
func (b *tapeBuilder) Image(x arch.Value, name string) arch.Value {
	return launched(autograd.Tanh(b.generator.conv[name].Forward(b.launch(x))))
}

// ReLU implements [arch.Builder].
func (b *tapeBuilder) ReLU(x arch.Value) arch.Value {
	d := b.take(x)
	if d.onlyNormalises() {
		return launched(d.norm.ForwardReLU(d.x))
	}
	return b.wait(&deferred{x: d.launch(nil), relu: true})
}

// Upsample implements [arch.Builder].
func (b *tapeBuilder) Upsample(x arch.Value, u arch.Upsampling, factor int) arch.Value {
	d := b.take(x)
	if !d.onlyReLU() || u != arch.Nearest || factor != 2 {
		d = &deferred{x: d.launch(nil)}
	}
	return b.wait(&deferred{x: d.x, relu: d.relu, upsampling: u, factor: factor})
}

// Conv implements [arch.Builder]. A 1×1 convolution commutes with an upsampling
// before it, since the weights of an interpolated pixel sum to one. It runs
// first, on a quarter or a sixteenth of the pixels.
func (b *tapeBuilder) Conv(x arch.Value, name string, kernel int) arch.Value {
	d := b.take(x)
	commutes := d.onlyResizes() && kernel == 1
	if !commutes && !d.joinsConv() {
		d = &deferred{x: d.launch(nil)}
	}
	next := *d
	next.conv, next.commuted = b.generator.conv[b.prefix+name], commutes
	return b.wait(&next)
}

// Deconv implements [arch.Builder].
func (b *tapeBuilder) Deconv(x arch.Value, name string) arch.Value {
	return launched(b.generator.deconv[b.prefix+name].Forward(b.launch(x)))
}

// Norm implements [arch.Builder].
func (b *tapeBuilder) Norm(x arch.Value, name string, norm arch.Norm) arch.Value {
	if norm == arch.NoNorm {
		return x
	}
	next := &deferred{x: b.launch(x), norm: instance{}}
	if norm == arch.BatchNorm {
		next.norm = batch{b.generator.norm[b.prefix+name], b.mode}
	}
	return b.wait(next)
}

// Add implements [arch.Builder].
func (b *tapeBuilder) Add(line, branch arch.Value) arch.Value {
	x, y := b.take(line, branch), branch.(*deferred)
	if x.done == nil && y.done != nil {
		x, y = y, x
	}
	switch {
	case !y.onlyEnlargesNearest():
		return launched(y.launch(x.launch(nil)))
	case x.done == nil && x.added != nil && x.factor%y.factor == 0:
		return launched(autograd.UpsampleNearest2DAddTwo(x.x, y.small(), x.added, x.factor))
	}
	return &deferred{x: y.small(), upsampling: arch.Nearest, factor: y.factor, added: x.launch(nil)}
}

// Share implements [arch.Builder].
func (b *tapeBuilder) Share(x arch.Value) arch.Value {
	b.launch(x)
	return x
}

// wait makes d the pending operation.
func (b *tapeBuilder) wait(d *deferred) arch.Value {
	b.open = d
	return d
}

// launch takes x and computes it.
func (b *tapeBuilder) launch(x arch.Value) *autograd.Var { return b.take(x).launch(nil) }

// take begins a call that reads the given values and returns the first of them.
// If the pending operation is not among them, take launches it.
func (b *tapeBuilder) take(read ...arch.Value) *deferred {
	waiting := b.open
	b.open = nil
	for _, x := range read {
		if x.(*deferred) == waiting {
			waiting = nil
		}
	}
	if waiting != nil {
		waiting.launch(nil)
	}
	return read[0].(*deferred)
}
