package classifier

import (
	"context"
	"errors"
	"fmt"
	"math"

	"autogan/layers"
	"autogan/layers/optim"
	"autogan/vk"
	"autogan/vk/autograd"
)

// lossEvery is how many steps pass until the loss is read again; reading it waits
// for the device.
const lossEvery = 20

// TrainConfig is how a classifier is trained: Adam on the cross-entropy, its
// rate falling linearly to nothing.
type TrainConfig struct {
	Steps int     // batches in all
	Batch int     // images of a batch
	LR    float64 // at the beginning
	Seed  uint64  // of the order of the images
	// Progress, if not nil, is told now and then how many steps are done and the
	// loss of the last one.
	Progress func(done int, loss float64)
}

// Validate returns an error for a setting out of range.
func (c TrainConfig) Validate() error {
	if c.Steps < 1 || c.Batch < 1 || !(c.LR > 0) {
		return fmt.Errorf("classifier: train: %d steps of %d images at rate %v, want each above 0", c.Steps, c.Batch, c.LR)
	}
	return nil
}

// Train changes the classifier's weights on labelled images. Each set has a
// size of its own, usually the sizes of a search's stages; steps take them in
// turn, so that the classifier recognises enlarged images as well as sharp
// ones. The result depends on the arguments and the device alone.
func (c *Network) Train(ctx context.Context, s *vk.Stream, config TrainConfig, sets ...Labelled) error {
	if err := config.Validate(); err != nil {
		return err
	}
	if len(sets) == 0 {
		return errors.New("classifier: train: no images")
	}
	for _, set := range sets {
		if err := errors.Join(c.CheckSize(set.Size), set.check(len(c.classes))); err != nil {
			return err
		}
	}
	return c.train(ctx, s, config, sets)
}

func (c *Network) train(ctx context.Context, s *vk.Stream, config TrainConfig, sets []Labelled) (err error) {
	dev := s.Device()
	var uploaded []*deviceSet
	var adam *optim.Adam
	c.folded.current = false
	c.hash = ""
	defer func() {
		if failed := s.Sync(); err == nil { // what is released next must not be in use
			err = failed
		}
		for _, set := range uploaded {
			set.pixels.Release(dev)
		}
		if adam != nil {
			adam.Release(dev)
		}
	}()
	for i, set := range sets {
		on, err := upload(s, set, config.Seed+uint64(i))
		if err != nil {
			return err
		}
		uploaded = append(uploaded, on)
	}
	if adam, err = optim.NewAdam(s, c.Params(), optim.AdamConfig{LR: config.LR, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8}); err != nil {
		return err
	}
	return c.steps(ctx, s, config, adam, uploaded)
}

func (c *Network) steps(ctx context.Context, s *vk.Stream, config TrainConfig, adam *optim.Adam, sets []*deviceSet) error {
	rate := optim.LinearDecay{From: config.LR, End: config.Steps}
	for step := range config.Steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		adam.SetLR(rate.At(step))
		loss := c.step(s, adam, sets[step%len(sets)], config.Batch)
		if done := step + 1; done%lossEvery == 0 || done == config.Steps {
			if err := report(s, config.Progress, done, loss); err != nil {
				return err
			}
		}
		if err := s.EndStep(); err != nil {
			return err
		}
	}
	return nil
}

// step takes one step on a batch: loss = −mean log p(label).
func (c *Network) step(s *vk.Stream, adam *optim.Adam, set *deviceSet, batch int) *autograd.Var {
	images, labels := set.batch(s, batch)
	tape := autograd.NewTape(s, c.Params()...)
	logits := c.Logits(tape.Const(images), layers.Train)
	loss := autograd.Neg(autograd.Mean(autograd.Pick(autograd.LogSoftmax(logits), labels)))
	adam.Step(s, tape.Backward(loss))
	return loss
}

func report(s *vk.Stream, progress func(int, float64), done int, loss *autograd.Var) error {
	values, err := loss.Value.Floats(s)
	if err != nil {
		return err
	}
	value := float64(values[0])
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return fmt.Errorf("classifier: train: the loss is %v after %d steps; lower the rate", value, done)
	}
	if progress != nil {
		progress(done, value)
	}
	return nil
}
