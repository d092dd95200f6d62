package gan

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"autogan/layers/checkpoint"
	"autogan/vk/tensor"
)

// ErrNotFinite is wrapped by the errors for a loss or a weight that is NaN or
// infinite. Nothing more can be learned from such weights: put back earlier
// ones, or call [Trainer.Restart].
var ErrNotFinite = errors.New(`training has diverged; lower gan.lr_g and gan.lr_d, or set precision = "f32" if it is another`)

// CheckFinite returns an error that wraps [ErrNotFinite] if a number of either
// network's state is NaN or infinite. The losses alone do not show that: a
// step's loss is computed before the step changes the weights, and on some
// drivers max(0, NaN) in the hinge loss is 0. It waits for the steps so far.
func (t *Trainer) CheckFinite() error {
	if err := t.checkFinite("generator.", t.Gen.StateDict()); err != nil {
		return err
	}
	return t.checkFinite("discriminator.", t.Dis.StateDict())
}

func (t *Trainer) checkFinite(prefix string, state map[string]tensor.Tensor) error {
	arrays, err := checkpoint.Download(t.stream, prefix, state)
	if err != nil {
		return err
	}
	for _, a := range arrays {
		if a.DType == checkpoint.F32 && slices.ContainsFunc(a.Floats(), notFinite) {
			return fmt.Errorf("gan: %s is not finite: %w", a.Name, ErrNotFinite)
		}
	}
	return nil
}

func notFinite(v float32) bool { return math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) }
