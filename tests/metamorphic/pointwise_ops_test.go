package metamorphic

import (
	"slices"

	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// operations add themselves to a program where they find operands that fit.
// They keep values of moderate size, so that every result is finite.
var operations = []func(d *drawing) bool{
	unary, unary, broadcast, broadcast, reduce, reshape, softmax, detach, noise, quantise, hinge,
	matmul, linear, lstm, pick, embedding, spectral,
	conv2d, conv2d, conv2d, convTranspose2D, batchNorm, batchNorm, instanceNorm, resample, resample,
}

func anyShape(tensor.Shape) bool { return true }

// functions of one argument, kept away from poles and overflow.
var functions = []struct {
	name string
	f    func(x *autograd.Var) *autograd.Var
}{
	{"relu", autograd.ReLU},
	{"leaky relu", func(x *autograd.Var) *autograd.Var { return autograd.LeakyReLU(x, 0.2) }},
	{"tanh", autograd.Tanh},
	{"sigmoid", autograd.Sigmoid},
	{"exp tanh", func(x *autograd.Var) *autograd.Var { return autograd.Exp(autograd.Tanh(x)) }},
	{"log (1 + x²)", func(x *autograd.Var) *autograd.Var { return autograd.Log(autograd.AddScalar(autograd.Square(x), 1)) }},
	{"sqrt (|x| + 1/2)", func(x *autograd.Var) *autograd.Var { return autograd.Sqrt(autograd.AddScalar(autograd.Abs(x), 0.5)) }},
	{"square tanh", func(x *autograd.Var) *autograd.Var { return autograd.Square(autograd.Tanh(x)) }},
	{"abs", autograd.Abs},
	{"neg", autograd.Neg},
	{"x/2", func(x *autograd.Var) *autograd.Var { return autograd.Scale(x, 0.5) }},
}

func unary(d *drawing) bool {
	x, _ := d.pick(anyShape)
	f := functions[d.r.IntN(len(functions))]
	return d.add(f.name, d.nodes[x].shape, func(in []*autograd.Var) *autograd.Var { return f.f(in[0]) }, x)
}

// broadcast combines a value with another, or a new leaf, that stretches to it.
func broadcast(d *drawing) bool {
	x, _ := d.pick(anyShape)
	shape := d.nodes[x].shape
	y, ok := d.pick(func(s tensor.Shape) bool { return stretches(s, shape) })
	if !ok || d.chance(50) {
		thin := slices.Clone(shape[d.r.IntN(len(shape)):])
		for i := range thin {
			if d.chance(30) {
				thin[i] = 1
			}
		}
		y = d.leaf(1, thin...)
	}
	if d.chance(50) && len(d.nodes[y].shape) == len(shape) {
		x, y = y, x // either side may stretch
	}
	switch d.r.IntN(4) {
	case 0:
		return d.add("add", shape, func(in []*autograd.Var) *autograd.Var { return autograd.Add(in[0], in[1]) }, x, y)
	case 1:
		return d.add("sub", shape, func(in []*autograd.Var) *autograd.Var { return autograd.Sub(in[0], in[1]) }, x, y)
	case 2:
		return d.add("mul tanh", shape, func(in []*autograd.Var) *autograd.Var { return autograd.Mul(in[0], autograd.Tanh(in[1])) }, x, y)
	}
	return d.add("div (1 + y²)", shape, func(in []*autograd.Var) *autograd.Var {
		return autograd.Div(in[0], autograd.AddScalar(autograd.Square(in[1]), 1))
	}, x, y)
}

// stretches reports whether s broadcasts to shape.
func stretches(s, shape tensor.Shape) bool {
	if len(s) > len(shape) {
		return false
	}
	for i, extent := range s {
		if extent != 1 && extent != shape[len(shape)-len(s)+i] {
			return false
		}
	}
	return true
}

func reduce(d *drawing) bool {
	x, _ := d.pick(anyShape)
	shape := d.nodes[x].shape
	last := shape[len(shape)-1]
	scaled := func(f func(*autograd.Var) *autograd.Var, terms int) apply {
		return func(in []*autograd.Var) *autograd.Var { return autograd.Scale(f(in[0]), 1/float32(terms)) }
	}
	switch kind := d.r.IntN(4); {
	case kind == 0:
		return d.add("sum", []int{1}, scaled(autograd.Sum, shape.NumElements()), x)
	case kind == 1:
		return d.add("mean", []int{1}, func(in []*autograd.Var) *autograd.Var { return autograd.Mean(in[0]) }, x)
	case kind == 2 && len(shape) == 4:
		return d.add("sum hw", []int{shape[0], last}, scaled(autograd.SumHW, shape[1]*shape[2]), x)
	}
	return d.add("sum rows", []int{last}, scaled(autograd.SumRows, shape.NumElements()/last), x)
}

// reshape makes a matrix or an image of a value.
func reshape(d *drawing) bool {
	x, _ := d.pick(anyShape)
	shape := d.nodes[x].shape
	n, last := shape.NumElements(), shape[len(shape)-1]
	to := []int{n / last, last}
	switch d.r.IntN(4) {
	case 0:
		to = []int{1, n / last, 1, last}
	case 1:
		to = []int{n}
	case 2:
		for _, rows := range []int{2, 3} {
			if n%rows == 0 {
				to = []int{rows, n / rows}
			}
		}
	}
	return d.add("reshape", to, func(in []*autograd.Var) *autograd.Var { return autograd.Reshape(in[0], to...) }, x)
}

func softmax(d *drawing) bool {
	x, _ := d.pick(anyShape)
	name, f := "softmax", autograd.Softmax
	if d.chance(50) {
		name, f = "log softmax", autograd.LogSoftmax
	}
	return d.add(name, d.nodes[x].shape, func(in []*autograd.Var) *autograd.Var { return f(in[0]) }, x)
}

func detach(d *drawing) bool {
	x, _ := d.pick(anyShape)
	return d.add("detach", d.nodes[x].shape, func(in []*autograd.Var) *autograd.Var { return autograd.Detach(in[0]) }, x)
}

// hinge is the loss of both players, as a value among others.
func hinge(d *drawing) bool {
	x, _ := d.pick(anyShape)
	y, _ := d.pick(anyShape)
	return d.add("hinge", []int{1}, func(in []*autograd.Var) *autograd.Var {
		return autograd.Add(autograd.HingeLossD(in[0], in[1]), autograd.HingeLossG(in[1]))
	}, x, y)
}

// noise is drawn anew in every step, as latent vectors are.
func noise(d *drawing) bool {
	stream, normal := d.r.Uint64(), d.chance(50)
	shape := d.imageShape()
	return d.addNode(node{op: "noise", shape: shape, apply: func(e *execution, _ []*autograd.Var, _ []tensor.Tensor) *autograd.Var {
		z := tensor.Temp(e.stream, shape...)
		if normal {
			tensor.RandomNormal(e.stream, z, 0, 1, e.seed, stream+uint64(e.step))
		} else {
			tensor.RandomUniform(e.stream, z, -1, 1, e.seed, stream+uint64(e.step))
		}
		return e.tape.Const(z)
	}})
}

// quantise makes bytes of a value and numbers of them again, without a gradient.
func quantise(d *drawing) bool {
	x, _ := d.pick(anyShape)
	return d.addNode(node{op: "quantise", shape: d.nodes[x].shape, inputs: []int{x}, apply: func(e *execution, in []*autograd.Var, _ []tensor.Tensor) *autograd.Var {
		pixels := tensor.FromBytes(e.stream, tensor.ToBytes(e.stream, in[0].Value))
		return e.tape.Const(tensor.Affine(e.stream, pixels, 1/127.5, -1))
	}})
}
