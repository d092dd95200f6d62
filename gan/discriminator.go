package gan

import (
	"fmt"

	"autogan/layers"
	"autogan/vk"
	"autogan/vk/autograd"
)

// Discriminator is the fixed residual critic of the paper, SNGAN's for CIFAR,
// with spectral normalisation of every weight. All four blocks exist from the
// start; a stage with k cells uses blocks 1 to k, then block 4 and the head,
// so that growth neither builds nor copies anything.
type Discriminator struct {
	network
}

// NewDiscriminator makes the discriminator for up to three cells. Its weights
// start from PyTorch's defaults: in the reference code Xavier's never reach
// spectrally normalised layers.
func NewDiscriminator(s *vk.Stream, c DiscriminatorConfig, seed uint64) (*Discriminator, error) {
	d := &Discriminator{newNetwork(layers.NewRegistry(s, seed), DiscriminatorPlan(MaxCells, c), nil, true)}
	if err := d.Err(); err != nil {
		d.Release()
		return nil, fmt.Errorf("gan: discriminator of width %d: %w", c.Channels, err)
	}
	return d, nil
}

// Forward scores images x [N, S, S, 3] of a generator with the given number of
// cells; the result is [N, 1]. The discriminator is always in training mode:
// each forward does one power iteration.
func (d *Discriminator) Forward(x *autograd.Var, cells int) *autograd.Var {
	x = d.first(x)
	if cells >= 2 {
		x = d.second(x)
	}
	if cells >= 3 {
		x = d.residual(x, "block3")
	}
	x = d.residual(x, "block4")
	// A sum, not a mean: so the reference code, whatever its comment says.
	return d.linear["linear"].Forward(autograd.SumHW(autograd.ReLU(x)), layers.Train)
}

// first has no activation in front, and its shortcut pools before the convolution.
func (d *Discriminator) first(x *autograd.Var) *autograd.Var {
	h := autograd.ReLU(d.convolve(x, "block1.conv1"))
	h = autograd.AvgPool2D(d.convolve(h, "block1.conv2"), 2)
	return autograd.Add(h, d.convolve(autograd.AvgPool2D(x, 2), "block1.shortcut"))
}

// second halves the size; its shortcut pools after the convolution.
func (d *Discriminator) second(x *autograd.Var) *autograd.Var {
	h := autograd.AvgPool2D(d.body(x, "block2"), 2)
	return autograd.Add(h, autograd.AvgPool2D(d.convolve(x, "block2.shortcut"), 2))
}

// residual keeps the size and has an identity shortcut.
func (d *Discriminator) residual(x *autograd.Var, name string) *autograd.Var {
	return autograd.Add(d.body(x, name), x)
}

func (d *Discriminator) body(x *autograd.Var, name string) *autograd.Var {
	h := d.convolve(autograd.ReLU(x), name+".conv1")
	return d.convolve(autograd.ReLU(h), name+".conv2")
}

func (d *Discriminator) convolve(x *autograd.Var, name string) *autograd.Var {
	return d.conv[name].Forward(x, layers.Train)
}
