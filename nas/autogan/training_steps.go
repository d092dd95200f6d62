package autogan

import (
	"context"
	"time"

	"autogan/gan"
	"autogan/gan/dataset"
	"autogan/layers/optim"
	"autogan/nas/autogan/config"
)

// discriminatorSteps is the length of the training.
func (t *training) discriminatorSteps() int {
	return t.config.Train.GeneratorSteps * t.config.GAN.NCritic
}

// goal is the number of steps after which the training ends, or stops to be
// continued later.
func (t *training) goal() int {
	if t.until > 0 {
		return t.until * t.config.GAN.NCritic
	}
	return t.discriminatorSteps()
}

// blockSteps is the number of steps to the next line of the log, the next
// evaluation or the end, whichever comes first.
func (t *training) blockSteps() int {
	begin := t.state.Step - stepsOf(t.state.Losses)
	toEvaluation := t.evalEvery() - begin%t.evalEvery()
	return min(t.config.Train.LogEvery, toEvaluation, t.goal()-begin)
}

// block takes the given number of discriminator steps, and a generator step
// after every n_critic-th of them, beginning with the first. The host reads all
// their losses at once. If interrupted, the losses so far are in the state.
func (t *training) block(ctx context.Context, steps int) error {
	begun, rest := time.Now(), steps-stepsOf(t.state.Losses)
	for range rest {
		if ctx.Err() != nil {
			return breakOff(ctx, t.trainer, &t.state.Losses)
		}
		if err := t.step(); err != nil {
			return err
		}
		t.state.Step++
	}
	losses, err := takeBlock(t.trainer, &t.state.Losses)
	if err != nil {
		return err
	}
	if t.config.Train.StopCollapsed {
		t.state.Collapsed = t.state.Reset.Watch(losses)
	}
	d, g := meanLosses(losses)
	line := TrainLine{Step: t.state.Step, LossD: d, LossG: g, Collapsed: t.state.Collapsed}
	if err := t.metrics.Append(line); err != nil {
		return err
	}
	return t.showBlock(line, rest, begun)
}

func (t *training) step() error {
	indices, err := batchAt(t.shuffler, 0, t.state.Step)
	if err != nil {
		return err
	}
	t.trainer.ScaleRates(t.rateFactor())
	real := t.images.Batch(t.stream, indices)
	if err := t.trainer.DiscriminatorStep(t.arch, real); err != nil {
		return err
	}
	if t.state.Step%t.config.GAN.NCritic != 0 {
		return nil
	}
	if err := t.trainer.GeneratorStep(t.arch); err != nil {
		return err
	}
	t.average.Update()
	return nil
}

// rateFactor is what the learning rates of the next step are multiplied by: see
// [config.LRDecay]. It depends on the number of the step alone, so a resumed
// training goes on with the same rates.
func (t *training) rateFactor() float64 {
	if t.config.Train.LRDecay != config.LinearDecay {
		return 1
	}
	decay := optim.LinearDecay{From: 1, To: 0, End: t.config.Train.GeneratorSteps}
	return decay.At(t.state.Step / t.config.GAN.NCritic)
}

// batchAt returns the indices of a batch, counted from the beginning of an
// epoch.
func batchAt(s *dataset.Shuffler, epoch, batch int) ([]int, error) {
	perEpoch := s.BatchesPerEpoch()
	at := dataset.Position{Epoch: epoch + batch/perEpoch, Batch: batch % perEpoch}
	if at == s.Position() { // seeking shuffles the whole epoch again
		return s.Next(), nil
	}
	if err := s.Seek(at); err != nil {
		return nil, err
	}
	return s.Next(), nil
}

// meanLosses returns the mean loss of each player. Without a loss the
// discriminator's is 0 and the generator's nil.
func meanLosses(losses []gan.Loss) (d float64, g *float64) {
	var sums [2]float64
	var counts [2]int
	for _, loss := range losses {
		sums[loss.Kind] += loss.Value
		counts[loss.Kind]++
	}
	if n := counts[gan.GeneratorLoss]; n > 0 {
		mean := sums[gan.GeneratorLoss] / float64(n)
		g = &mean
	}
	return sums[gan.DiscriminatorLoss] / float64(max(1, counts[gan.DiscriminatorLoss])), g
}
