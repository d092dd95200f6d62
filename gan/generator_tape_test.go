package gan

import (
	"math"
	"math/rand/v2"
	"testing"

	"autogan/gan/arch"
	"autogan/layers"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/autograd"
)

// tiny is a space that differs from AutoGAN's in its decisions, in the order of
// operations and in what it adds to what: two cells of two decisions.
var tiny = &arch.Space{
	Name: "tiny",
	Cells: [][]arch.Decision{
		{{Name: "enlarge", Options: []string{"bilinear", "nearest", "deconvolution"}}, {Name: "residual", Options: []string{"off", "on"}}},
		{{Name: "enlarge", Options: []string{"bilinear", "nearest", "deconvolution"}}, {Name: "skip", Options: []string{"off", "on"}}},
	},
	Wire: wireTiny,
}

func wireTiny(b arch.Builder, cell int, tokens []int, x arch.Value, skips []arch.Value) arch.Ends {
	enlarge := func(x arch.Value, deconv string) arch.Value {
		if u := arch.Upsampling(tokens[0]); u != arch.Deconvolution {
			return b.Upsample(b.ReLU(x), u, 2)
		}
		return b.Deconv(b.ReLU(x), deconv)
	}
	half := b.Share(b.Norm(enlarge(b.Conv(x, "conv1", 3), "deconv"), "norm", arch.BatchNorm)) // enlarges after the convolution
	out := b.Conv(b.ReLU(b.Norm(half, "", arch.InstanceNorm)), "conv2", 3)
	switch {
	case tokens[1] == 1 && cell == 0:
		out = b.Add(b.Conv(enlarge(x, "deconv.joined"), "joined", 1), out) // a branch that was computed before
	case tokens[1] == 1:
		out = b.Add(out, b.Upsample(skips[0], arch.Bilinear, 2)) // without weights
		out = b.Add(b.Conv(b.ReLU(out), "conv3", 1), half)       // a residual
	}
	return arch.Ends{Half: half, Joined: half, Out: out}
}

// everySpace lists the registered spaces, and tiny.
func everySpace(t *testing.T) []*arch.Space {
	t.Helper()
	list := []*arch.Space{tiny}
	for _, name := range arch.Names() {
		space, err := arch.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, space)
	}
	return list
}

// plainBuilder launches every operation by itself, as the space wires it.
type plainBuilder struct {
	*tapeBuilder
}

func (b plainBuilder) v(x arch.Value) *autograd.Var { return x.(*autograd.Var) }

func (b plainBuilder) Linear(name string) arch.Value {
	return b.tapeBuilder.Linear(name).(*deferred).done
}

func (b plainBuilder) Image(x arch.Value, name string) arch.Value {
	return autograd.Tanh(b.generator.conv[name].Forward(b.v(x)))
}

func (b plainBuilder) ReLU(x arch.Value) arch.Value { return autograd.ReLU(b.v(x)) }

func (b plainBuilder) Upsample(x arch.Value, u arch.Upsampling, factor int) arch.Value {
	if u == arch.Nearest {
		return autograd.UpsampleNearest2D(b.v(x), factor)
	}
	return autograd.UpsampleBilinear2D(b.v(x), factor)
}

func (b plainBuilder) Conv(x arch.Value, name string, _ int) arch.Value {
	return b.generator.conv[b.prefix+name].Forward(b.v(x))
}

func (b plainBuilder) Deconv(x arch.Value, name string) arch.Value {
	return b.generator.deconv[b.prefix+name].Forward(b.v(x))
}

func (b plainBuilder) Norm(x arch.Value, name string, norm arch.Norm) arch.Value {
	if norm == arch.NoNorm {
		return x
	}
	return b.tapeBuilder.launch(b.tapeBuilder.Norm(launched(b.v(x)), name, norm))
}

func (b plainBuilder) Add(line, branch arch.Value) arch.Value {
	return autograd.Add(b.v(line), b.v(branch))
}

func (b plainBuilder) Share(x arch.Value) arch.Value { return x }

// TestTapeFusesWhatTheSpaceWires compares images and gradients of the builder,
// which fuses and commutes, with those of operations launched one by one.
func TestTapeFusesWhatTheSpaceWires(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, space := range everySpace(t) {
		for i, a := range someArchs(t, space, 18) {
			g, err := NewSuperGenerator(s, space, smallGeometry, arch.SkipTap(i%2), 1)
			if err != nil {
				t.Fatal(err)
			}
			got := trained(t, s, g, func(z *autograd.Var) *autograd.Var { return g.Forward(z, a, layers.EvalBatch) })
			want := trained(t, s, g, func(z *autograd.Var) *autograd.Var {
				return a.Wire(plainBuilder{&tapeBuilder{generator: g, z: z, mode: layers.EvalBatch}}, g.tap).(*autograd.Var)
			})
			if len(got) != len(want) {
				t.Errorf("%s %v: gradients of %d parameters, want %d", space.Name, a, len(got)-1, len(want)-1)
			}
			for name, w := range want {
				if d := distance(got[name], w); !(d < 1e-3) { // float32 sums in another order
					t.Errorf("%s %v: %s is %.2g away from that of single operations", space.Name, a, name, d)
				}
			}
			g.Release()
		}
	}
}

var smallGeometry = arch.Geometry{Channels: 4, LatentDim: 8, BottomWidth: 4}

// someArchs draws architectures of all cells.
func someArchs(t *testing.T, space *arch.Space, n int) []arch.Arch {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	var list []arch.Arch
	for range n {
		var tokens []int
		for _, decisions := range space.Cells {
			for _, d := range decisions {
				tokens = append(tokens, r.IntN(len(d.Options)))
			}
		}
		a, err := space.Arch(tokens)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, a)
	}
	return list
}

// trained returns the image of a forward pass and the gradients of a loss on it.
func trained(t *testing.T, s *vk.Stream, g *Generator, forward func(z *autograd.Var) *autograd.Var) map[string][]float32 {
	t.Helper()
	tape := autograd.NewTape(s, g.Params()...)
	image := forward(tape.Const(Latent(s, 2, 8, 1, 0)))
	grads := tape.Backward(autograd.Mean(autograd.Square(image)))
	values := map[string][]float32{}
	var err error
	if values["image"], err = image.Value.Floats(s); err != nil {
		t.Fatal(err)
	}
	for _, p := range g.Params() {
		if gradient, ok := grads.Of(p); ok {
			if values[p.Name], err = gradient.Floats(s); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := s.EndStep(); err != nil {
		t.Fatal(err)
	}
	return values
}

// distance is the largest difference, in units of the largest value or of a
// thousandth where all are small: gradients before a norm cancel to about zero.
func distance(a, b []float32) float64 {
	if len(a) != len(b) {
		return math.Inf(1)
	}
	largest, most := 0.0, 1e-3
	for i := range a {
		largest = max(largest, math.Abs(float64(a[i]-b[i])))
		most = max(most, math.Abs(float64(b[i])))
	}
	return largest / most
}

// TestCountedIsMade checks that a plan counts the parameters of the tensors
// that are made, and that the layers of the plan, and no others, get gradients.
func TestCountedIsMade(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, space := range everySpace(t) {
		super, err := NewSuperGenerator(s, space, smallGeometry, arch.TapBeforeSkips, 1)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := super.NumParams(), space.Supernet(smallGeometry).Params(); got != want {
			t.Errorf("%s: the supernet has %d parameters, its plan %d", space.Name, got, want)
		}
		for _, a := range someArchs(t, space, 9) {
			g, err := NewGenerator(s, a, smallGeometry, arch.TapBeforeSkips, 1)
			if err != nil {
				t.Fatal(err)
			}
			counted, _ := a.Count(smallGeometry)
			values := trained(t, s, g, func(z *autograd.Var) *autograd.Var { return g.Forward(z, a, layers.Train) })
			used := 0
			for name, v := range values {
				if name != "image" {
					used += len(v)
				}
			}
			if g.NumParams() != counted || used != counted {
				t.Errorf("%s %v: %d parameters counted, %d made, %d used", space.Name, a, counted, g.NumParams(), used)
			}
			g.Release()
		}
		super.Release()
	}
}

// TestSpacesFitTheDiscriminator checks that no space has more cells than the
// discriminator can score.
func TestSpacesFitTheDiscriminator(t *testing.T) {
	for _, space := range everySpace(t) {
		if n := len(space.Cells); n == 0 || n > MaxCells {
			t.Errorf("space %s has %d cells, want 1 to %d", space.Name, n, MaxCells)
		}
	}
}
