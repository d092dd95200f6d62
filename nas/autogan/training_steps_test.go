package autogan

import (
	"math"
	"slices"
	"testing"

	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
)

// TestLinearDecayOfTheRates: the rates of a training of four generator steps fall
// in quarters, and never in one without decay. Training from any step on begins
// with the rate of that step, as a resumed one must.
func TestLinearDecayOfTheRates(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := config.Default(config.Paper)
	c.Train.Arch, c.Train.GeneratorSteps, c.Train.LRDecay = "1 0 1 1", 4, config.LinearDecay
	c.Data.Images, c.GAN.LatentDim, c.GAN.BatchG, c.GAN.BatchD, c.GAN.NCritic = 16, 8, 4, 4, 2
	c.Train.Channels, c.Train.DiscChannels, c.GAN.LRG, c.GAN.LRD = 4, 4, 1e-3, 2e-3
	data, err := openData(t.Context(), c, 8, silent{})
	if err != nil {
		t.Fatal(err)
	}
	open := func() *training {
		c.RunDir = t.TempDir()
		run, err := openTraining(t.Context(), s, c, data, nil, silent{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(run.release)
		return run
	}
	var factors []float64
	run := open()
	for run.state.Step = range run.discriminatorSteps() {
		factors = append(factors, run.rateFactor())
	}
	if want := []float64{1, 1, 0.75, 0.75, 0.5, 0.5, 0.25, 0.25}; !slices.Equal(factors, want) {
		t.Errorf("the rates of the discriminator steps are %v times the first, want %v", factors, want)
	}
	for step, factor := range map[int]float64{0: 1, 4: 0.5, 6: 0.25} {
		run := open()
		run.state.Step = step
		state := run.trainer.StateDict()
		rates := map[string]float64{"generator.rgb.conv.weight": 1e-3 * factor, "discriminator.block4.conv1.weight": 2e-3 * factor}
		before := map[string][]float32{}
		for name := range rates {
			before[name] = floatsOf(t, s, state[name])
		}
		if err := run.block(1); err != nil {
			t.Fatal(err)
		}
		for name, rate := range rates {
			w := floatsOf(t, s, state[name])[0]
			// Adam's first step is the rate; a weight near 1 is off by 1e-7.
			if moved := math.Abs(float64(w - before[name][0])); math.Abs(moved/rate-1) > 2e-3 {
				t.Errorf("from step %d %s moves by %g, want %g", step, name, moved, rate)
			}
		}
	}
	c.Train.LRDecay = config.NoDecay
	run = open()
	run.state.Step = 7
	if got := run.rateFactor(); got != 1 {
		t.Errorf("without decay the last rate is multiplied by %g", got)
	}
}
