package e2e

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/layers"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// trainerArch is a small path through the supernet with every kind of layer.
const trainerArch = "1 1 2 1 / 0 1 0 1 1"

// newTrainer is a trainer of narrow networks, and the architecture it trains.
func newTrainer(t *testing.T, s *vk.Stream, seed uint64, c gan.TrainerConfig) (*gan.Trainer, arch.Arch) {
	t.Helper()
	a, err := arch.AutoGAN.Parse(trainerArch)
	if err != nil {
		t.Fatal(err)
	}
	gen, err := gan.NewSuperGenerator(s, arch.AutoGAN, smallGeometry, arch.TapBeforeSkips, seed)
	if err != nil {
		t.Fatal(err)
	}
	dis, err := gan.NewDiscriminator(s, gan.DiscriminatorConfig{Channels: 4, ImageSize: 32}, seed+1)
	if err != nil {
		t.Fatal(err)
	}
	c.BatchG, c.Betas, c.Seed = 4, [2]float64{0.5, 0.9}, 5
	trainer, err := gan.NewTrainer(s, gen, dis, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(trainer.Release)
	return trainer, a
}

// reals is a batch of images at the trainer's size.
func reals(s *vk.Stream) tensor.Tensor {
	x := tensor.Temp(s, 4, 16, 16, 3)
	tensor.RandomUniform(s, x, 0, 1, 9, 0)
	return x
}

// snapshot downloads a state dict.
func snapshot(t *testing.T, s *vk.Stream, state map[string]tensor.Tensor) map[string][]float32 {
	t.Helper()
	values := map[string][]float32{}
	for name, x := range state {
		data, err := x.Floats(s)
		if err != nil {
			t.Fatal(err)
		}
		values[name] = data
	}
	return values
}

// changed lists the tensors in which two snapshots differ, without the state
// that every training forward moves.
func changed(before, after map[string][]float32) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(before)) {
		moving := strings.Contains(name, "running_") || strings.HasSuffix(name, ".u") || strings.HasSuffix(name, ".v")
		if !moving && !slices.Equal(before[name], after[name]) {
			names = append(names, name)
		}
	}
	return names
}

// weightsOf lists the trainable tensors of a plan.
func weightsOf(plan arch.Plan) []string {
	var names []string
	for _, l := range plan {
		names = append(names, l.Name+".weight")
		if l.Bias {
			names = append(names, l.Name+".bias")
		}
	}
	slices.Sort(names)
	return names
}

// TestTrainerStepsTrainOneNetwork checks that a step of each kind changes the
// weights its architecture uses, all of them, and none of the other network.
func TestTrainerStepsTrainOneNetwork(t *testing.T) {
	_, s := testgpu.Stream(t)
	trainer, a := newTrainer(t, s, 1, gan.TrainerConfig{LRG: 1e-2, LRD: 1e-2})
	gen, dis := snapshot(t, s, trainer.Gen.StateDict()), snapshot(t, s, trainer.Dis.StateDict())
	if err := trainer.DiscriminatorStep(a, reals(s)); err != nil {
		t.Fatal(err)
	}
	trained := snapshot(t, s, trainer.Dis.StateDict())
	plan := gan.DiscriminatorPlan(a.Cells(), gan.DiscriminatorConfig{Channels: 4, ImageSize: 32})
	if got, want := changed(dis, trained), weightsOf(plan); !slices.Equal(got, want) {
		t.Errorf("a discriminator step changed %v, want %v", got, want)
	}
	if got := changed(gen, snapshot(t, s, trainer.Gen.StateDict())); len(got) > 0 {
		t.Errorf("a discriminator step changed the generator: %v", got)
	}
	if err := trainer.GeneratorStep(a); err != nil {
		t.Fatal(err)
	}
	if got := changed(trained, snapshot(t, s, trainer.Dis.StateDict())); len(got) > 0 {
		t.Errorf("a generator step changed the discriminator: %v", got)
	}
	if got, want := changed(gen, snapshot(t, s, trainer.Gen.StateDict())), weightsOf(a.Plan(smallGeometry)); !slices.Equal(got, want) {
		t.Errorf("a generator step changed %v, want %v", got, want)
	}
	if got := trainer.State().Draws; got != 2 {
		t.Errorf("%d batches of latent vectors were drawn in two steps", got)
	}
}

// TestGrowthTakesAWholeFirstStep grows a shared GAN as the reference code does,
// with its Adam: the layers that the second cell brings into both networks take
// a first step of the whole rate (AutoGAN, Algorithm 1). After a restart, which
// rebuilds the optimisers, they do so again.
func TestGrowthTakesAWholeFirstStep(t *testing.T) {
	_, s := testgpu.Stream(t)
	const rate = 1e-3 // so small that the discriminator does not win at once
	trainer, grown := newTrainer(t, s, 1, gan.TrainerConfig{LRG: rate, LRD: rate, UnusedDecaysMoments: true})
	train := func(a arch.Arch, size int) {
		t.Helper()
		real := tensor.Temp(s, 4, size, size, 3)
		tensor.RandomUniform(s, real, 0, 1, 9, 0)
		if err := trainer.DiscriminatorStep(a, real); err != nil {
			t.Fatal(err)
		}
		if err := trainer.GeneratorStep(a); err != nil {
			t.Fatal(err)
		}
	}
	networks := map[string]func() map[string]tensor.Tensor{"cell2.": trainer.Gen.StateDict, "block2.": trainer.Dis.StateDict}
	for round := range 2 {
		for range 20 {
			train(grown.First(1), 8)
		}
		before := map[string]map[string][]float32{}
		for prefix, state := range networks {
			before[prefix] = snapshot(t, s, state())
		}
		train(grown, 16)
		for prefix, state := range networks {
			after := snapshot(t, s, state())
			fresh := slices.DeleteFunc(changed(before[prefix], after), func(name string) bool {
				return !strings.HasPrefix(name, prefix) || strings.HasSuffix(name, ".bias") // a norm leaves biases no gradient
			})
			if len(fresh) == 0 {
				t.Errorf("round %d: %s has not moved", round, prefix)
			}
			for _, name := range fresh {
				if far := farthest(before[prefix][name], after[name]) / rate; math.Abs(far-1) > 1e-3 { // float32 of weights near 1
					t.Errorf("round %d: the first step of %s is %.4f times the rate, want 1", round, name, far)
				}
			}
		}
		if _, err := trainer.TakeLosses(); err != nil {
			t.Fatal(err)
		}
		trainer.Restart(7)
	}
}

// farthest is the largest difference of two tensors' elements.
func farthest(a, b []float32) float64 {
	most := 0.0
	for i := range a {
		most = max(most, math.Abs(float64(a[i])-float64(b[i])))
	}
	return most
}

// TestTrainerPullsScoresApart trains each network alone for some steps: the
// discriminator then scores reals above fakes, and the generator's fakes rise.
func TestTrainerPullsScoresApart(t *testing.T) {
	_, s := testgpu.Stream(t)
	trainer, a := newTrainer(t, s, 1, gan.TrainerConfig{LRG: 1e-2, LRD: 1e-2})
	score := func(x *autograd.Var) float32 {
		mean, err := autograd.Mean(trainer.Dis.Forward(x, a.Cells())).Value.Floats(s)
		if err != nil {
			t.Fatal(err)
		}
		return mean[0]
	}
	fakes := func(tape *autograd.Tape) *autograd.Var {
		return trainer.Gen.Forward(tape.Const(gan.Latent(s, 4, smallGeometry.LatentDim, 1, 0)), a, layers.Train)
	}
	for range 20 {
		if err := trainer.DiscriminatorStep(a, reals(s)); err != nil {
			t.Fatal(err)
		}
	}
	tape := autograd.NewTape(s)
	before := score(fakes(tape))
	if real := score(tape.Const(reals(s))); real < before+0.5 {
		t.Errorf("after 20 discriminator steps reals score %g and fakes %g", real, before)
	}
	for range 20 {
		if err := trainer.GeneratorStep(a); err != nil {
			t.Fatal(err)
		}
	}
	if after := score(fakes(autograd.NewTape(s))); after < before+0.1 {
		t.Errorf("20 generator steps moved the score of fakes from %g to %g", before, after)
	}
}

// TestTrainerRestartsAsNew checks that nothing of the former training is left.
func TestTrainerRestartsAsNew(t *testing.T) {
	_, s := testgpu.Stream(t)
	config := gan.TrainerConfig{LRG: 1e-2, LRD: 1e-2, Storage: tensor.Float16} // the loss scale begins anew, too
	old, a := newTrainer(t, s, 1, config)
	for range 2 {
		if err := old.DiscriminatorStep(a, reals(s)); err != nil {
			t.Fatal(err)
		}
		if err := old.GeneratorStep(a); err != nil {
			t.Fatal(err)
		}
	}
	old.Restart(7)
	fresh, _ := newTrainer(t, s, 7, config)
	got, want := snapshot(t, s, old.StateDict()), snapshot(t, s, fresh.StateDict())
	for name := range want {
		if !slices.Equal(got[name], want[name]) {
			t.Errorf("%s is not what a new trainer begins with", name)
		}
	}
	if steps := old.State(); slices.Max(steps.StepsG) > 0 || slices.Max(steps.StepsD) > 0 {
		t.Errorf("the optimisers go on at steps %v and %v", steps.StepsG, steps.StepsD)
	}
}

// TestTrainerReportsLosses checks that losses are handed out once, and that one
// that is not a number is an error.
func TestTrainerReportsLosses(t *testing.T) {
	_, s := testgpu.Stream(t)
	trainer, a := newTrainer(t, s, 1, gan.TrainerConfig{LRG: 1e-3, LRD: 1e-3})
	if err := trainer.DiscriminatorStep(a, reals(s)); err != nil {
		t.Fatal(err)
	}
	if err := trainer.GeneratorStep(a); err != nil {
		t.Fatal(err)
	}
	losses, err := trainer.TakeLosses()
	if err != nil || len(losses) != 2 || losses[0].Kind != gan.DiscriminatorLoss || losses[1].Kind != gan.GeneratorLoss {
		t.Fatalf("got %v (%v), want a loss of each player in the order of the steps", losses, err)
	}
	if losses, err := trainer.TakeLosses(); err != nil || len(losses) != 0 {
		t.Errorf("taken again: %v (%v), want nothing", losses, err)
	}
	tensor.Fill(s, trainer.Dis.StateDict()["block4.conv2.bias"], float32(math.NaN()))
	tensor.Fill(s, trainer.Dis.StateDict()["linear.weight"], float32(math.NaN()))
	if err := trainer.GeneratorStep(a); err != nil {
		t.Fatal(err)
	}
	if losses, err := trainer.TakeLosses(); err == nil {
		t.Errorf("got %v, want an error: the loss is not a number", losses)
	}
}
