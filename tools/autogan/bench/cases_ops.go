package bench

import (
	"fmt"

	"autogan/vk"
	"autogan/vk/tensor"
)

// Sizes of the operations: a batch of a search's second stage.
const (
	batch, side, channels = 64, 16, 128
	elements              = batch * side * side * channels
)

// operations are those beside convolutions, with their gradients. The bytes
// are those of operands and results, as if each pass read and wrote them once.
func operations() []workload {
	image := fmt.Sprintf("n%d-c%d-%dx%d", batch, channels, side, side)
	moved := func(tensors float64) float64 { return 4 * elements * tensors }
	return []workload{
		{name: "batchnorm/" + image, bytes: moved(6), peer: true, build: batchNorm},
		{name: "upsample-nearest/" + image, bytes: moved(2.5), peer: true, build: upsample(tensor.UpsampleNearest2D, tensor.UpsampleNearest2DBackward)},
		{name: "upsample-bilinear/" + image, bytes: moved(2.5), peer: true, build: upsample(tensor.UpsampleBilinear2D, tensor.UpsampleBilinear2DBackward)},
		{name: "pool/" + image, bytes: moved(2.5), peer: true, build: pool},
		{name: "relu/" + image, bytes: moved(5), peer: true, build: relu},
		{name: "add/" + image, bytes: moved(3), peer: true, build: add},
		{name: "sum-rows/" + image, bytes: moved(1), peer: true, build: sumRows},
		{name: "linear/n64-2048-128", flop: 3 * 2 * 64 * 2048 * 128, peer: true, build: linear},
		{name: "spectral/16-3x3-c128", bytes: layers * 4 * 9 * 128 * 128 * 6, peer: true, build: spectral},
		{name: "adam/16-64K", bytes: 4 * 7 << 20, peer: true, build: adam},
		{name: "lstm/n10-100", flop: 3 * 2 * 10 * 400 * 200, peer: true, build: lstm},
	}
}

func (b *builder) image() tensor.Tensor { return b.normal(batch, side, side, channels) }

// batchNorm is a training forward and backward.
func batchNorm(b *builder) func() error {
	x, g, gamma, beta := b.image(), b.image(), b.normal(channels), b.normal(channels)
	return b.launches(func(s *vk.Stream) {
		stats := tensor.NormStatistics(s, x, 1)
		tensor.NormForward(s, x, stats, gamma, beta, 1e-5)
		sums, products := tensor.NormBackwardSums(s, x, g, stats, 1e-5)
		tensor.NormBackwardInput(s, x, g, stats, gamma, sums, products, 1e-5)
	})
}

// upsample makes images of the usual size from ones of half of it.
func upsample(forward, backward func(*vk.Stream, tensor.Tensor, int) tensor.Tensor) func(b *builder) func() error {
	return func(b *builder) func() error {
		x, g := b.normal(batch, side/2, side/2, channels), b.image()
		return b.launches(func(s *vk.Stream) {
			forward(s, x, 2)
			backward(s, g, 2)
		})
	}
}

func pool(b *builder) func() error {
	x, g := b.image(), b.normal(batch, side/2, side/2, channels)
	return b.launches(func(s *vk.Stream) {
		tensor.AvgPool2D(s, x, 2)
		tensor.AvgPool2DBackward(s, g, 2)
	})
}

func relu(b *builder) func() error {
	x, g := b.image(), b.image()
	return b.launches(func(s *vk.Stream) { tensor.ReLUBackward(s, tensor.ReLU(s, x), g) })
}

func add(b *builder) func() error {
	x, y := b.image(), b.image()
	return b.launches(func(s *vk.Stream) { tensor.Add(s, x, y) })
}

func sumRows(b *builder) func() error {
	x := b.image()
	return b.launches(func(s *vk.Stream) { tensor.SumRows(s, x) })
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

// layers is how many weights are normalised or updated together.
const layers = 16

// spectral normalises weights by a power iteration each, and is differentiated.
func spectral(b *builder) func() error {
	var weights []tensor.SpectralWeight
	var cotangents []tensor.Tensor
	for range layers {
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

// adam updates a million numbers.
func adam(b *builder) func() error {
	const n = 1 << 20 / layers
	var slots []tensor.AdamSlot
	for range layers {
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

// lstm is a step of the controller's cell with its gradients, gates included.
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
