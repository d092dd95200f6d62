package metamorphic

import (
	"fmt"
	"math"

	"autogan/vk/autograd"
	"autogan/vk/autograd/functions"
	"autogan/vk/tensor"
)

// unit is the deviation of weights that keep the size of what they multiply.
func unit(fanIn int) float32 { return float32(1 / math.Sqrt(float64(fanIn))) }

func matmul(d *drawing) bool {
	x, shape, ok := d.pickMatrix()
	if !ok {
		return false
	}
	transA, transB := d.chance(50), d.chance(50)
	m, k, n := shape[0], shape[1], d.channels()
	if transA {
		m, k = k, m
	}
	other := []int{k, n}
	if transB {
		other = []int{n, k}
	}
	y := d.leaf(unit(k), other...)
	return d.add(fmt.Sprintf("matmul %t %t", transA, transB), []int{m, n}, func(in []*autograd.Var) *autograd.Var {
		return autograd.MatMul(in[0], in[1], transA, transB)
	}, x, y)
}

// optional is the third operand, or none.
func optional(in []*autograd.Var) *autograd.Var {
	if len(in) < 3 {
		return nil
	}
	return in[2]
}

// operands are x, a new weight and now and then a new bias.
func (d *drawing) operands(x, fanIn, out int, weight ...int) []int {
	in := []int{x, d.leaf(unit(fanIn), weight...)}
	if d.chance(70) {
		in = append(in, d.leaf(1, out))
	}
	return in
}

func linear(d *drawing) bool {
	x, shape, ok := d.pickMatrix()
	if !ok {
		return false
	}
	out := d.channels()
	in := d.operands(x, shape[1], out, shape[1], out)
	return d.add("linear", []int{shape[0], out}, func(in []*autograd.Var) *autograd.Var {
		return autograd.Linear(in[0], in[1], optional(in))
	}, in...)
}

func lstm(d *drawing) bool {
	x, shape, ok := d.pickMatrix()
	if !ok {
		return false
	}
	rows, in, hidden := shape[0], shape[1], d.one(1, 3, 4, 8)
	inputs := []int{x, d.leaf(1, rows, hidden), d.leaf(1, rows, hidden),
		d.leaf(unit(in), in, 4*hidden), d.leaf(unit(hidden), hidden, 4*hidden), d.leaf(1, 4*hidden), d.leaf(1, 4*hidden)}
	return d.add("lstm", []int{rows, hidden}, func(in []*autograd.Var) *autograd.Var {
		h, c := autograd.LSTMCell(in[0], in[1], in[2], in[3], in[4], in[5], in[6])
		return autograd.Add(h, c)
	}, inputs...)
}

// indices are drawn below a limit, anew in every step, and uploaded as batches
// are.
func (e *execution) indices(n, limit int) tensor.Tensor {
	words := make([]uint32, n)
	for i := range words {
		words[i] = uint32((i*7 + 3*e.step) % limit)
	}
	t := tensor.TempOf(e.stream, tensor.Uint32, n)
	t.UploadUints(e.stream, words)
	return t
}

func pick(d *drawing) bool {
	x, shape, ok := d.pickMatrix()
	if !ok {
		return false
	}
	return d.addNode(node{op: "pick", shape: shape[:1], inputs: []int{x}, apply: func(e *execution, in []*autograd.Var, _ []tensor.Tensor) *autograd.Var {
		return autograd.Pick(in[0], e.indices(shape[0], shape[1]))
	}})
}

func embedding(d *drawing) bool {
	entries, width, rows := d.one(1, 2, 7), d.channels(), d.one(1, 3, 8)
	table := d.leaf(1, entries, width)
	return d.addNode(node{op: "embedding", shape: []int{rows, width}, inputs: []int{table}, apply: func(e *execution, in []*autograd.Var, _ []tensor.Tensor) *autograd.Var {
		return autograd.Embedding(in[0], e.indices(rows, entries))
	}})
}

// spectral divides a new weight by its largest singular value.
func spectral(d *drawing) bool {
	in, out := d.channels(), d.channels()
	iterations := d.one(1, 1, 2)
	weight := d.leaf(1, in, out)
	d.nodes[weight].aligned = true
	return d.addNode(node{op: "spectral norm", shape: []int{in, out}, inputs: []int{weight}, states: []int{d.state(out), d.state(in)},
		apply: func(e *execution, v []*autograd.Var, states []tensor.Tensor) *autograd.Var {
			w := autograd.SpectralWeight{W: v[0], U: states[0], V: states[1]}
			return autograd.SpectralNorm(e.tape, []autograd.SpectralWeight{w}, iterations)[0]
		}})
}

func conv2d(d *drawing) bool {
	x, s, ok := d.pickImage()
	if !ok {
		return false
	}
	k, stride := d.one(1, 1, 2, 3, 3, 5), d.one(1, 1, 2)
	padding := d.r.IntN(k/2 + 1)
	if min(s[1], s[2])+2*padding < k {
		return false
	}
	out := d.channels()
	inputs := d.operands(x, k*k*s[3], out, k, k, s[3], out)
	cfg := tensor.Conv2DConfig{Stride: stride, Padding: padding}
	shape := []int{s[0], (s[1]+2*padding-k)/stride + 1, (s[2]+2*padding-k)/stride + 1, out}
	return d.addNode(node{op: fmt.Sprintf("conv %d×%d stride %d padding %d", k, k, stride, padding), shape: shape, inputs: inputs,
		apply: func(e *execution, in []*autograd.Var, _ []tensor.Tensor) *autograd.Var {
			bias := optional(in)
			if e.watch != nil {
				var b tensor.Tensor
				if bias != nil {
					b = bias.Value
				}
				e.watch(in[0].Value, in[1].Value, b, cfg)
			}
			return autograd.Conv2D(in[0], in[1], bias, cfg)
		}})
}

func convTranspose2D(d *drawing) bool {
	x, s, ok := d.pickImage()
	if !ok {
		return false
	}
	k, out := d.one(2, 2, 3), d.channels()
	inputs := d.operands(x, s[3], out, k, k, out, s[3])
	return d.add(fmt.Sprintf("conv transpose %d×%d", k, k), []int{s[0], k * s[1], k * s[2], out}, func(in []*autograd.Var) *autograd.Var {
		return autograd.ConvTranspose2D(in[0], in[1], optional(in))
	}, inputs...)
}

func batchNorm(d *drawing) bool {
	x, s, ok := d.pickImage()
	if !ok || s[0]*s[1]*s[2] < 2 {
		return false
	}
	cfg := autograd.BatchNormConfig{Eps: 1e-2, Train: d.chance(80), ReLU: s[3]%2 == 0}
	if d.chance(70) {
		cfg.Momentum = 0.1
	}
	inputs := []int{x, d.leaf(1, s[3]), d.leaf(1, s[3])}
	return d.addNode(node{op: fmt.Sprintf("batch norm %+v", cfg), shape: s, inputs: inputs, states: []int{d.state(s[3]), d.state(s[3])},
		apply: func(_ *execution, in []*autograd.Var, states []tensor.Tensor) *autograd.Var {
			return autograd.BatchNorm2D(in[0], in[1], in[2], autograd.BatchStats{Mean: states[0], Var: states[1]}, cfg)
		}})
}

func instanceNorm(d *drawing) bool {
	x, s, ok := d.pickImage()
	if !ok {
		return false
	}
	return d.add("instance norm", s, func(in []*autograd.Var) *autograd.Var { return autograd.InstanceNorm2D(in[0], 1e-2) }, x)
}

func resample(d *drawing) bool {
	x, s, ok := d.pickImage()
	if !ok {
		return false
	}
	factor := d.one(2, 2, 3, 4)
	f := functions.Resamplings[d.r.IntN(len(functions.Resamplings))]
	to := []int{s[0], factor * s[1], factor * s[2], s[3]}
	if !f.Row().Enlarges {
		if s[1]%factor != 0 || s[2]%factor != 0 {
			return false
		}
		to = []int{s[0], s[1] / factor, s[2] / factor, s[3]}
	}
	return d.add(f.String(), to, func(in []*autograd.Var) *autograd.Var { return f.Tape(in[0], factor) }, x)
}
