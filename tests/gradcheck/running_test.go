package gradcheck

import (
	"slices"
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// TestBatchNorm2DMovesRunningStatisticsOnlyInTraining checks the three ways a
// batch norm runs: only training with a momentum may touch what is kept.
func TestBatchNorm2DMovesRunningStatisticsOnlyInTraining(t *testing.T) {
	dev, s := testgpu.Stream(t)
	tape := autograd.NewTape(s)
	x := tensor.Temp(s, 2, 3, 3, 4)
	tensor.RandomNormal(s, x, 1, 2, 1, 0)
	gamma, beta := tape.Const(tensor.Full(s, 1, 4)), tape.Const(tensor.Full(s, 0, 4))
	for _, c := range []struct {
		name   string
		config autograd.BatchNormConfig
		moves  bool
	}{
		{"training", autograd.BatchNormConfig{Eps: 1e-5, Momentum: 0.1, Train: true}, true},
		{"training without momentum", autograd.BatchNormConfig{Eps: 1e-5, Train: true}, false},
		{"evaluation", autograd.BatchNormConfig{Eps: 1e-5, Momentum: 0.1}, false},
	} {
		var running autograd.BatchStats
		var err error
		if running.Mean, err = tensor.FromSlice(s, []float32{1, 2, 3, 4}, 4); err != nil {
			t.Fatal(err)
		}
		if running.Var, err = tensor.FromSlice(s, []float32{5, 6, 7, 8}, 4); err != nil {
			t.Fatal(err)
		}
		autograd.BatchNorm2D(tape.Const(x), gamma, beta, running, c.config)
		mean, err := running.Mean.Floats(s)
		if err != nil {
			t.Fatal(err)
		}
		variance, err := running.Var.Floats(s)
		if err != nil {
			t.Fatal(err)
		}
		moved := !slices.Equal(mean, []float32{1, 2, 3, 4}) || !slices.Equal(variance, []float32{5, 6, 7, 8})
		if moved != c.moves {
			t.Errorf("%s: running statistics moved = %v, want %v: mean %v, variance %v", c.name, moved, c.moves, mean, variance)
		}
		running.Mean.Release(dev)
		running.Var.Release(dev)
	}
}
