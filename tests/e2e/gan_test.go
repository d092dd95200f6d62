package e2e

import (
	"runtime/debug"
	"testing"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/gan/dataset"
	"autogan/tests/testgpu"
	"autogan/vk"
)

// smallGAN is a trainer of narrow networks on the built-in images.
func smallGAN(t *testing.T, s *vk.Stream, stage int) (*gan.Trainer, func() error) {
	t.Helper()
	gen, err := gan.NewSuperGenerator(s, arch.AutoGAN, arch.Geometry{Channels: 8, LatentDim: 16, BottomWidth: 4}, arch.TapBeforeSkips, 1)
	if err != nil {
		t.Fatal(err)
	}
	dis, err := gan.NewDiscriminator(s, gan.DiscriminatorConfig{Channels: 8, ImageSize: 32}, 2)
	if err != nil {
		t.Fatal(err)
	}
	trainer, err := gan.NewTrainer(s, gen, dis, gan.TrainerConfig{BatchG: 8, LRG: 1e-3, LRD: 1e-3, Betas: [2]float64{0, 0.9}, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(trainer.Release)
	size := 8 << stage
	set := dataset.Procedural(64, 1).Resize(size)
	images, err := gan.UploadImages(s, set.Images, set.N, size)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { images.Release(s.Device()) })
	shuffler := dataset.NewShuffler(set.N, 8, 4)
	a := arch.AutoGAN.Must("top1").First(stage + 1)
	return trainer, func() error {
		if err := trainer.DiscriminatorStep(a, images.Batch(s, shuffler.Next())); err != nil {
			return err
		}
		return trainer.GeneratorStep(a)
	}
}

// TestSteadyTrainingAsksNothingOfTheDriver counts what a step costs once the
// step arena has grown to its size: no allocation, and no wait but for the losses.
func TestSteadyTrainingAsksNothingOfTheDriver(t *testing.T) {
	dev, s := testgpu.Stream(t)
	trainer, step := smallGAN(t, s, 1)
	for range 3 {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := trainer.TakeLosses(); err != nil {
		t.Fatal(err)
	}
	allocations, before := dev.DriverAllocations(), s.Stats()
	const steps = 3
	for range steps {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	after := s.Stats()
	if got := dev.DriverAllocations() - allocations; got != 0 {
		t.Errorf("%d driver allocations in %d steady steps, want 0", got, steps)
	}
	// Only so many submissions may be in flight; then the host waits for the oldest.
	if got := after.Waits - before.Waits - (after.Throttled - before.Throttled); got != 0 {
		t.Errorf("%d waits in %d steady steps, want none", got, steps)
	}
	if got := (after.Submits - before.Submits) / steps; got > 4 {
		t.Errorf("%d submissions a step, want at most 4", got)
	}
}

// TestTrainingUnderGarbageCollection runs steps with the collector at its
// busiest: memory that C still reads must not be Go's to free.
func TestTrainingUnderGarbageCollection(t *testing.T) {
	_, s := testgpu.Stream(t)
	defer debug.SetGCPercent(debug.SetGCPercent(1))
	trainer, step := smallGAN(t, s, 0)
	for range 10 {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := trainer.TakeLosses(); err != nil {
		t.Fatal(err)
	}
}

// TestTrainingRepeatsItself checks determinism: the same seeds give the same
// bits, whatever ran before on the device.
func TestTrainingRepeatsItself(t *testing.T) {
	_, s := testgpu.Stream(t)
	run := func() []gan.Loss {
		trainer, step := smallGAN(t, s, 2)
		for range 3 {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		losses, err := trainer.TakeLosses()
		if err != nil {
			t.Fatal(err)
		}
		return losses
	}
	first, second := run(), run()
	for i := range first {
		if first[i] != second[i] {
			t.Fatalf("step %d: the loss was %v, then %v", i, first[i], second[i])
		}
	}
}
