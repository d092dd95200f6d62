package autogan

import (
	"path/filepath"
	"slices"
	"testing"

	"autogan/gan"
	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
)

// silent ignores the progress of a run.
type silent struct{}

func (silent) Phase(string, int, int) {}
func (silent) Advance(int)            {}
func (silent) Message(string)         {}

// openTiny opens a search of narrow networks and few images.
func openTiny(t *testing.T) *Search {
	t.Helper()
	_, s := testgpu.Stream(t)
	c := config.Default(config.Paper)
	c.RunDir = filepath.Join(t.TempDir(), "run")
	c.Data.Images = 64
	c.GAN.Channels, c.GAN.DiscChannels, c.GAN.LatentDim = 4, 4, 8
	c.GAN.BatchG, c.GAN.BatchD, c.GAN.NCritic = 4, 4, 3
	c.Search.Iterations = []int{1, 1}
	c.Reset.Window, c.Reset.Threshold = 3, 1e-3
	r, err := Open(t.Context(), s, c, silent{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Release)
	return r
}

// TestGeneratorStepsWithEveryThirdOfTheDiscriminator counts the steps of the
// optimisers. With an n_critic of three the generator takes the first step, the
// fourth, the seventh.
func TestGeneratorStepsWithEveryThirdOfTheDiscriminator(t *testing.T) {
	r := openTiny(t)
	for block, want := range []int64{1, 2, 3} { // after 2, 4 and 7 steps of the discriminator
		steps := []int{2, 2, 3}[block]
		if err := r.sharedBlock(steps); err != nil {
			t.Fatal(err)
		}
		state := r.trainer.State()
		d, g := slices.Max(state.StepsD), slices.Max(state.StepsG)
		if d != int64(r.state.Step) || g != want {
			t.Errorf("after %d steps the discriminator has taken %d and the generator %d, want %d", r.state.Step, d, g, want)
		}
	}
}

// TestCollapseIsNoticedOnce feeds losses that stop varying: the collapse is
// recorded, and the windows are empty again.
func TestCollapseIsNoticedOnce(t *testing.T) {
	r := openTiny(t)
	constant := slices.Repeat([]gan.Loss{{Kind: gan.DiscriminatorLoss, Value: 2}, {Kind: gan.GeneratorLoss, Value: 0}}, 3)
	if r.state.Reset.Watch(constant[:4]) {
		t.Fatal("collapsed before the windows of three are full")
	}
	if !r.state.Reset.Watch(constant[4:]) {
		t.Fatal("six losses that do not vary are no collapse")
	}
	if g, d := r.state.Reset.Generator.Values, r.state.Reset.Discriminator.Values; len(g)+len(d) > 0 {
		t.Errorf("the windows still hold %v and %v", g, d)
	}
}

// TestEveryResetDrawsOtherWeights ends iterations in a collapse.
func TestEveryResetDrawsOtherWeights(t *testing.T) {
	r := openTiny(t)
	weights := func() []float32 {
		values, err := r.trainer.Gen.StateDict()["linear.weight"].Floats(r.stream)
		if err != nil {
			t.Fatal(err)
		}
		return values
	}
	r.config.Search.Iterations = []int{9, 9} // so that no stage ends here
	seen := [][]float32{weights()}
	for range 2 {
		r.state.Collapsed = true
		if _, err := r.endIteration(t.Context()); err != nil {
			t.Fatal(err)
		}
		now := weights()
		if slices.ContainsFunc(seen, func(before []float32) bool { return slices.Equal(before, now) }) {
			t.Error("a reset gave weights that were there before")
		}
		if r.state.Collapsed {
			t.Error("the reset is still to be done")
		}
		seen = append(seen, now)
	}
}
