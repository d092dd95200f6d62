package gradcheck

import (
	"fmt"
	"testing"

	"autogan/gan"
	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/autograd"
)

// TestDiscriminatorBlocks checks the discriminator of every stage, each with
// one block more, by its scores of images. Spectral normalisation is included.
func TestDiscriminatorBlocks(t *testing.T) {
	for cells := 1; cells <= gan.MaxCells; cells++ {
		for _, width := range []int{4, 5, 16} {
			t.Run(fmt.Sprintf("%d cells, C%d", cells, width), func(t *testing.T) {
				_, s := testgpu.Stream(t)
				m := newDiscriminatorModule(t, s, width, [][]int{{2, 8, 8, 3}})
				m.device = func(_ *autograd.Tape, x []*autograd.Var) *autograd.Var { return m.net.Forward(x[0], cells) }
				m.oracle = func(n *oracleNet, x []*ref.Var) *ref.Var { return n.discriminator(x[0], cells) }
				m.check(t, s)
			})
		}
	}
}

// TestDiscriminatorStep checks the whole loss of a discriminator step: the
// second forward pass continues the power iteration of the first, and weights
// collect the gradients of both.
func TestDiscriminatorStep(t *testing.T) {
	_, s := testgpu.Stream(t)
	m := newDiscriminatorModule(t, s, 4, [][]int{{3, 8, 8, 3}, {2, 8, 8, 3}})
	m.device = func(_ *autograd.Tape, x []*autograd.Var) *autograd.Var {
		return autograd.HingeLossD(m.net.Forward(x[0], 3), m.net.Forward(x[1], 3))
	}
	m.oracle = func(n *oracleNet, x []*ref.Var) *ref.Var {
		return n.HingeLossD(n.discriminator(x[0], 3), n.discriminator(x[1], 3))
	}
	m.check(t, s)
}

type discriminatorModule struct {
	module
	net *gan.Discriminator
}

func newDiscriminatorModule(t *testing.T, s *vk.Stream, width int, inputs [][]int) *discriminatorModule {
	t.Helper()
	d, err := gan.NewDiscriminator(s, gan.DiscriminatorConfig{Channels: width, ImageSize: inputs[0][1]}, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Release)
	return &discriminatorModule{module{params: d.Params(), state: d.StateDict(), inputs: inputs}, d}
}

// discriminator is that of the reference code: blocks 1 to cells, block 4, the
// sum over all pixels, a linear layer without bias.
func (n *oracleNet) discriminator(x *ref.Var, cells int) *ref.Var {
	h := n.spectralConv(n.ReLU(n.spectralConv(x, "block1.conv1")), "block1.conv2")
	x = n.Add(n.AvgPool2D(h, 2), n.spectralConv(n.AvgPool2D(x, 2), "block1.shortcut"))
	if cells >= 2 {
		h = n.AvgPool2D(n.body(x, "block2"), 2)
		x = n.Add(h, n.AvgPool2D(n.spectralConv(x, "block2.shortcut"), 2))
	}
	if cells >= 3 {
		x = n.Add(n.body(x, "block3"), x)
	}
	x = n.Add(n.body(x, "block4"), x)
	return n.Linear(n.SumHW(n.ReLU(x)), n.spectral("linear"), nil)
}

func (n *oracleNet) body(x *ref.Var, name string) *ref.Var {
	return n.spectralConv(n.ReLU(n.spectralConv(n.ReLU(x), name+".conv1")), name+".conv2")
}

func (n *oracleNet) spectralConv(x *ref.Var, name string) *ref.Var {
	weight := n.spectral(name)
	return n.Conv2D(x, weight, n.at(name+".bias"), 1, weight.Shape[0]/2)
}
