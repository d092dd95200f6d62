package autogan

import (
	"context"
	"errors"

	"autogan/gan"
)

// A block is the steps of a GAN between two lines of its log. It is long enough
// that the host seldom waits for the device, and may last for minutes. So it can
// be broken off: its losses so far go into the state, and whoever continues
// takes the other steps, and logs what an undisturbed run logs.

// stepsOf returns the number of discriminator steps that losses belong to.
func stepsOf(losses []gan.Loss) int {
	n := 0
	for _, loss := range losses {
		if loss.Kind == gan.DiscriminatorLoss {
			n++
		}
	}
	return n
}

// takeBlock ends a block: it returns all its losses, of which earlier were taken
// before an interruption.
func takeBlock(t *gan.Trainer, earlier *[]gan.Loss) ([]gan.Loss, error) {
	losses, err := t.TakeLosses()
	losses = append(*earlier, losses...)
	*earlier = nil
	return losses, err
}

// breakOff ends a block before its time because ctx has ended, and adds its
// losses to those before. The error is [ErrInterrupted]. A GAN that has diverged
// is not to be saved: then the error is that of ctx, and the steps since the last
// checkpoint are taken again.
func breakOff(ctx context.Context, t *gan.Trainer, earlier *[]gan.Loss) error {
	losses, err := t.TakeLosses()
	if errors.Is(err, gan.ErrNotFinite) {
		return ctx.Err()
	}
	if err != nil {
		return err
	}
	*earlier = append(*earlier, losses...)
	return ErrInterrupted
}
