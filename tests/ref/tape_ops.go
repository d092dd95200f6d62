package ref

// Reshape is the same values in another shape.
func (t *Tape) Reshape(x *Var, shape ...int) *Var {
	return t.op(x.Reshape(shape...), func(g Array) []Array { return []Array{g.Reshape(x.Shape...)} }, x)
}

// Apply is f of every element.
func (t *Tape) Apply(f Function, x *Var) *Var {
	if f.Name == ReLU.Name {
		t.nearKink(x.Array, 0)
	}
	var y *Var
	y = t.op(Apply(f, x.Array), func(g Array) []Array { return []Array{ApplyVJP(f, f.Kept(x.Array, y.Array), g)} }, x)
	return y
}

// ReLU is max(x, 0).
func (t *Tape) ReLU(x *Var) *Var { return t.Apply(ReLU, x) }

// Combine is f of a and b, broadcast.
func (t *Tape) Combine(f Binary, a, b *Var) *Var {
	return t.op(Combine(f, a.Array, b.Array), func(g Array) []Array {
		gradA, gradB := CombineVJP(f, a.Array, b.Array, g)
		return []Array{gradA, gradB}
	}, a, b)
}

// Add is a + b, broadcast.
func (t *Tape) Add(a, b *Var) *Var { return t.Combine(Add, a, b) }

// SumTo adds x over the axes in which it is larger than a shape that
// broadcasts to its own, times scale; the result gets the shape dims.
func (t *Tape) SumTo(x *Var, scale float64, shape, dims []int) *Var {
	y := SumTo(x.Array, shape...).Reshape(dims...)
	if scale != 1 {
		y = scaled(y, scale)
	}
	return t.op(y, func(g Array) []Array { return []Array{Expand(g.Reshape(shape...), scale, x.Shape...)} }, x)
}

// Sum adds all elements, giving [1].
func (t *Tape) Sum(x *Var) *Var { return t.SumTo(x, 1, []int{1}, []int{1}) }

// Mean averages all elements, giving [1].
func (t *Tape) Mean(x *Var) *Var {
	return t.SumTo(x, 1/float64(len(x.Data)), []int{1}, []int{1})
}

// SumRows adds over all axes but the last.
func (t *Tape) SumRows(x *Var) *Var {
	channels := x.Shape[len(x.Shape)-1]
	return t.SumTo(x, 1, []int{channels}, []int{channels})
}

// SumHW adds x: [N, H, W, C] over H and W.
func (t *Tape) SumHW(x *Var) *Var {
	n, c := x.Shape[0], x.Shape[3]
	return t.SumTo(x, 1, []int{n, 1, 1, c}, []int{n, c})
}

// Reductions are the sums over axes by name.
var Reductions = map[string]func(t *Tape, x *Var) *Var{
	"sum": (*Tape).Sum, "mean": (*Tape).Mean, "sum_rows": (*Tape).SumRows, "sum_hw": (*Tape).SumHW,
}

// Conv2D is a convolution; bias may be nil.
func (t *Tape) Conv2D(x, weight, bias *Var, stride, padding int) *Var {
	return t.affine(Conv2D(x.Array, weight.Array, bias.orNone(), stride, padding), x, weight, bias, func(g Array) (gradX, gradWeight Array) {
		return Conv2DVJP(x.Array, weight.Array, g, stride, padding)
	})
}

// ConvTranspose2D is a transposed convolution; bias may be nil.
func (t *Tape) ConvTranspose2D(x, weight, bias *Var) *Var {
	return t.affine(ConvTranspose2D(x.Array, weight.Array, bias.orNone()), x, weight, bias, func(g Array) (gradX, gradWeight Array) {
		return ConvTranspose2DVJP(x.Array, weight.Array, g)
	})
}

// MatMul is op(a)·op(b), where op transposes what is flagged.
func (t *Tape) MatMul(a, b *Var, transA, transB bool) *Var {
	return t.affine(MatMul(a.Array, b.Array, transA, transB), a, b, nil, func(g Array) (gradA, gradB Array) {
		return MatMulVJP(a.Array, b.Array, g, transA, transB)
	})
}

// Linear is x·weight + bias; bias may be nil.
func (t *Tape) Linear(x, weight, bias *Var) *Var {
	return t.affine(Linear(x.Array, weight.Array, bias.orNone()), x, weight, bias, func(g Array) (gradX, gradWeight Array) {
		return MatMulVJP(x.Array, weight.Array, g, false, false)
	})
}

func (t *Tape) affine(y Array, x, weight, bias *Var, vjp func(g Array) (gradX, gradWeight Array)) *Var {
	inputs := []*Var{x, weight}
	if bias != nil {
		inputs = append(inputs, bias)
	}
	return t.op(y, func(g Array) []Array {
		gradX, gradWeight := vjp(g)
		return []Array{gradX, gradWeight, SumTo(g, g.Shape[len(g.Shape)-1])}[:len(inputs)]
	}, inputs...)
}

func (v *Var) orNone() Array {
	if v == nil {
		return Array{}
	}
	return v.Array
}

// Resampling changes the size of images by a factor, or is the adjoint of one that does.
type Resampling func(x Array, factor int) Array

// Adjoint is a linear resampling with its adjoint.
type Adjoint struct{ Forward, VJP Resampling }

// Resamplings are the resamplings by name.
var Resamplings = map[string]Adjoint{
	"upsample_nearest2d":  {UpsampleNearest2D, SumPool2D},
	"upsample_bilinear2d": {UpsampleBilinear2D, UpsampleBilinear2DVJP},
	"avg_pool2d":          {AvgPool2D, AvgPool2DVJP},
}

// Resample is a linear resampling with its adjoint.
func (t *Tape) Resample(x *Var, factor int, forward, adjoint Resampling) *Var {
	return t.op(forward(x.Array, factor), func(g Array) []Array { return []Array{adjoint(g, factor)} }, x)
}

// AvgPool2D averages blocks of factor×factor pixels.
func (t *Tape) AvgPool2D(x *Var, factor int) *Var {
	return t.Resample(x, factor, AvgPool2D, AvgPool2DVJP)
}

// Softmax is the softmax along the last axis.
func (t *Tape) Softmax(x *Var) *Var {
	var y *Var
	y = t.op(Softmax(x.Array), func(g Array) []Array { return []Array{SoftmaxVJP(y.Array, g)} }, x)
	return y
}

// LogSoftmax is the logarithm of the softmax along the last axis.
func (t *Tape) LogSoftmax(x *Var) *Var {
	var y *Var
	y = t.op(LogSoftmax(x.Array), func(g Array) []Array { return []Array{LogSoftmaxVJP(y.Array, g)} }, x)
	return y
}

// Pick is x[r, index[r]].
func (t *Tape) Pick(x *Var, index Array) *Var {
	return t.op(Pick(x.Array, index), func(g Array) []Array { return []Array{PickVJP(g, index, x.Shape[1])} }, x)
}

// Embedding is the rows of the table that index names.
func (t *Tape) Embedding(table *Var, index Array) *Var {
	return t.op(Embedding(table.Array, index), func(g Array) []Array { return []Array{EmbeddingVJP(g, index, table.Shape[0])} }, table)
}
