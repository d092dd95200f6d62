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
		"tensor: adam step: parameter is [3], first moment is float32 [2 3]":       func() { tensor.AdamStep(s, vector, vector, matrix, vector, tensor.AdamRates{}) },
	} {
		wantPanic(t, text, call)
	}
}
