package autogan

import (
	"context"
	"math"
	"testing"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/gan/dataset"
	"autogan/layers"
	"autogan/nas"
	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"

	"github.com/google/go-cmp/cmp"
)

// The table of the published numbers is in package config. The tests here check
// that each number reaches what uses it, as literals of the paper's section 4
// and of the flags of the published code.

// TestControllerGetsTheRecipe: the controller's optimiser, width, entropy and
// baseline, and each in its own place.
func TestControllerGetsTheRecipe(t *testing.T) {
	paper := nas.REINFORCEConfig{Hidden: 100, LR: 3.5e-4, Beta1: 0, Beta2: 0.9, Entropy: 1e-4, Decay: 0.9}
	reference := paper
	reference.Entropy, reference.UpdateFirst, reference.AdvantagePerDecision = 1e-3, true, true
	for fidelity, want := range map[config.Fidelity]nas.REINFORCEConfig{config.Paper: paper, config.Reference: reference} {
		c := config.Default(fidelity)
		got := controllerSettings(c, 1)
		want.Seed = got.Seed
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("fidelity %s: mismatch (-want +got)\n%s", fidelity, diff)
		}
		if got.Seed == controllerSettings(c, 2).Seed {
			t.Error("two stages have controllers of the same seed")
		}
	}
	if diff := cmp.Diff(paper, nas.DefaultREINFORCE()); diff != "" {
		t.Errorf("the defaults of package nas: mismatch (-want +got)\n%s", diff)
	}
	c := config.Default(config.Paper)
	c.Controller.Betas, c.Controller.BaselineFirst = [2]float64{0.25, 0.75}, true
	if got := controllerSettings(c, 0); got.Beta1 != 0.25 || got.Beta2 != 0.75 || !got.UpdateFirst || got.AdvantagePerDecision {
		t.Errorf("betas 0.25, 0.75 and baseline_first alone give %+v", got)
	}
}

// TestTrainerGetsTheRecipe: batches, rates and decays of the GAN's optimisers.
func TestTrainerGetsTheRecipe(t *testing.T) {
	for fidelity, decays := range map[config.Fidelity]bool{config.Paper: false, config.Reference: true} {
		got := trainerSettings(config.Default(fidelity))
		want := gan.TrainerConfig{BatchG: 128, LRG: 2e-4, LRD: 2e-4, Betas: [2]float64{0, 0.9}, UnusedDecaysMoments: decays, Seed: got.Seed}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("fidelity %s: mismatch (-want +got)\n%s", fidelity, diff)
		}
	}
	c := config.Default(config.Paper)
	c.GAN.LRG, c.GAN.LRD = 1, 2
	for precision, storage := range map[config.Precision]tensor.DType{config.Float32: tensor.Float32, config.Mixed: tensor.Float16, config.BFloat16: tensor.BFloat16} {
		c.Precision = precision
		if got := trainerSettings(c); got.LRG != 1 || got.LRD != 2 || got.Storage != storage {
			t.Errorf("rates 1 and 2 in precision %s give %+v", precision, got)
		}
	}
}

// TestOptimisersUseTheRecipe takes the first steps of a small shared GAN: each
// network moves by its own rate, and the moments show the decays.
func TestOptimisersUseTheRecipe(t *testing.T) {
	r := openTiny(t)
	r.trainer.Release()
	s, c := r.stream, r.config
	c.GAN.LRG, c.GAN.LRD = 1e-3, 4e-3
	generator, err := gan.NewSuperGenerator(s, c.Archs(), sharedGeometry(c), tap(c), 1)
	if err != nil {
		t.Fatal(err)
	}
	if r.trainer, err = newTrainer(s, c, generator, gan.DiscriminatorConfig{Channels: 4, ImageSize: 16}, 2); err != nil {
		t.Fatal(err)
	}
	state := r.trainer.StateDict()
	before := map[string][]float32{}
	names := map[string]float64{"generator.rgb.conv.weight": 1e-3, "discriminator.block4.conv1.weight": 4e-3}
	for name := range names {
		before[name] = floatsOf(t, s, state[name])
	}
	if err := r.sharedBlock(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	for name, rate := range names {
		for i, w := range floatsOf(t, s, state[name]) {
			if moved := math.Abs(float64(w - before[name][i])); math.Abs(moved/rate-1) > 1e-3 { // float32 of weights near 1
				t.Errorf("%s: the first step is %g, want %g", name, moved, rate)
				break
			}
		}
	}
	first, second := floatsOf(t, s, state["adam_g.first.rgb.conv.weight"]), floatsOf(t, s, state["adam_g.second.rgb.conv.weight"])
	for i, m := range first { // m = (1-β₁)g and v = (1-β₂)g², with β₁ = 0 and β₂ = 0.9
		if ratio := float64(second[i]) / float64(m) / float64(m); math.Abs(ratio-0.1) > 1e-4 {
			t.Fatalf("moments %g and %g of a first gradient: ratio %g, want 0.1", m, second[i], ratio)
		}
	}
}

func floatsOf(t *testing.T, s *vk.Stream, x tensor.Tensor) []float32 {
	t.Helper()
	values, err := x.Floats(s)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// TestResetUsesTheRecipe: 500 losses of each network, variance 1e-3.
func TestResetUsesTheRecipe(t *testing.T) {
	for _, fidelity := range []config.Fidelity{config.Paper, config.Reference} {
		for deviation, want := range map[float64]bool{0.0312: true, 0.0320: false} { // √1e-3 = 0.0316
			r := NewDynamicReset(config.Default(fidelity).Reset)
			for i := range 500 {
				if r.Collapsed() {
					t.Fatalf("%s: a collapse after %d losses", fidelity, i)
				}
				r.Discriminator.Push(float64(i))
				r.Generator.Push(deviation * float64(2*(i%2)-1))
			}
			if got := r.Collapsed(); got != want {
				t.Errorf("%s: losses of deviation %g: collapsed is %v, want %v", fidelity, deviation, got, want)
			}
		}
	}
}

// TestLengthsFollowTheRecipe: epochs of the shared GAN, steps of a training, and
// the sizes of both kinds of network.
func TestLengthsFollowTheRecipe(t *testing.T) {
	c := config.Default(config.Paper)
	cifar := &Search{run: run{config: c}, shuffler: dataset.NewShuffler(50_000, c.GAN.BatchD, 1)}
	if got := cifar.sharedSteps(); got != 11_730 { // 15 epochs of 782 batches
		t.Errorf("an iteration on CIFAR-10 takes %d discriminator steps, want 11730", got)
	}
	final := &training{run: run{config: c}}
	if got := final.discriminatorSteps(); got != 250_000 {
		t.Errorf("a training takes %d discriminator steps, want 250000", got)
	}
	if got, want := sharedGeometry(c), (arch.Geometry{Channels: 128, LatentDim: 128, BottomWidth: 4}); got != want {
		t.Errorf("the shared generator is %+v, want %+v", got, want)
	}
	if got, want := trainGeometry(c), (arch.Geometry{Channels: 256, LatentDim: 128, BottomWidth: 4}); got != want {
		t.Errorf("a generator from scratch is %+v, want %+v", got, want)
	}
	if top := (&Search{run: run{config: c}}).topK(); top.K != 5 || top.AllowDuplicates {
		t.Errorf("parents: %+v, want the best 5, all different", top)
	}
	if tap(c) != arch.TapBeforeSkips || tap(config.Default(config.Reference)) != arch.TapAfterSkips || sharedMode(c) != layers.Eval {
		t.Error("the tap of skip-ins or the statistics are not those of the recipe")
	}
}

// TestAverageUsesTheRecipe: after one generator step the average is 0.999 of the
// initial weights and 0.001 of the new ones.
func TestAverageUsesTheRecipe(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := config.Default(config.Paper)
	c.RunDir, c.Train.Arch = t.TempDir(), "1 0 1 1"
	c.Data.Images, c.GAN.LatentDim, c.GAN.BatchG, c.GAN.BatchD = 16, 8, 4, 4
	c.Train.Channels, c.Train.DiscChannels, c.GAN.LRG = 4, 4, 0.5
	data, err := openData(t.Context(), c, 8, silent{})
	if err != nil {
		t.Fatal(err)
	}
	run, err := openTraining(t.Context(), s, c, data, nil, silent{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(run.release)
	const name = "rgb.conv.weight"
	before := floatsOf(t, s, run.trainer.Gen.StateDict()[name])
	if err := run.block(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	after, average := floatsOf(t, s, run.trainer.Gen.StateDict()[name]), floatsOf(t, s, run.average.StateDict()[name])
	for i := range before {
		want := 0.999*float64(before[i]) + 0.001*float64(after[i])
		if math.Abs(float64(average[i])-want) > 2e-7 { // float32 of weights below 1
			t.Fatalf("the average of %g and %g is %g, want %g", before[i], after[i], average[i], want)
		}
	}
}

// counted is a scorer that counts the images it gets.
type counted struct {
	network
	images, most int
}

func (n *counted) Features(s *vk.Stream, images tensor.Tensor) tensor.Tensor {
	n.images += images.Dim(0)
	n.most = max(n.most, images.Dim(0))
	return n.network.Features(s, images)
}

// TestRewardMeasuresTheRecipe counts the images of a reward and of its batches.
func TestRewardMeasuresTheRecipe(t *testing.T) {
	r := openTiny(t)
	r.config.Reward.Images, r.config.Reward.Batch = 23, 10
	scorer := &counted{network: r.scorer}
	r.scorer = scorer
	if _, err := r.measureShared(context.Background(), arch.AutoGAN.Must("1 0 1 1"), 1); err != nil {
		t.Fatal(err)
	}
	if scorer.images != 23 || scorer.most != 10 {
		t.Errorf("a reward took %d images in batches of %d, want 23 in batches of 10", scorer.images, scorer.most)
	}
}
