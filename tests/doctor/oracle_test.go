package doctor

import (
	"math"
	"strconv"
	"strings"

	"autogan/tests/ref"
	"autogan/tools/autogan/selftest"
)

// The convolutions of 16 bits have 8 channels to 20.
func conv2dOf8(x []ref.Array) ref.Array { return ref.Conv2D(x[0], x[1], x[2], 1, 1) }

func conv2dOf8BackwardInput(x []ref.Array) ref.Array {
	gradX, _ := ref.Conv2DVJP(ref.New(1, 5, 4, 8), x[1], x[0], 1, 1)
	return gradX
}

func conv2dOf8BackwardWeight(x []ref.Array) ref.Array {
	_, gradWeight := ref.Conv2DVJP(x[0], ref.New(3, 3, 8, 20), x[1], 1, 1)
	return gradWeight
}

// oracles compute what each check gives, by the part of its name before the
// slash, with the constants of the checks.
var oracles = oraclesOfTable(map[string]oracle{
	"expand": one(func(x []ref.Array) ref.Array { return ref.Expand(x[0], 0.25, 2, x[0].Shape[0]) }),
	"accumulate_moments": func(x []ref.Array) []ref.Array {
		sum, rest := ref.AccumulateMoments(x[0], x[1], x[2])
		return []ref.Array{sum, rest}
	},
	"update_nearest": one(func(x []ref.Array) ref.Array { return ref.UpdateNearest(x[0], x[1], x[2], x[3], true, 2) }),
	"count_within":   one(func(x []ref.Array) ref.Array { return ref.CountWithin(x[0], x[1], x[2], x[3], x[4], true) }),
	"polynomial_sums": func(x []ref.Array) []ref.Array {
		sum, rest := ref.PolynomialSums(x[0], 0.25, false)
		return []ref.Array{sum, rest}
	},

	"resize_bilinear2d": one(func(x []ref.Array) ref.Array { return ref.ResizeBilinear2D(x[0], 7, 5) }),
	"concat_channels":   one(func(x []ref.Array) ref.Array { return ref.ConcatChannels(x...) }),

	"pick":               one(func(x []ref.Array) ref.Array { return ref.Pick(x[0], x[1]) }),
	"pick_backward":      one(func(x []ref.Array) ref.Array { return ref.PickVJP(x[0], x[1], 3) }),
	"embedding":          one(func(x []ref.Array) ref.Array { return ref.Embedding(x[0], x[1]) }),
	"embedding_backward": one(func(x []ref.Array) ref.Array { return ref.EmbeddingVJP(x[0], x[1], 5) }),

	"conv2d": one(func(x []ref.Array) ref.Array { return ref.Conv2D(x[0], x[1], x[2], 1, 1) }),
	"conv2d_backward_input": one(func(x []ref.Array) ref.Array {
		gradX, _ := ref.Conv2DVJP(ref.New(1, 5, 4, 3), x[1], x[0], 1, 1)
		return gradX
	}),
	"conv2d_backward_weight": one(func(x []ref.Array) ref.Array {
		_, gradWeight := ref.Conv2DVJP(x[0], ref.New(3, 3, 3, 20), x[1], 1, 1)
		return gradWeight
	}),
	"conv2d_float16":                  one(conv2dOf8),
	"conv2d_float16_backward_input":   one(conv2dOf8BackwardInput),
	"conv2d_float16_backward_weight":  one(conv2dOf8BackwardWeight),
	"conv2d_bfloat16":                 one(conv2dOf8),
	"conv2d_bfloat16_backward_input":  one(conv2dOf8BackwardInput),
	"conv2d_bfloat16_backward_weight": one(conv2dOf8BackwardWeight),
	"conv_transpose2d":                one(func(x []ref.Array) ref.Array { return ref.ConvTranspose2D(x[0], x[1], x[2]) }),
	"linear":                          one(func(x []ref.Array) ref.Array { return ref.Linear(x[0], x[1], x[2]) }),

	"norm_statistics": func(x []ref.Array) []ref.Array {
		stats := ref.NormStats(x[0], 1, x[0].Shape[0], x[0].Shape[1])
		return []ref.Array{stats.Mean, stats.Variance}
	},
	"norm": one(func(x []ref.Array) ref.Array {
		return ref.NormForward(x[0], ref.Stats{Mean: x[1], Variance: x[2]}, x[3], x[4], normEps, x[0].Shape[0], x[0].Shape[1])
	}),
	"norm_backward_sums": func(x []ref.Array) []ref.Array {
		sums, products := ref.NormBackwardSums(x[0], x[1], ref.Stats{Mean: x[2], Variance: x[3]}, normEps, 1, x[0].Shape[0], x[0].Shape[1])
		return []ref.Array{sums, products}
	},
	"norm_backward_input": one(func(x []ref.Array) ref.Array {
		return ref.NormBackwardInput(x[0], x[1], ref.Stats{Mean: x[2], Variance: x[3]}, x[4], x[5], x[6], normEps, x[0].Shape[0], x[0].Shape[1])
	}),
	"norm_update_running": func(x []ref.Array) []ref.Array {
		y := ref.NormUpdateRunning(ref.Stats{Mean: x[0], Variance: x[1]}, ref.Stats{Mean: x[2], Variance: x[3]}, 5, 0.25)
		return []ref.Array{y.Mean, y.Variance}
	},
	"spectral_norm": func(x []ref.Array) []ref.Array {
		u, v, sigma := ref.PowerIteration(x[0], x[1], 1e-12)
		return []ref.Array{ref.SpectralScale(x[0], sigma), sigma, u, v}
	},
	"spectral_norm_backward": one(func(x []ref.Array) ref.Array { return ref.SpectralVJP(x[0], x[2], x[3], x[4], x[1]) }),

	"softmax":              one(func(x []ref.Array) ref.Array { return ref.Softmax(x[0]) }),
	"log_softmax":          one(func(x []ref.Array) ref.Array { return ref.LogSoftmax(x[0]) }),
	"softmax_backward":     one(func(x []ref.Array) ref.Array { return ref.SoftmaxVJP(x[0], x[1]) }),
	"log_softmax_backward": one(func(x []ref.Array) ref.Array { return ref.LogSoftmaxVJP(x[0], x[1]) }),
	"lstm": func(x []ref.Array) []ref.Array {
		h, c, activations := ref.LSTMForward(x[0], x[1])
		return []ref.Array{h, c, activations}
	},
	"lstm_backward_cell": func(x []ref.Array) []ref.Array {
		dgates, dc := ref.LSTMBackwardCell(x[0], x[1], x[2])
		return []ref.Array{dgates, dc}
	},
	"lstm_backward_hidden": func(x []ref.Array) []ref.Array {
		dgates, dc := ref.LSTMBackwardHidden(x[0], x[1], x[2])
		return []ref.Array{dgates, dc}
	},
	"sample_categorical": one(func(x []ref.Array) ref.Array { return ref.SampleCategorical(x[0], selftest.Seed, selftest.Stream) }),

	"gather_images": one(func(x []ref.Array) ref.Array { return ref.GatherImages(x[0], x[1]) }),
	"to_bytes":      one(func(x []ref.Array) ref.Array { return ref.ToBytes(x[0]) }),
	"from_bytes":    one(func(x []ref.Array) ref.Array { return x[0] }),
	"convert":       apply(ref.Neg),
	"random_bits": one(func(x []ref.Array) ref.Array {
		y := ref.New(x[0].Shape...)
		for i, word := range ref.RandomBits(len(y.Data), selftest.Seed, selftest.Stream) {
			y.Data[i] = float64(word)
		}
		return y
	}),
	"random_uniform": one(func(x []ref.Array) ref.Array {
		return ref.RandomUniform(len(x[0].Data), -0.25, 0.5, selftest.Seed, selftest.Stream)
	}),
	"random_normal": one(func(x []ref.Array) ref.Array {
		return ref.RandomNormal(len(x[0].Data), 0.5, 2, selftest.Seed, selftest.Stream)
	}),
	"hinge": one(func(x []ref.Array) ref.Array { return ref.HingeD(x[0], x[1]) }),
	"hinge_backward": func(x []ref.Array) []ref.Array {
		gradReal, gradFake := ref.HingeDVJP(x[0], x[1], x[2])
		return []ref.Array{gradReal, gradFake}
	},
	"add_each": func(x []ref.Array) []ref.Array {
		return []ref.Array{ref.Combine(ref.Add, x[0], x[1]), ref.Combine(ref.Add, x[2], x[3])}
	},
	"adam_step": func(x []ref.Array) []ref.Array {
		ref.Adam{LR: 0.01, Beta1: 0.5, Beta2: 0.9, Eps: 1e-8}.Step(x[0], x[3], x[1], x[2], 3)
		return x[:3]
	},
	"adam_step_scaled": func(x []ref.Array) []ref.Array {
		ref.Adam{LR: 0.01, Beta1: 0.5, Beta2: 0.9, Eps: 1e-8}.StepScaled(x[0], x[3], x[1], x[2], 4, 1, 8)
		return x[:3]
	},
	"loss_scale": one(func([]ref.Array) ref.Array { return ref.LossScale(ref.From([]float32{8, 8, 1}, 3), 100) }),
	"ema_update": one(func(x []ref.Array) ref.Array { return ref.EMA(x[0], x[1], 0.999) }),
})

type oracle = func(x []ref.Array) []ref.Array

// oraclesOfTable adds those of the operations that are called alike.
func oraclesOfTable(named map[string]oracle) map[string]oracle {
	for name, f := range ref.Functions(0.25, 0.5) {
		named[name], named[name+"_backward"] = apply(f), applyVJP(f)
	}
	for name, f := range ref.Binaries {
		named[name] = combine(f)
	}
	for name, f := range ref.Reductions {
		named[name] = one(func(x []ref.Array) ref.Array {
			t := ref.NewTape()
			return f(t, t.Input(x[0])).Array
		})
	}
	for name, f := range ref.Resamplings {
		named[name], named[name+"_backward"] = resample(f.Forward), resample(f.VJP)
	}
	for name, f := range ref.Poolings {
		named[name] = one(func(x []ref.Array) ref.Array { return f(x[0], 3, 2, 1) })
	}
	return named
}

const normEps = 1.0 / 1024

func one(f func(x []ref.Array) ref.Array) func(x []ref.Array) []ref.Array {
	return func(x []ref.Array) []ref.Array { return []ref.Array{f(x)} }
}

func apply(f ref.Function) func(x []ref.Array) []ref.Array {
	return one(func(x []ref.Array) ref.Array { return ref.Apply(f, x[0]) })
}

func applyVJP(f ref.Function) func(x []ref.Array) []ref.Array {
	return one(func(x []ref.Array) ref.Array { return ref.ApplyVJP(f, x[0], x[1]) })
}

func combine(f ref.Binary) func(x []ref.Array) []ref.Array {
	return one(func(x []ref.Array) ref.Array { return ref.Combine(f, x[0], x[1]) })
}

func resample(f ref.Resampling) func(x []ref.Array) []ref.Array {
	return one(func(x []ref.Array) ref.Array { return f(x[0], 2) })
}

// expected is what the oracle expects of a check.
func expected(c selftest.Check) selftest.Expectation {
	var x []ref.Array
	for i, elements := range c.Inputs() {
		a := ref.New(c.Operands[i].Shape...)
		copy(a.Data, elements)
		x = append(x, a)
	}
	name, _, _ := strings.Cut(c.Name, "/")
	oracle, ok := oracles[name]
	if !ok {
		panic("there is no oracle of the check " + c.Name)
	}
	e := selftest.Expectation{Check: c.Name}
	if c.Like != "" {
		e.Check = c.Like
	}
	for _, y := range oracle(x) {
		e.Outputs = append(e.Outputs, output(y))
	}
	return e
}

// output rounds to seven digits, half of the last of which is allowed on top;
// exact values keep all digits.
func output(y ref.Array) selftest.Output {
	var o selftest.Output
	for i, v := range y.Data {
		if y.Mag[i] > 0 {
			short := digits(v, 7)
			o.Allowed = max(o.Allowed, ref.Unit*y.Mag[i]+math.Abs(short-v))
			v = short
		}
		o.Want = append(o.Want, v)
	}
	o.Allowed = digits(1.06*o.Allowed, 2) // rounded up
	return o
}

func digits(v float64, n int) float64 {
	short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', n, 64), 64)
	if err != nil {
		panic(err)
	}
	return short
}
