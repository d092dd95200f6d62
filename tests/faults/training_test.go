//go:build linux

package faults

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/gan/dataset"
	"autogan/vk"
	"autogan/vk/tensor"
)

// training is a GAN of narrow networks on the built-in images.
type training struct {
	trainer *gan.Trainer
	images  *gan.Images
	arch    arch.Arch
}

// newTraining makes networks, optimisers and data, or nothing.
func newTraining(s *vk.Stream) (*training, error) {
	gen, err := gan.NewSuperGenerator(s, arch.AutoGAN, arch.Geometry{Channels: 8, LatentDim: 16, BottomWidth: 4}, arch.TapBeforeSkips, 1)
	if err != nil {
		return nil, err
	}
	dis, err := gan.NewDiscriminator(s, gan.DiscriminatorConfig{Channels: 8, ImageSize: 32}, 2)
	if err != nil {
		gen.Release()
		return nil, err
	}
	trainer, err := gan.NewTrainer(s, gen, dis, gan.TrainerConfig{BatchG: 4, LRG: 1e-3, LRD: 1e-3, Betas: [2]float64{0, 0.9}, Seed: 3})
	if err != nil {
		return nil, err
	}
	set := dataset.Procedural(16, 1).Resize(8)
	images, err := gan.UploadImages(s, set.Images, set.N, 8)
	if err != nil {
		trainer.Release()
		return nil, err
	}
	return &training{trainer, images, arch.AutoGAN.Must("top1").First(1)}, nil
}

// step is one of each player's steps; losses waits for them.
func (g *training) step(s *vk.Stream) error {
	return errors.Join(g.trainer.DiscriminatorStep(g.arch, g.images.Batch(s, []int{3, 1, 4, 15})), g.trainer.GeneratorStep(g.arch))
}

func (g *training) release(s *vk.Stream) {
	g.trainer.Release()
	g.images.Release(s.Device())
}

// trainBriefly is the work of a small training step, from nothing to the losses.
func trainBriefly(s *vk.Stream) ([]gan.Loss, error) {
	g, err := newTraining(s)
	if err != nil {
		return nil, err
	}
	defer g.release(s)
	if err := g.step(s); err != nil {
		return nil, err
	}
	return g.trainer.TakeLosses()
}

// trainMuted is the same where dispatches do nothing, so that losses mean nothing.
func trainMuted(s *vk.Stream) error {
	_, err := trainBriefly(s)
	if errors.Is(err, gan.ErrNotFinite) {
		return nil
	}
	return err
}

// wantLosses trains on a new device and compares the losses with the given ones,
// unless these are nil. It returns the losses.
func wantLosses(t *testing.T, in *vk.Instance, want []gan.Loss) []gan.Loss {
	t.Helper()
	var losses []gan.Loss
	_, err := attempt(in, func(s *vk.Stream) (err error) {
		losses, err = trainBriefly(s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if want != nil && !slices.Equal(losses, want) {
		t.Errorf("after the faults the losses are %v, before they were %v", losses, want)
	}
	return losses
}

// TestTrainingOutOfMemory lets every call of a training step fail once, from
// opening the device to reading the losses.
func TestTrainingOutOfMemory(t *testing.T) {
	in := instance(t)
	before := wantLosses(t, in, nil)
	layer.mute(true)
	everyCall(t, outOfDeviceMemory, vk.ErrOutOfMemory, false, func() (uint64, error) { return attempt(in, trainMuted) })
	layer.mute(false)
	wantLosses(t, in, before)
}

// TestTrainingDeviceLost loses the device at every submission and wait.
func TestTrainingDeviceLost(t *testing.T) {
	in := instance(t)
	before := wantLosses(t, in, nil)
	layer.mute(true)
	layer.countQueue(true)
	everyCall(t, deviceLost, vk.ErrDeviceLost, true, func() (uint64, error) { return attempt(in, trainMuted) })
	layer.mute(false)
	layer.countQueue(false)
	wantLosses(t, in, before)
}

// TestTrainingDeviceLostAtWork loses the device while it computes.
func TestTrainingDeviceLostAtWork(t *testing.T) {
	in := instance(t)
	layer.countQueue(true)
	_, err := attempt(in, func(s *vk.Stream) error {
		g, err := newTraining(s)
		if err != nil {
			return err
		}
		defer g.release(s)
		if err := g.step(s); err != nil {
			return err
		}
		layer.fail(deviceLost, 1, math.MaxUint64)
		for range 10 {
			if err := g.step(s); err != nil {
				return err
			}
		}
		return nil
	})
	layer.pass()
	if !errors.Is(err, vk.ErrDeviceLost) {
		t.Errorf("error %v, want a lost device", err)
	}
	if alive := layer.alive(); alive != "" {
		t.Errorf("%s left alive", alive)
	}
}

// TestDivergedTraining sets the critic's weights to NaN. The error names a step
// and wraps the sentinel, at each step while they are NaN. A restarted trainer
// goes on. Which loss is the first depends on the driver: it may take max(NaN, 0)
// as either.
func TestDivergedTraining(t *testing.T) {
	_, err := attempt(instance(t), func(s *vk.Stream) error {
		g, err := newTraining(s)
		if err != nil {
			return err
		}
		defer g.release(s)
		tensor.Fill(s, g.trainer.Dis.StateDict()["linear.weight"], float32(math.NaN()))
		for range 3 {
			if err := g.step(s); err != nil {
				return err
			}
			_, err := g.trainer.TakeLosses()
			if !errors.Is(err, gan.ErrNotFinite) || !strings.Contains(err.Error(), " step, loss ") {
				t.Errorf("error %v, want one that names the step and wraps %q", err, gan.ErrNotFinite)
			}
		}
		g.trainer.Restart(7)
		if err := g.step(s); err != nil {
			return err
		}
		_, err = g.trainer.TakeLosses()
		return err
	})
	if err != nil {
		t.Errorf("after a restart: %v", err)
	}
}
