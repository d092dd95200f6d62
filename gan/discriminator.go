package gan

import (
	"fmt"

	"autogan/gan/arch"
	"autogan/layers"
	"autogan/vk"
	"autogan/vk/autograd"
)

// Discriminator is the paper's fixed residual network, SNGAN's for CIFAR, with
// spectral normalisation of every weight. All four blocks exist from the start.
// With k cells it uses blocks 1 to k, then block 4 and the head, so growth
// neither makes nor copies a tensor.
type Discriminator struct {
	network
	config   DiscriminatorConfig
	spectral *layers.SpectralNorm
}

// NewDiscriminator makes the discriminator for up to [MaxCells] cells. Its
// weights start from PyTorch's defaults, as in the reference code, where the
// Xavier initialisation does not reach spectrally normalised layers.
func NewDiscriminator(s *vk.Stream, c DiscriminatorConfig, seed uint64) (*Discriminator, error) {
	r, plan := layers.NewRegistry(s, seed), DiscriminatorPlan(MaxCells, c)
	d := &Discriminator{newNetwork(r, plan, nil), c, layers.NewSpectralNorm(r)}
	for _, l := range plan {
		if l.Op == arch.OpLinear {
			d.spectral.Add(l.Name, d.linear[l.Name].Weight(), l.In, l.Out)
			continue
		}
		d.spectral.Add(l.Name, d.conv[l.Name].Weight(), l.Kernel*l.Kernel*l.In, l.Out)
	}
	if err := d.Err(); err != nil {
		d.Release()
		return nil, fmt.Errorf("gan: discriminator of width %d: %w", c.Channels, err)
	}
	return d, nil
}

// Forward scores images x [N, S, S, 3] of a generator with the given number of
// cells; the result is [N, 1]. The discriminator is always in training mode:
// each forward pass does one power iteration on the weights it uses. It panics
// if cells is not in 1 to [MaxCells].
func (d *Discriminator) Forward(x *autograd.Var, cells int) *autograd.Var {
	f := scoring{d, d.spectral.Apply(x.Tape(), layers.Train, DiscriminatorPlan(cells, d.config).Names()...)}
	x = f.first(x)
	if cells >= 2 {
		x = f.second(x)
	}
	if cells >= 3 {
		x = f.residual(x, "block3")
	}
	x = f.residual(x, "block4")
	// A sum, as in the reference code, although its comment says mean.
	return d.linear["linear"].ForwardWith(f.weights["linear"], autograd.SumHW(autograd.ReLU(x)))
}

// scoring is one forward pass; weights has the normalised weights by layer.
type scoring struct {
	*Discriminator
	weights map[string]*autograd.Var
}

// first has no ReLU before its first convolution. Its shortcut pools before the
// 1×1 convolution.
func (f scoring) first(x *autograd.Var) *autograd.Var {
	h := f.fused(x, "block1.conv1", layers.Fusion{})
	shortcut := f.shortcut(x, "block1")
	return f.fused(h, "block1.conv2", layers.Fusion{ReLU: true, AvgPool: true, Add: shortcut})
}

// second halves height and width. The paper's shortcut pools after its 1×1
// convolution; pooling before it gives the same result for a quarter of the
// work.
func (f scoring) second(x *autograd.Var) *autograd.Var {
	return f.body(x, "block2", layers.Fusion{AvgPool: true, Add: f.shortcut(x, "block2")})
}

// shortcut pools and convolves the block's input.
func (f scoring) shortcut(x *autograd.Var, name string) *autograd.Var {
	return f.fused(autograd.AvgPool2D(x, 2), name+".shortcut", layers.Fusion{})
}

// residual keeps the size and has an identity shortcut.
func (f scoring) residual(x *autograd.Var, name string) *autograd.Var {
	return f.body(x, name, layers.Fusion{Add: x})
}

// body is the two convolutions of a block, each after a ReLU; end is what else
// the second one fuses.
func (f scoring) body(x *autograd.Var, name string, end layers.Fusion) *autograd.Var {
	h := f.fused(x, name+".conv1", layers.Fusion{ReLU: true})
	end.ReLU = true
	return f.fused(h, name+".conv2", end)
}

func (f scoring) fused(x *autograd.Var, name string, fusion layers.Fusion) *autograd.Var {
	return f.conv[name].ForwardFused(f.weights[name], x, fusion)
}
