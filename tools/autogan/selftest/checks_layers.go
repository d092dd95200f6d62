package selftest

import (
	"slices"

	"math"

	"autogan/vk"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// products are convolutions and matrix products.
func products() []Check {
	var checks []Check
	for kernel := convplan.Scalar; kernel < convplan.Matrix; kernel++ {
		cfg := tensor.Conv2DConfig{Padding: 1, Kernel: kernel}
		x, weight, y := signed(1, 5, 4, 3), signed(3, 3, 3, 20), signed(1, 5, 4, 20)
		checks = append(checks,
			Check{Name: "conv2d/" + kernel.String(), Like: "conv2d", Operands: []Operand{x, weight, signed(20)}, Kernel: kernel, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
				return list(tensor.Conv2DForward(s, x[0], x[1], x[2], cfg))
			}},
			Check{Name: "conv2d_backward_input/" + kernel.String(), Like: "conv2d_backward_input", Operands: []Operand{y, weight}, Kernel: kernel, run: func(s *vk.Stream, g []tensor.Tensor) []tensor.Tensor {
				return list(tensor.Conv2DBackwardInput(s, g[0], g[1], tensor.Tensor{Shape: x.Shape}, cfg))
			}},
			Check{Name: "conv2d_backward_weight/" + kernel.String(), Like: "conv2d_backward_weight", Operands: []Operand{x, y}, Kernel: kernel, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
				gradWeight, _ := tensor.Conv2DBackwardWeight(s, x[0], x[1], weight.Shape, false, cfg)
				return list(gradWeight)
			}})
	}
	return append(slices.Concat(checks, halfProducts(tensor.Float16, signed), halfProducts(tensor.BFloat16, small)),
		Check{Name: "conv_transpose2d", Operands: []Operand{signed(1, 3, 5, 8), signed(2, 2, 4, 8), signed(4)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			return list(tensor.ConvTranspose2DForward(s, x[0], x[1], x[2]))
		}},
		Check{Name: "linear", Operands: []Operand{signed(5, 7), signed(7, 17), signed(17)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			return list(tensor.Linear(s, x[0], x[1], x[2]))
		}})
}

// halfProducts are convolutions of operands in a type of 16 bits, which holds the
// numbers that are drawn, as the device runs them and on matrix units.
func halfProducts(format tensor.DType, drawn func(shape ...int) Operand) []Check {
	var checks []Check
	half := func(s *vk.Stream, x tensor.Tensor) tensor.Tensor { return tensor.Convert(s, x, format) }
	x, weight, y := drawn(1, 5, 4, 8), drawn(3, 3, 8, 20), drawn(1, 5, 4, 20)
	for _, kernel := range []convplan.Kernel{convplan.Auto, convplan.Matrix} {
		cfg := tensor.Conv2DConfig{Padding: 1, Kernel: kernel}
		check := func(pass string, operands []Operand, run func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor) {
			name := "conv2d_" + format.String() + pass
			checks = append(checks, Check{Name: name + "/" + kernel.String(), Like: name, Operands: operands, Kernel: kernel, BFloat16: format == tensor.BFloat16, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
				return list(run(s, x))
			}})
		}
		check("", []Operand{x, weight, signed(20)}, func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor {
			return tensor.Conv2DForward(s, half(s, x[0]), x[1], x[2], cfg)
		})
		check("_backward_input", []Operand{y, weight}, func(s *vk.Stream, g []tensor.Tensor) tensor.Tensor {
			return tensor.Conv2DBackwardInput(s, half(s, g[0]), g[1], tensor.Tensor{Shape: x.Shape}, cfg)
		})
		check("_backward_weight", []Operand{x, y}, func(s *vk.Stream, x []tensor.Tensor) tensor.Tensor {
			gradWeight, _ := tensor.Conv2DBackwardWeight(s, half(s, x[0]), half(s, x[1]), weight.Shape, false, cfg)
			return gradWeight
		})
	}
	return checks
}

const eps = 1.0 / 1024

func normalisations() []Check {
	var checks []Check
	for _, build := range []struct {
		name           string
		rows, channels int
	}{{"scalar", 300, 5}, {"vec4", 300, 8}} {
		x, c := signed(build.rows, build.channels), build.channels
		few := signed(20, c)
		checks = append(checks,
			Check{Name: "norm_statistics/" + build.name, Operands: []Operand{x}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
				stats := tensor.NormStatistics(s, x[0], 1)
				return list(stats.Mean, stats.Variance)
			}},
			Check{Name: "norm/" + build.name, Operands: []Operand{few, signed(c), positive(c), signed(c), signed(c)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
				return list(tensor.NormForward(s, x[0], tensor.Norm{NormStats: tensor.NormStats{Mean: x[1], Variance: x[2]}, Gamma: x[3], Beta: x[4], Eps: eps}))
			}},
			Check{Name: "norm_backward_sums/" + build.name, Operands: []Operand{x, x, signed(c), positive(c)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
				sums, products := tensor.NormBackwardSums(s, x[0], x[1], tensor.Norm{NormStats: tensor.NormStats{Mean: x[2], Variance: x[3]}, Eps: eps})
				return list(sums, products)
			}},
			Check{Name: "norm_backward_input/" + build.name, Operands: []Operand{few, few, signed(c), positive(c), signed(c), signed(c), signed(c)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
				n := tensor.Norm{NormStats: tensor.NormStats{Mean: x[2], Variance: x[3]}, Gamma: x[4], Beta: x[4], Eps: eps}
				return list(tensor.NormBackwardInput(s, x[0], x[1], n, x[5], x[6]))
			}},
			Check{Name: "spectral_norm/" + build.name, Operands: []Operand{signed(40, c), signed(c).updated(), signed(40).updated()}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
				y, e := tensor.SpectralNorm(s, []tensor.SpectralWeight{{W: x[0], U: x[1], V: x[2]}}, 1)
				return list(y[0], e[0].Sigma)
			}},
			Check{Name: "spectral_norm_backward/" + build.name, Operands: []Operand{signed(40, c), signed(40, c), signed(c), signed(40), positive(1)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
				estimate := tensor.Spectral{U: x[2], V: x[3], Sigma: x[4]}
				return tensor.SpectralNormBackward(s, []tensor.SpectralGrad{{W: x[0], GradOutput: x[1], Estimate: estimate}})
			}})
	}
	return append(checks, Check{Name: "norm_update_running", Operands: []Operand{signed(67).updated(), positive(67).updated(), signed(67), positive(67)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		tensor.NormUpdateRunning(s, tensor.NormStats{Mean: x[0], Variance: x[1]}, tensor.NormStats{Mean: x[2], Variance: x[3]}, 5, slope)
		return nil
	}})
}

type (
	function   = func(s *vk.Stream, x tensor.Tensor) tensor.Tensor
	derivative = func(s *vk.Stream, kept, gradOutput tensor.Tensor) tensor.Tensor
)

// controls are the operations of the search's controller.
func controls() []Check {
	one := func(f function) func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		return func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor { return list(f(s, x[0])) }
	}
	two := func(f derivative) func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		return func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor { return list(f(s, x[0], x[1])) }
	}
	type backward = func(s *vk.Stream, activations, state, dy tensor.Tensor) (dgates, dstate tensor.Tensor)
	three := func(f backward) func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		return func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor { return list(f(s, x[0], x[1], x[2])) }
	}
	logits, state := signed(67, 3), signed(7, 10)
	return []Check{
		{Name: "softmax", Operands: []Operand{logits}, run: one(tensor.Softmax)},
		{Name: "log_softmax", Operands: []Operand{logits}, run: one(tensor.LogSoftmax)},
		{Name: "softmax_backward", Operands: []Operand{share(67, 3), logits}, run: two(tensor.SoftmaxBackward)},
		{Name: "log_softmax_backward", Operands: []Operand{logits, logits}, run: two(tensor.LogSoftmaxBackward)},
		{Name: "lstm", Operands: []Operand{signed(7, 40), state}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			y := tensor.LSTMForward(s, x[0], x[1])
			return list(y.Hidden, y.Cell, y.Activations)
		}},
		{Name: "lstm_backward_cell", Operands: []Operand{share(7, 40), state, state}, run: three(tensor.LSTMBackwardCell)},
		{Name: "lstm_backward_hidden", Operands: []Operand{share(7, 40), state, state}, run: three(tensor.LSTMBackwardHidden)},
		{Name: "sample_categorical", Operands: []Operand{logits}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			return list(tensor.SampleCategorical(s, x[0], Seed, Stream))
		}},
	}
}

// Seed and Stream are the seed and stream of all random numbers in the checks.
const Seed, Stream = 0x0123456789abcdef, 0xfedcba9876543210

// conversions are those between bytes and numbers, and the random fills.
func conversions() []Check {
	fill := func(f func(s *vk.Stream, y tensor.Tensor)) func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		return func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor { f(s, x[0]); return nil }
	}
	return []Check{
		{Name: "gather_images", Operands: []Operand{pixels(5, 3, 5, 3), index(7, 5)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			return list(tensor.GatherImages(s, x[0], x[1]))
		}},
		{Name: "to_bytes", Operands: []Operand{signed(269)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor { return list(tensor.ToBytes(s, x[0])) }},
		{Name: "from_bytes", Operands: []Operand{pixels(269)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor { return list(tensor.FromBytes(s, x[0])) }},
		{Name: "convert/half", Operands: []Operand{signed(67, 4)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			half := tensor.Affine(s, tensor.Convert(s, x[0], tensor.Float16), -1, 0)
			return list(tensor.Convert(s, half, tensor.Float32))
		}},
		{Name: "convert/bfloat16", Operands: []Operand{small(67, 4)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			half := tensor.Affine(s, tensor.Convert(s, x[0], tensor.BFloat16), -1, 0)
			return list(tensor.Convert(s, half, tensor.Float32))
		}},
		{Name: "random_bits", Operands: []Operand{index(269, 2).updated()}, run: fill(func(s *vk.Stream, y tensor.Tensor) { tensor.RandomBits(s, y, Seed, Stream) })},
		{Name: "random_uniform", Operands: []Operand{signed(269).updated()}, run: fill(func(s *vk.Stream, y tensor.Tensor) { tensor.RandomUniform(s, y, -slope, offset, Seed, Stream) })},
		{Name: "random_normal", Operands: []Operand{signed(269).updated()}, run: fill(func(s *vk.Stream, y tensor.Tensor) { tensor.RandomNormal(s, y, offset, 2, Seed, Stream) })},
	}
}

// updates are the loss, sums of gradients, and the optimisers' steps.
func updates() []Check {
	return []Check{
		{Name: "hinge", Operands: []Operand{signed(67), signed(68)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			return list(tensor.HingeLossD(s, x[0], x[1]))
		}},
		{Name: "hinge_backward", Operands: []Operand{signed(67), signed(68), signed(1)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			return list(tensor.HingeLossDBackward(s, x[0], x[1], x[2]))
		}},
		{Name: "add_each", Operands: []Operand{signed(269), signed(269), signed(68), signed(68)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			return tensor.AddEach(s, list(x[0], x[2]), list(x[1], x[3]))
		}},
		{Name: "adam_step", Operands: []Operand{signed(269).updated(), signed(269).updated(), positive(269).updated(), signed(269)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			slot := tensor.AdamSlot{W: x[0], M: x[1], V: x[2], G: x[3], Step: 3}
			tensor.AdamStep(s, []tensor.AdamSlot{slot}, tensor.AdamRates{LR: 0.01, Beta1: 0.5, Beta2: 0.9, Eps: 1e-8})
			return nil
		}},
		{Name: "adam_step_scaled", Operands: []Operand{signed(269).updated(), signed(269).updated(), positive(269).updated(), signed(269)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			slot := tensor.AdamSlot{W: x[0], M: x[1], V: x[2], G: x[3], Step: 4}
			scale, skipped := tensor.Zeros(s, tensor.LossScaleWidth), tensor.Full(s, 1, 1)
			tensor.Fill(s, scale.Rows(0, 1), 8)
			tensor.AdamStepScaled(s, []tensor.AdamSlot{slot}, tensor.AdamRates{LR: 0.01, Beta1: 0.5, Beta2: 0.9, Eps: 1e-8}, scale, skipped)
			return nil
		}},
		{Name: "loss_scale", runs: []string{"loss_scale_check", "loss_scale_update"}, Operands: []Operand{signed(269)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			scale := tensor.Full(s, 8, tensor.LossScaleWidth)
			tensor.Fill(s, scale.Rows(2, 1), 0)
			overflow := tensor.Scale(s, x[0], math.MaxFloat32)
			tensor.LossScaleCheck(s, scale, []tensor.Tensor{overflow})
			tensor.LossScaleUpdate(s, scale.Reshape(1, tensor.LossScaleWidth), 100)
			return list(scale)
		}},
		{Name: "ema_update", Operands: []Operand{signed(269).updated(), signed(269)}, run: func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
			tensor.EMAUpdate(s, x[:1], x[1:], 0.999)
			return nil
		}},
	}
}
