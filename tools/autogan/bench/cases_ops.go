package bench

import (
	"autogan/vk"
	"autogan/vk/tensor"
)

// Sizes of a batch of a search's second stage.
const (
	batch, side, channels = 64, 16, 128
	elements              = batch * side * side * channels
)

// operations lists the workloads that are not convolutions, with their
// gradients: the timed ones of the table, and others that the networks use. The
// bytes are those of operands and results, as if each pass read and wrote them
// once.
func operations() []workload {
	return append(timedRows(),
		workload{name: "batchnorm/n64-c128-16x16", bytes: 4 * elements * 6, peer: true, build: batchNorm},
		workload{name: "linear/n64-2048-128", flop: 3 * 2 * 64 * 2048 * 128, peer: true, build: linear},
		workload{name: "spectral/16-3x3-c128", bytes: together * 4 * 9 * 128 * 128 * 6, peer: true, build: spectral},
		workload{name: "adam/16-64K", bytes: 4 * 7 << 20, peer: true, build: adam},
		workload{name: "lstm/n10-100", flop: 3 * 2 * 10 * 400 * 200, peer: true, build: lstm},
	)
}

func (b *builder) image() tensor.Tensor { return b.normal(batch, side, side, channels) }

// batchNorm is a training forward and backward.
func batchNorm(b *builder) func() error {
	x, g, gamma, beta := b.image(), b.image(), b.normal(channels), b.normal(channels)
	return b.launches(func(s *vk.Stream) {
		n := tensor.Norm{NormStats: tensor.NormStatistics(s, x, 1), Gamma: gamma, Beta: beta, Eps: 1e-5}
		tensor.NormForward(s, x, n)
		sums, products := tensor.NormBackwardSums(s, x, g, n)
		tensor.NormBackwardInput(s, x, g, n, sums, products)
	})
}

// linear is a generator's first layer with its gradients.
func linear(b *builder) func() error {
	x, weight, bias, g := b.normal(batch, channels), b.normal(channels, 16*channels), b.normal(16*channels), b.normal(batch, 16*channels)
	return b.launches(func(s *vk.Stream) {
		tensor.Linear(s, x, weight, bias)
		tensor.MatMul(s, g, weight, false, true)
		tensor.MatMul(s, x, g, true, false)
		tensor.SumRows(s, g)
	})
}

// together is the number of weights that are normalised or updated at once.
const together = 16

// spectral normalises weights by one power iteration each and runs the backward
// pass.
func spectral(b *builder) func() error {
	var weights []tensor.SpectralWeight
	var cotangents []tensor.Tensor
	for range together {
		weights = append(weights, tensor.SpectralWeight{W: b.normal(3, 3, channels, channels), U: b.normal(channels), V: b.normal(9 * channels)})
		cotangents = append(cotangents, b.normal(3, 3, channels, channels))
	}
	return b.launches(func(s *vk.Stream) {
		_, estimates := tensor.SpectralNorm(s, weights, 1)
		var grads []tensor.SpectralGrad
		for i, e := range estimates {
			grads = append(grads, tensor.SpectralGrad{W: weights[i].W, GradOutput: cotangents[i], Estimate: e})
		}
		tensor.SpectralNormBackward(s, grads)
	})
}

// adam updates 2^20 scalars.
func adam(b *builder) func() error {
	const n = 1 << 20 / together
	var slots []tensor.AdamSlot
	for range together {
		slot := tensor.AdamSlot{W: b.normal(n), G: b.normal(n), M: b.normal(n), V: b.tensor(tensor.Float32, n), Step: 100}
		if b.err == nil {
			tensor.Fill(b.s, slot.V, 1)
		}
		slots = append(slots, slot)
	}
	return b.launches(func(s *vk.Stream) {
		tensor.AdamStep(s, slots, tensor.AdamRates{LR: 2e-4, Beta2: 0.9, Eps: 1e-8})
	})
}

// lstm is a step of the controller's LSTM cell with its gradients, including
// the products with the weights.
func lstm(b *builder) func() error {
	const n, hidden = 10, 100
	both, weight := b.normal(n, 2*hidden), b.normal(2*hidden, 4*hidden)
	c, gh, gc := b.normal(n, hidden), b.normal(n, hidden), b.normal(n, hidden)
	return b.launches(func(s *vk.Stream) {
		gates := tensor.MatMul(s, both, weight, false, false)
		state := tensor.LSTMForward(s, gates, c)
		fromH, _ := tensor.LSTMBackwardHidden(s, state.Activations, state.Cell, gh)
		fromC, _ := tensor.LSTMBackwardCell(s, state.Activations, c, gc)
		dgates := tensor.Add(s, fromH, fromC)
		tensor.MatMul(s, dgates, weight, false, true)
		tensor.MatMul(s, both, dgates, true, false)
	})
}
