package autograd

import (
	"fmt"

	"autogan/vk/tensor"
)

// BatchStats are the running statistics of a batch normalisation, each [C],
// in persistent memory.
type BatchStats struct{ Mean, Var tensor.Tensor }

// BatchNormConfig says how a batch normalisation runs.
type BatchNormConfig struct {
	Eps      float32 // added to the variance; 1e-5 in the paper's networks
	Momentum float32 // share of the batch in the updated running statistics; 0 leaves them alone
	Train    bool    // normalise by the batch's statistics, else by the running ones
	ReLU     bool    // max(y, 0) of the result
}

// BatchNorm2D is (x − mean)/√(variance + eps)·gamma + beta for each channel of
// x: [N, H, W, C] (Ioffe and Szegedy 2015); gamma and beta: [C]. In training it
// uses the mean and the biased variance of the batch, and moves the running
// statistics towards the batch's mean and unbiased variance, in place. It
// panics if shapes do not fit or a training batch has one value per channel.
func BatchNorm2D(x, gamma, beta *Var, running BatchStats, cfg BatchNormConfig) *Var {
	s := x.tape.stream
	want4D("batch norm", x)
	stats := tensor.NormStats{Mean: running.Mean, Variance: running.Var}
	if cfg.Train {
		stats = tensor.NormStatistics(s, x.Value, 1)
	}
	if cfg.Train && cfg.Momentum > 0 {
		rows := x.Value.NumElements() / x.Value.Dim(-1)
		tensor.NormUpdateRunning(s, tensor.NormStats{Mean: running.Mean, Variance: running.Var}, stats, rows, cfg.Momentum)
	}
	n := tensor.Norm{NormStats: stats, Gamma: gamma.Value, Beta: beta.Value, Eps: cfg.Eps, ReLU: cfg.ReLU}
	return x.tape.op(tensor.NormForward(s, x.Value, n), []*Var{x, gamma, beta}, func(g tensor.Tensor) []tensor.Tensor {
		grads := make([]tensor.Tensor, 3)
		var sums, products tensor.Tensor
		if gamma.needsGrad || beta.needsGrad || cfg.Train {
			sums, products = tensor.NormBackwardSums(s, x.Value, g, n)
			grads[1], grads[2] = products.Reshape(gamma.Shape()...), sums.Reshape(beta.Shape()...)
		}
		if !cfg.Train {
			sums, products = tensor.Tensor{}, tensor.Tensor{}
		}
		if x.needsGrad {
			grads[0] = tensor.NormBackwardInput(s, x.Value, g, n, sums, products)
		}
		return grads
	})
}

// InstanceNorm2D is (x − mean)/√(variance + eps) with the statistics of each
// image's channel, x: [N, H, W, C] (Ulyanov et al. 2016), without scale and shift.
// It panics if x is not of rank four.
func InstanceNorm2D(x *Var, eps float32) *Var { return instanceNorm(x, eps, false) }

// InstanceNorm2DReLU is ReLU(InstanceNorm2D(x, eps)) in one pass.
func InstanceNorm2DReLU(x *Var, eps float32) *Var { return instanceNorm(x, eps, true) }

func instanceNorm(x *Var, eps float32, relu bool) *Var {
	s := x.tape.stream
	want4D("instance norm", x)
	n := tensor.Norm{NormStats: tensor.NormStatistics(s, x.Value, x.Value.Dim(0)), Eps: eps, ReLU: relu}
	return x.tape.op(tensor.NormForward(s, x.Value, n), []*Var{x}, func(g tensor.Tensor) []tensor.Tensor {
		sums, products := tensor.NormBackwardSums(s, x.Value, g, n)
		return []tensor.Tensor{tensor.NormBackwardInput(s, x.Value, g, n, sums, products)}
	})
}

func want4D(op string, x *Var) {
	if len(x.Shape()) != 4 {
		panic(fmt.Sprintf("autograd: %s: got shape %v, want [N H W C]", op, x.Shape()))
	}
}
