package gan

import (
	"fmt"

	"autogan/vk"
	"autogan/vk/tensor"
)

// MaxLosses is the number of losses that the device can keep before the host
// reads them.
const MaxLosses = 1024

// LossKind says which network a loss belongs to.
type LossKind uint8

// The two networks.
const (
	DiscriminatorLoss LossKind = iota
	GeneratorLoss
)

// String returns the name of the network.
func (k LossKind) String() string { return [...]string{"discriminator", "generator"}[k] }

// Loss is the loss of one training step.
type Loss struct {
	Kind  LossKind
	Value float64
}

// lossQueue collects the scalar losses of steps in a tensor, so that the host
// reads many at once instead of waiting for each.
type lossQueue struct {
	values tensor.Tensor
	kinds  []LossKind
}

func (q *lossQueue) open(s *vk.Stream) (err error) {
	q.values, err = tensor.New(s.Device(), tensor.Float32, MaxLosses)
	return err
}

// push appends a loss of one element. It panics if the queue is full.
func (q *lossQueue) push(s *vk.Stream, kind LossKind, loss tensor.Tensor) {
	if len(q.kinds) == MaxLosses {
		panic(fmt.Sprintf("gan: %d losses have not been taken", MaxLosses))
	}
	tensor.CopyTo(s, q.values.Rows(len(q.kinds), 1), loss.Reshape(1))
	q.kinds = append(q.kinds, kind)
}

// take waits for the losses and empties the queue. Its error names the first
// loss that is not finite; the losses before that one are returned with it.
func (q *lossQueue) take(s *vk.Stream) ([]Loss, error) {
	if len(q.kinds) == 0 {
		return nil, s.Err()
	}
	values, err := q.values.Rows(0, len(q.kinds)).Floats(s)
	if err != nil {
		return nil, err
	}
	kinds := q.kinds
	q.kinds = nil // also if a loss is not finite: after Restart the queue is empty
	losses := make([]Loss, len(values))
	for i, v := range values {
		losses[i] = Loss{kinds[i], float64(v)}
		if notFinite(v) {
			return losses[:i], fmt.Errorf("gan: %s step, loss %d of %d is not finite: %w", kinds[i], i+1, len(values), ErrNotFinite)
		}
	}
	return losses, nil
}

func (q *lossQueue) release(dev *vk.Device) {
	if !q.values.None() {
		q.values.Release(dev)
	}
}
