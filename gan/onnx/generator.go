package onnx

import (
	"fmt"
	"slices"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/layers"
	"autogan/layers/checkpoint"
)

// Names of the model's input and output.
const (
	inputName  = "z"
	outputName = "images"
)

// builder is the [arch.Network] that makes a graph. Its values are the names of
// tensors.
type builder struct {
	graph
	file   gan.GeneratorFile
	mode   layers.Mode
	plan   map[string]arch.Layer
	prefix string // of the names of layers
	err    error  // the first
}

func newBuilder(f gan.GeneratorFile, mode layers.Mode) *builder {
	b := &builder{graph: graph{constants: map[string]bool{}}, file: f, mode: mode, plan: map[string]arch.Layer{}}
	for _, l := range f.Arch.Plan(f.Geometry) {
		b.plan[l.Name] = l
	}
	return b
}

// Linear implements [arch.Network].
func (b *builder) Linear(name string) arch.Value {
	l, g := b.plan[name], b.file.Geometry
	x := b.node("Gemm", name, []string{inputName, b.tensor(name+".weight", l.In, l.Out), b.tensor(name+".bias", l.Out)})
	const asInput = 0 // the batch's size
	shape := b.constant(checkpoint.Ints("bottom.shape", []int64{asInput, int64(g.BottomWidth), int64(g.BottomWidth), int64(g.Channels)}))
	x = b.node("Reshape", "", []string{x, shape})
	return b.node("Transpose", "", []string{x}, attribute{"perm", []int{0, 3, 1, 2}})
}

// Cell implements [arch.Network].
func (b *builder) Cell(cell int, _ arch.Value) { b.prefix = fmt.Sprintf("cell%d.", cell+1) }

// RGB implements [arch.Network].
func (b *builder) RGB() { b.prefix = "" }

// Image implements [arch.Network].
func (b *builder) Image(x arch.Value, name string) arch.Value {
	return b.node("Tanh", outputName, []string{b.Conv(x, name, b.plan[name].Kernel).(string)})
}

// Conv implements [arch.Builder].
func (b *builder) Conv(x arch.Value, name string, kernel int) arch.Value {
	l := b.plan[b.prefix+name]
	weight := b.weight(l.Name+".weight", kernel, kernel, l.In, l.Out)
	pad := kernel / 2
	return b.node("Conv", l.Name, []string{x.(string), weight, b.tensor(l.Name+".bias", l.Out)},
		attribute{"kernel_shape", []int{kernel, kernel}}, attribute{"pads", []int{pad, pad, pad, pad}})
}

// Deconv implements [arch.Builder].
func (b *builder) Deconv(x arch.Value, name string) arch.Value {
	l := b.plan[b.prefix+name]
	weight := b.weight(l.Name+".weight", l.Kernel, l.Kernel, l.Out, l.In)
	return b.node("ConvTranspose", l.Name, []string{x.(string), weight, b.tensor(l.Name+".bias", l.Out)},
		attribute{"kernel_shape", []int{l.Kernel, l.Kernel}}, attribute{"strides", []int{2, 2}})
}

// Norm implements [arch.Builder].
func (b *builder) Norm(x arch.Value, name string, norm arch.Norm) arch.Value {
	switch {
	case norm == arch.NoNorm:
		return x
	case norm == arch.InstanceNorm:
		return b.instanceNorm(x.(string))
	case b.mode == layers.EvalBatch:
		return b.batchNormOfBatch(x.(string), b.prefix+name)
	}
	l := b.plan[b.prefix+name]
	inputs := []string{x.(string)}
	for _, tensor := range []string{".weight", ".bias", ".running_mean", ".running_var"} {
		inputs = append(inputs, b.tensor(l.Name+tensor, l.Out))
	}
	return b.node("BatchNormalization", l.Name, inputs, attribute{"epsilon", float32(layers.NormEps)})
}

// instanceNorm has no weights here and must have some there.
func (b *builder) instanceNorm(x string) string {
	n := b.file.Geometry.Channels
	one := b.constant(checkpoint.Floats("instance.weight", slices.Repeat([]float32{1}, n)))
	zero := b.constant(checkpoint.Floats("instance.bias", make([]float32, n)))
	return b.node("InstanceNormalization", "", []string{x, one, zero}, attribute{"epsilon", float32(layers.NormEps)})
}

// batchNormOfBatch normalises by the statistics of the batch. The operator of
// that name would do so only in training, which few runtimes have.
func (b *builder) batchNormOfBatch(x, name string) string {
	channels := b.plan[name].Out
	mean := func(x string) string {
		return b.node("ReduceMean", "", []string{x}, attribute{"axes", []int{0, 2, 3}})
	}
	perChannel := func(name string) string {
		a := b.stored(name, channels)
		a.Shape = []int{channels, 1, 1}
		return b.constant(a)
	}
	epsilon := b.constant(checkpoint.Floats("epsilon", []float32{layers.NormEps}, 1))
	apart := b.node("Sub", "", []string{x, mean(x)})
	variance := mean(b.node("Mul", "", []string{apart, apart}))
	deviation := b.node("Sqrt", "", []string{b.node("Add", "", []string{variance, epsilon})})
	x = b.node("Div", "", []string{apart, deviation})
	x = b.node("Mul", "", []string{x, perChannel(name + ".weight")})
	return b.node("Add", name, []string{x, perChannel(name + ".bias")})
}

// ReLU implements [arch.Builder].
func (b *builder) ReLU(x arch.Value) arch.Value { return b.node("Relu", "", []string{x.(string)}) }

// Upsample implements [arch.Builder].
func (b *builder) Upsample(x arch.Value, u arch.Upsampling, factor int) arch.Value {
	scale := float32(factor)
	scales := b.constant(checkpoint.Floats(fmt.Sprintf("scales%d", factor), []float32{1, 1, scale, scale}))
	const noRegion = ""
	inputs := []string{x.(string), noRegion, scales}
	if u == arch.Nearest {
		return b.node("Resize", "", inputs, attribute{"mode", "nearest"},
			attribute{"coordinate_transformation_mode", "asymmetric"}, attribute{"nearest_mode", "floor"})
	}
	return b.node("Resize", "", inputs, attribute{"mode", "linear"}, attribute{"coordinate_transformation_mode", "half_pixel"})
}

// Add implements [arch.Builder].
func (b *builder) Add(line, branch arch.Value) arch.Value {
	return b.node("Add", "", []string{line.(string), branch.(string)})
}

// Share implements [arch.Builder].
func (b *builder) Share(x arch.Value) arch.Value { return x }

// tensor makes a tensor of the file a constant.
func (b *builder) tensor(name string, shape ...int) string {
	return b.constant(b.stored(name, shape...))
}

// weight makes the weight of a convolution a constant, with the output's or the
// input's channels first.
func (b *builder) weight(name string, shape ...int) string {
	a, order := b.stored(name, shape...), []int{3, 2, 0, 1}
	a.Data = checkpoint.Permute(a.Data, shape, order)
	a.Shape = []int{shape[3], shape[2], shape[0], shape[1]}
	return b.constant(a)
}

// stored is a tensor of the file, which must have this shape.
func (b *builder) stored(name string, shape ...int) checkpoint.Array {
	a, ok := b.file.Content.Find(name)
	if ok && a.DType == checkpoint.F32 && slices.Equal(a.Shape, shape) {
		return a
	}
	if b.err == nil && !ok {
		b.err = fmt.Errorf("onnx: tensor %q is missing: %w", name, checkpoint.ErrMismatch)
	}
	if b.err == nil {
		b.err = fmt.Errorf("onnx: tensor %q is %s %v, want %s %v: %w", name, a.DType, a.Shape, checkpoint.F32, shape, checkpoint.ErrMismatch)
	}
	return checkpoint.Array{Name: name}
}
