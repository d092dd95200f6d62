package metamorphic

import (
	"slices"

	"autogan/vk/autograd"
	"autogan/vk/autograd/functions"
	"autogan/vk/tensor"
	"autogan/vk/tensor/optable"
)

// operations add themselves to a program where they find operands that fit.
// They keep values of moderate size, so that every result is finite.
var operations = []func(d *drawing) bool{
	unary, unary, broadcast, broadcast, reduce, reshape, softmax, detach, noise, quantise, hinge,
	matmul, linear, lstm, pick, embedding, spectral,
	conv2d, conv2d, conv2d, convTranspose2D, batchNorm, batchNorm, instanceNorm, resample, resample,
}

func anyShape(tensor.Shape) bool { return true }

// inside brings a value into a domain, away from its poles.
var inside = map[optable.Domain]func(x *autograd.Var) *autograd.Var{
	optable.Reals:       same,
	optable.KinkAtZero:  same,
	optable.NonZero:     aboveHalf,
	optable.Positive:    aboveHalf,
	optable.Share:       autograd.Sigmoid,
	optable.SignedShare: autograd.Tanh,
}

func same(x *autograd.Var) *autograd.Var { return x }

func aboveHalf(x *autograd.Var) *autograd.Var { return autograd.AddScalar(autograd.Abs(x), 0.5) }

// moderate is operand i of an operation, brought into its domain and, if it is
// the last of one that grows, kept from overflow.
func moderate(op optable.Op, i int, x *autograd.Var) *autograd.Var {
	row := op.Row()
	if x = inside[row.Operands[i]](x); row.Grows && i == len(row.Operands)-1 {
		return autograd.Tanh(x)
	}
	return x
}

func unary(d *drawing) bool {
	x, _ := d.pick(anyShape)
	f := functions.Unaries[d.r.IntN(len(functions.Unaries))]
	return d.add(f.String(), d.nodes[x].shape, func(in []*autograd.Var) *autograd.Var {
		return f.Tape(moderate(f.Op, 0, in[0]), 0.5, 0.25)
	}, x)
}

// broadcast combines a value with another, or a new leaf, that broadcasts to it.
func broadcast(d *drawing) bool {
	x, _ := d.pick(anyShape)
	shape := d.nodes[x].shape
	y, ok := d.pick(func(s tensor.Shape) bool { return broadcasts(s, shape) })
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
		x, y = y, x // either side may be repeated
	}
	f := functions.Binaries[d.r.IntN(len(functions.Binaries))]
	return d.add(f.String(), shape, func(in []*autograd.Var) *autograd.Var {
		return f.Tape(moderate(f.Op, 0, in[0]), moderate(f.Op, 1, in[1]))
	}, x, y)
}

// broadcasts reports whether s broadcasts to shape.
func broadcasts(s, shape tensor.Shape) bool {
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

// reduce adds over some axes; sums are divided by the number of their terms.
func reduce(d *drawing) bool {
	x, _ := d.pick(anyShape)
	shape := d.nodes[x].shape
	f := functions.Reductions[d.r.IntN(len(functions.Reductions))]
	if f.Row().KeepsFirst && len(shape) != 4 {
		return false
	}
	to := f.Shape(shape)
	scale := float32(to.NumElements()) / float32(shape.NumElements())
	if f.Row().Averages {
		scale = 1
	}
	return d.add(f.String(), to, func(in []*autograd.Var) *autograd.Var { return autograd.Scale(f.Tape(in[0]), scale) }, x)
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
