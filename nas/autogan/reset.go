package autogan

import (
	"errors"
	"fmt"

	"autogan/gan"
	"autogan/nas"
	"autogan/nas/autogan/config"
)

// DynamicReset watches the losses of the shared GAN and reports a collapse:
// either loss has stopped varying. The paper compares a standard deviation in
// its text and a variance in its settings; see [config.Criterion].
type DynamicReset struct {
	Config        config.Reset    `json:"-"`
	Generator     *nas.LossWindow `json:"generator"`
	Discriminator *nas.LossWindow `json:"discriminator"`
}

// NewDynamicReset returns empty windows of the configured size.
func NewDynamicReset(c config.Reset) *DynamicReset {
	return &DynamicReset{
		Config:        c,
		Generator:     nas.NewLossWindow(c.Window),
		Discriminator: nas.NewLossWindow(c.Window),
	}
}

// Collapsed reports whether either loss has stopped varying. It is false if
// resetting is disabled, and until the generator's window is full. The
// discriminator's window gets at least as many losses, so it is full by then.
func (r *DynamicReset) Collapsed() bool {
	if !r.Config.Enabled || !r.Generator.Full() {
		return false
	}
	limit := r.Config.Threshold // on the variance
	if r.Config.Criterion == config.Deviation {
		limit *= limit
	}
	return r.Generator.Below(limit) || r.Discriminator.Below(limit)
}

// Watch takes losses in order and reports whether the GAN collapsed at one of
// them. If so, it empties the windows and ignores the losses after that one. It
// panics if a loss is not finite.
func (r *DynamicReset) Watch(losses []gan.Loss) bool {
	for _, loss := range losses {
		if loss.Kind == gan.GeneratorLoss {
			r.Generator.Push(loss.Value)
		} else {
			r.Discriminator.Push(loss.Value)
		}
		if r.Collapsed() {
			r.Clear()
			return true
		}
	}
	return false
}

// check returns an error if windows that were read from a checkpoint are
// impossible.
func (r *DynamicReset) check() error {
	if r == nil || r.Generator == nil || r.Discriminator == nil {
		return errors.New("reset has no windows")
	}
	if err := r.Generator.Check(r.Config.Window); err != nil {
		return fmt.Errorf("reset.generator: %w", err)
	}
	if err := r.Discriminator.Check(r.Config.Window); err != nil {
		return fmt.Errorf("reset.discriminator: %w", err)
	}
	return nil
}

// Clear empties both windows when the GAN restarts. Neither a new search
// iteration nor growth clears them.
func (r *DynamicReset) Clear() {
	r.Generator.Clear()
	r.Discriminator.Clear()
}
