package e2e

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/layers"
	"autogan/tests/testgpu"
	"autogan/vk/autograd"
	"autogan/vk/tensor"

	"github.com/google/go-cmp/cmp"
)

var smallGeometry = arch.Geometry{Channels: 4, LatentDim: 8, BottomWidth: 4}

// TestArchitecturesUseTheirLayers trains random architectures of every stage
// in the supernet: the parameters that get a gradient must be exactly those
// that the architecture's plan lists, and the images must lie in [-1, 1].
func TestArchitecturesUseTheirLayers(t *testing.T) {
	_, s := testgpu.Stream(t)
	g, err := gan.NewSuperGenerator(s, arch.AutoGAN, smallGeometry, arch.TapBeforeSkips, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.Release)
	if got, want := g.NumParams(), arch.AutoGAN.Supernet(smallGeometry).Params(); got != want {
		t.Errorf("the supernet has %d parameters, its plan %d", got, want)
	}
	r := rand.New(rand.NewPCG(1, 1))
	for i := range 30 {
		a := randomArch(t, r, 1+i%gan.MaxCells)
		tape := autograd.NewTape(s, g.Params()...)
		images := g.Forward(tape.Const(gan.Latent(s, 2, smallGeometry.LatentDim, 1, uint64(i))), a, layers.Train)
		grads := tape.Backward(autograd.Mean(autograd.Square(images)))
		pixels, err := images.Value.Floats(s)
		if err != nil {
			t.Fatal(err)
		}
		side := smallGeometry.ImageSize(a.Cells())
		if diff := cmp.Diff(tensor.Shape{2, side, side, 3}, images.Shape()); diff != "" {
			t.Fatalf("%v: shape of the images (-want +got)\n%s", a, diff)
		}
		if low, high := slices.Min(pixels), slices.Max(pixels); !(low >= -1 && high <= 1) {
			t.Errorf("%v: pixels from %g to %g", a, low, high)
		}
		if diff := cmp.Diff(planNames(a.Plan(smallGeometry)), gradNames(g.Params(), grads)); diff != "" {
			t.Errorf("%v: layers with a gradient (-plan +tape)\n%s", a, diff)
		}
		if err := s.EndStep(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDerivedGeneratorEqualsItsPath copies a path's weights out of the supernet
// into a generator of that architecture alone: the images must be the same bits.
func TestDerivedGeneratorEqualsItsPath(t *testing.T) {
	_, s := testgpu.Stream(t)
	super, err := gan.NewSuperGenerator(s, arch.AutoGAN, smallGeometry, arch.TapBeforeSkips, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(super.Release)
	for _, named := range arch.AutoGAN.Published {
		a := arch.AutoGAN.Must(named.Text)
		derived, err := gan.NewGenerator(s, a, smallGeometry, arch.TapBeforeSkips, 2)
		if err != nil {
			t.Fatal(err)
		}
		from := super.StateDict()
		for name, to := range derived.StateDict() {
			tensor.CopyTo(s, to, from[name])
		}
		z := gan.Latent(s, 2, smallGeometry.LatentDim, 3, 0)
		want, err := super.Sample(s, z, a, layers.Eval).Floats(s)
		if err != nil {
			t.Fatal(err)
		}
		got, err := derived.Sample(s, z, a, layers.Eval).Floats(s)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: the derived generator draws other images than its path in the supernet", named.Name)
		}
		derived.Release()
	}
}

// TestSkipTapMatters checks that the two readings of the skip-out differ where
// a skip passes through a cell that has one itself, and nowhere else.
func TestSkipTapMatters(t *testing.T) {
	_, s := testgpu.Stream(t)
	draw := func(tap arch.SkipTap, text string) []float32 {
		a, err := arch.AutoGAN.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		g, err := gan.NewSuperGenerator(s, arch.AutoGAN, smallGeometry, tap, 1)
		if err != nil {
			t.Fatal(err)
		}
		defer g.Release()
		pixels, err := g.Sample(s, gan.Latent(s, 1, smallGeometry.LatentDim, 1, 0), a, layers.Eval).Floats(s)
		if err != nil {
			t.Fatal(err)
		}
		return pixels
	}
	for text, wantEqual := range map[string]bool{
		"1 0 1 1 / 1 0 1 1 1 / 1 0 1 1 1": false, // cell 3 takes cell 2's, which took cell 1's
		"1 0 1 1 / 1 0 1 1 0 / 1 0 1 1 1": true,  // cell 2 took none
		"1 0 1 1 / 1 0 1 1 1 / 1 0 1 1 2": true,  // cell 3 takes cell 1's
	} {
		if got := slices.Equal(draw(arch.TapBeforeSkips, text), draw(arch.TapAfterSkips, text)); got != wantEqual {
			t.Errorf("%s: both taps draw the same = %v, want %v", text, got, wantEqual)
		}
	}
}

// TestDiscriminatorGrows checks that each stage trains the blocks of its plan.
func TestDiscriminatorGrows(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := gan.DiscriminatorConfig{Channels: 4, ImageSize: 32}
	d, err := gan.NewDiscriminator(s, c, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Release)
	for cells := 1; cells <= gan.MaxCells; cells++ {
		side := 4 << cells
		x := tensor.Temp(s, 3, side, side, 3)
		tensor.RandomNormal(s, x, 0, 1, 1, 0)
		tape := autograd.NewTape(s, d.Params()...)
		scores := d.Forward(tape.Const(x), cells)
		if diff := cmp.Diff(tensor.Shape{3, 1}, scores.Shape()); diff != "" {
			t.Fatalf("%d cells: shape of the scores (-want +got)\n%s", cells, diff)
		}
		grads := tape.Backward(autograd.Mean(scores))
		if diff := cmp.Diff(planNames(gan.DiscriminatorPlan(cells, c)), gradNames(d.Params(), grads)); diff != "" {
			t.Errorf("%d cells: layers with a gradient (-plan +tape)\n%s", cells, diff)
		}
	}
}

func randomArch(t *testing.T, r *rand.Rand, cells int) arch.Arch {
	t.Helper()
	var tokens []int
	for cell := range cells {
		for _, d := range arch.AutoGAN.Cells[cell] {
			tokens = append(tokens, r.IntN(len(d.Options)))
		}
	}
	a, err := arch.AutoGAN.Arch(tokens)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// planNames lists the layers of a plan.
func planNames(plan arch.Plan) []string {
	var names []string
	for _, l := range plan {
		names = append(names, l.Name)
	}
	slices.Sort(names)
	return names
}

// gradNames lists the layers that have a gradient.
func gradNames(params []*layers.Param, grads *autograd.Grads) []string {
	var names []string
	for _, p := range params {
		if _, ok := grads.Of(p); ok {
			names = append(names, p.Name[:strings.LastIndexByte(p.Name, '.')])
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
