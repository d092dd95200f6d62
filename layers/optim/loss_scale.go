package optim

import (
	"autogan/vk"
	"autogan/vk/tensor"
)

// The first scale and the interval of PyTorch's GradScaler.
const (
	firstLossScale  = 1 << 16
	doubleLossScale = 2000 // good steps
)

// lossScaling is a dynamic loss scale on the device. It also counts, for each
// parameter, the steps that were left out because of an overflow.
type lossScaling struct{ scale, skipped tensor.Tensor }

func newLossScaling(s *vk.Stream, params int) (*lossScaling, error) {
	scale, err := tensor.New(s.Device(), tensor.Float32, tensor.LossScaleWidth)
	if err != nil {
		return nil, err
	}
	skipped, err := tensor.New(s.Device(), tensor.Float32, params)
	if err != nil {
		scale.Release(s.Device())
		return nil, err
	}
	return &lossScaling{scale, skipped}, nil
}

func (l *lossScaling) release(dev *vk.Device) {
	l.scale.Release(dev)
	l.skipped.Release(dev)
}

func (l *lossScaling) reset(s *vk.Stream) {
	tensor.Fill(s, l.scale, 0)
	tensor.Fill(s, l.scale.Rows(0, 1), firstLossScale)
	tensor.Fill(s, l.skipped, 0)
}

// step takes an optimiser's step with gradients of the scaled loss.
func (l *lossScaling) step(s *vk.Stream, slots []tensor.AdamSlot, grads []tensor.Tensor, r tensor.AdamRates) {
	tensor.LossScaleCheck(s, l.scale, grads)
	tensor.AdamStepScaled(s, slots, r, l.scale, l.skipped)
	tensor.LossScaleUpdate(s, l.scale.Reshape(1, tensor.LossScaleWidth), doubleLossScale)
}
