package kernels

import (
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk/tensor"
)

// Misuse panics before anything is launched, with both shapes in the text.
func TestMisusePanics(t *testing.T) {
	_, s := testgpu.Stream(t)
	matrix, vector := tensor.Temp(s, 2, 3), tensor.Temp(s, 3)
	index, bytes := tensor.TempOf(s, tensor.Uint32, 2), tensor.TempOf(s, tensor.Uint8, 2, 3)
	for text, call := range map[string]func(){
		"tensor: softmax: got uint8 [2 3], want float32":                           func() { tensor.Softmax(s, bytes) },
		"tensor: softmax: got shape [0 3], want at least one axis and one element": func() { tensor.Softmax(s, tensor.Temp(s, 0, 3)) },
		"tensor: softmax backward: y is [2 3], dy is float32 [3]":                  func() { tensor.SoftmaxBackward(s, matrix, vector) },
		"tensor: pick: x is float32 [3], want float32 [-1 -1]":                     func() { tensor.Pick(s, vector, index) },
		"tensor: embedding: index is float32 [3], want uint32 [-1]":                func() { tensor.Embedding(s, matrix, vector) },
		"tensor: lstm: gates is float32 [2 3], want float32 [2 12]":                func() { tensor.LSTMForward(s, matrix, matrix) },
		"tensor: random normal: got uint32 [2], want float32":                      func() { tensor.RandomNormal(s, index, 0, 1, 0, 0) },
		"tensor: gather images: got float32 [2 3], want uint8":                     func() { tensor.GatherImages(s, matrix, index) },
		"tensor: adam step: parameter is [3], first moment is float32 [2 3]": func() {
			tensor.AdamStep(s, []tensor.AdamSlot{{W: vector, G: vector, M: matrix, V: vector}}, tensor.AdamRates{})
		},
		"tensor: ema update: 1 shadows, 2 parameters": func() {
			tensor.EMAUpdate(s, []tensor.Tensor{vector}, []tensor.Tensor{vector, vector}, 1)
		},
		"tensor: accumulate moments: rest is float32 [2 3], want float32 [4 3]": func() { tensor.AccumulateMoments(s, tensor.Temp(s, 4, 3), matrix, matrix) },
		"tensor: update nearest: row squares is float32 [3], want float32 [2]": func() {
			tensor.UpdateNearest(s, matrix, tensor.Pairs{Products: matrix, RowSquares: vector, ColumnSquares: vector}, tensor.Own{})
		},
		"tensor: update nearest: 17 distances, want 1 to 16": func() {
			tensor.UpdateNearest(s, tensor.Temp(s, 17, 3), tensor.Pairs{Products: matrix, RowSquares: tensor.Temp(s, 2), ColumnSquares: vector}, tensor.Own{})
		},
		"tensor: count within: squared radii is float32 [3], want float32 [2]": func() {
			tensor.CountWithin(s, vector, tensor.Pairs{Products: matrix, RowSquares: tensor.Temp(s, 2), ColumnSquares: vector}, vector, true)
		},
		"tensor: polynomial sums: products is float32 [3], want float32 [-1 -1]": func() { tensor.PolynomialSums(s, vector, 1, true) },
	} {
		wantPanic(t, text, call)
	}
}

func TestBroadcastPanics(t *testing.T) {
	_, s := testgpu.Stream(t)
	x := func(dims ...int) tensor.Tensor { return tensor.Temp(s, dims...) }
	wantPanic(t, "tensor: add: shapes [2 3] and [2] do not broadcast", func() { tensor.Add(s, x(2, 3), x(2)) })
	wantPanic(t, "tensor: expand: [3] does not broadcast to [2]", func() { tensor.Expand(s, x(3), 1, 2) })
	wantPanic(t, "tensor: expand: [2 3] does not broadcast to [3]", func() { tensor.Expand(s, x(2, 3), 1, 3) })
	wantPanic(t, "tensor: sum to: [4] does not broadcast to [2 3]", func() { tensor.SumTo(s, x(2, 3), 4) })
}

func TestShapePanics(t *testing.T) {
	_, s := testgpu.Stream(t)
	x, weight := tensor.Temp(s, 1, 4, 4, 4), tensor.Temp(s, 3, 3, 3, 8)
	channels := tensor.NormStats{Mean: tensor.Temp(s, 3), Variance: tensor.Temp(s, 3)}
	for text, call := range map[string]func(){
		"tensor: conv2d: weight is float32 [3 3 3 8], want float32 [-1 -1 4 -1]": func() {
			tensor.Conv2DForward(s, x, weight, tensor.Tensor{}, tensor.Conv2DConfig{})
		},
		"tensor: conv2d: weight [5 5 4 8] does not fit into x [1 4 4 4] padded by 0": func() {
			tensor.Conv2DForward(s, x, tensor.Temp(s, 5, 5, 4, 8), tensor.Tensor{}, tensor.Conv2DConfig{})
		},
		"tensor: conv2d: weight [2 3 4 8] has no padding that keeps the size, want odd sides": func() {
			tensor.Conv2DForward(s, x, tensor.Temp(s, 2, 3, 4, 8), tensor.Tensor{}, tensor.Conv2DConfig{Padding: tensor.Same})
		},
		"tensor: matmul: [2 3] (transposed: false) times [4 5] (transposed: false)": func() {
			tensor.MatMul(s, tensor.Temp(s, 2, 3), tensor.Temp(s, 4, 5), false, false)
		},
		"tensor: max pool: a window of 3×3 does not fit into x [1 4 2 3] padded by 0": func() {
			tensor.MaxPool2D(s, tensor.Temp(s, 1, 4, 2, 3), tensor.Window{Size: 3})
		},
		"tensor: mean pool: a window of 3×3 does not fit into x [1 4 4 3] padded by 2": func() {
			tensor.MeanPool2D(s, tensor.Temp(s, 1, 4, 4, 3), tensor.Window{Size: 3, Padding: 2})
		},
		"tensor: resize bilinear: [1 4 4 3] to 0×5, want at least one pixel": func() {
			tensor.ResizeBilinear2D(s, tensor.Temp(s, 1, 4, 4, 3), 0, 5)
		},
		"tensor: concat: got [1 4 5 3] next to [1 4 4 8], want one shape but for the last axis": func() {
			tensor.ConcatChannels(s, tensor.Temp(s, 1, 4, 4, 8), tensor.Temp(s, 1, 4, 5, 3))
		},
		"tensor: avg pool: 2×2 blocks do not fill [1 4 5 3]": func() {
			tensor.AvgPool2D(s, tensor.Temp(s, 1, 4, 5, 3), 2)
		},
		"tensor: norm update running: one value per channel has no unbiased variance, want at least two": func() {
			tensor.NormUpdateRunning(s, channels, channels, 1, 0.1)
		},
	} {
		wantPanic(t, text, call)
	}
}
