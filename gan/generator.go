package gan

import (
	"fmt"

	"autogan/gan/arch"
	"autogan/layers"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// Generator maps latent vectors z [N, Latent] to images [N, S, S, 3] in [-1, 1]
// (paper, section 3.1). It holds the layers of one architecture or, as a
// supernet, those of all architectures of a space.
type Generator struct {
	network
	geometry arch.Geometry
	tap      arch.SkipTap
	space    *arch.Space
	arch     arch.Arch // the zero Arch for a supernet
}

// NewGenerator makes the generator of one architecture, initialised from seed.
func NewGenerator(s *vk.Stream, a arch.Arch, g arch.Geometry, tap arch.SkipTap, seed uint64) (*Generator, error) {
	return newGenerator(s, a.Plan(g), &Generator{geometry: g, tap: tap, space: a.Space(), arch: a}, seed)
}

// NewSuperGenerator makes the weight-sharing generator, initialised from seed.
// Every architecture of the space, of one cell or more, is a path through it.
func NewSuperGenerator(s *vk.Stream, space *arch.Space, g arch.Geometry, tap arch.SkipTap, seed uint64) (*Generator, error) {
	return newGenerator(s, space.Supernet(g), &Generator{geometry: g, tap: tap, space: space}, seed)
}

func newGenerator(s *vk.Stream, plan arch.Plan, g *Generator, seed uint64) (*Generator, error) {
	g.network = newNetwork(layers.NewRegistry(s, seed), plan, layers.XavierUniform)
	if err := g.Err(); err != nil {
		g.Release()
		return nil, fmt.Errorf("gan: generator of width %d: %w", g.geometry.Channels, err)
	}
	return g, nil
}

// InitConvolutions draws the weights of all convolutions by init instead of
// [layers.XavierUniform], now and at every restart. As in the reference code,
// this excepts biases and transposed convolutions.
func (g *Generator) InitConvolutions(init layers.Init) {
	for name := range g.conv {
		g.Redraw(name+".weight", init)
	}
}

// Geometry returns the shape of the generator.
func (g *Generator) Geometry() arch.Geometry { return g.geometry }

// Forward generates images [N, S, S, 3] from z [N, Latent] with the given
// architecture, where S is [arch.Geometry.ImageSize] of its cells. It panics if
// the generator was made for another architecture or space.
func (g *Generator) Forward(z *autograd.Var, a arch.Arch, mode layers.Mode) *autograd.Var {
	if g.space != a.Space() || !g.arch.None() && !g.arch.Equal(a) {
		panic(fmt.Sprintf("gan: generator: got architecture %v, it was made for %v", a, g.arch))
	}
	return a.Wire(&tapeBuilder{generator: g, z: z, mode: mode}, g.tap).(*deferred).done
}

// Sample is [Generator.Forward] without gradients.
func (g *Generator) Sample(s *vk.Stream, z tensor.Tensor, a arch.Arch, mode layers.Mode) tensor.Tensor {
	return g.Forward(autograd.NewTape(s).Const(z), a, mode).Value
}
