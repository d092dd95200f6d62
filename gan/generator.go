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
// (paper, section 3.1). It holds either the layers of one architecture or, as
// a supernet, those of all of a space.
type Generator struct {
	network
	geometry arch.Geometry
	tap      arch.SkipTap
	space    *arch.Space
	arch     arch.Arch // none for a supernet
}

// NewGenerator makes the generator of one architecture, initialised from seed.
func NewGenerator(s *vk.Stream, a arch.Arch, g arch.Geometry, tap arch.SkipTap, seed uint64) (*Generator, error) {
	return newGenerator(s, a.Plan(g), &Generator{geometry: g, tap: tap, space: a.Space(), arch: a}, seed)
}

// NewSuperGenerator makes the weight-sharing generator: every architecture of
// the space, of one cell or more, is a path through it.
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

// Geometry is the generator's shape.
func (g *Generator) Geometry() arch.Geometry { return g.geometry }

// Forward generates the images of z [N, Latent] with the given architecture;
// their size is that after its last cell. It panics when the generator was
// made for another architecture or space.
func (g *Generator) Forward(z *autograd.Var, a arch.Arch, mode layers.Mode) *autograd.Var {
	if g.space != a.Space() || !g.arch.None() && !g.arch.Equal(a) {
		panic(fmt.Sprintf("gan: generator: got architecture %v, it was made for %v", a, g.arch))
	}
	return a.Wire(&tapeBuilder{generator: g, z: z, mode: mode}, g.tap).(*deferred).done
}

// Sample generates images of z [N, Latent] outside any training.
func (g *Generator) Sample(s *vk.Stream, z tensor.Tensor, a arch.Arch, mode layers.Mode) tensor.Tensor {
	return g.Forward(autograd.NewTape(s).Const(z), a, mode).Value
}
