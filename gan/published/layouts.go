package published

import (
	"fmt"
	"slices"

	"autogan/gan/arch"
	"autogan/layers/checkpoint"
)

// tensor is a tensor of the published code and its counterpart here.
type tensor struct {
	layer       string // the layer's name here
	here, there string // names; here is "" for a count of batches
	trained     bool   // a parameter; otherwise a buffer
	fill        float32

	shape []int // there
	axes  []int // the same with joined axes apart
	order []int // the axes here: the k-th is the order[k]-th of axes
	ours  []int // shape here
}

// unchanged is a tensor of one axis or none with the same layout in both.
func unchanged(l arch.Layer, here, there string, trained bool, fill float32, n int) tensor {
	return tensor{l.Name, l.Name + here, there, trained, fill, []int{n}, []int{n}, []int{0}, []int{n}}
}

// plain lists the tensors of a layer of the generator.
func plain(l arch.Layer, there string, g arch.Geometry) []tensor {
	switch l.Op {
	case arch.OpLinear:
		return firstLinear(l, there, g)
	case arch.OpBatchNorm:
		return batchNorm(l, there)
	}
	return []tensor{weight(l, there+".weight"), unchanged(l, ".bias", there+".bias", true, 0, l.Out)}
}

// weight is the weight of a convolution, of a transposed one or of a linear
// layer to one number.
func weight(l arch.Layer, there string) tensor {
	t := tensor{layer: l.Name, here: l.Name + ".weight", there: there, trained: true}
	k := l.Kernel
	switch l.Op {
	case arch.OpConv:
		t.axes, t.order, t.ours = []int{l.Out, l.In, k, k}, []int{2, 3, 1, 0}, []int{k, k, l.In, l.Out}
	case arch.OpConvTranspose:
		t.axes, t.order, t.ours = []int{l.In, l.Out, k, k}, []int{2, 3, 1, 0}, []int{k, k, l.Out, l.In}
	default:
		t.axes, t.order, t.ours = []int{l.Out, l.In}, []int{1, 0}, []int{l.In, l.Out}
	}
	t.shape = t.axes
	return t
}

// firstLinear maps the latent vector to a feature map, which is C·H·W there and
// H·W·C here.
func firstLinear(l arch.Layer, there string, g arch.Geometry) []tensor {
	c, w := g.Channels, g.BottomWidth
	return []tensor{
		{l.Name, l.Name + ".weight", there + ".weight", true, 0, []int{l.Out, l.In}, []int{c, w, w, l.In}, []int{3, 1, 2, 0}, []int{l.In, l.Out}},
		{l.Name, l.Name + ".bias", there + ".bias", true, 0, []int{l.Out}, []int{c, w, w}, []int{1, 2, 0}, []int{l.Out}},
	}
}

func batchNorm(l arch.Layer, there string) []tensor {
	return []tensor{
		unchanged(l, ".weight", there+".weight", true, 1, l.Out),
		unchanged(l, ".bias", there+".bias", true, 0, l.Out),
		unchanged(l, ".running_mean", there+".running_mean", false, 0, l.Out),
		unchanged(l, ".running_var", there+".running_var", false, 1, l.Out),
		{layer: l.Name, there: there + ".num_batches_tracked", shape: []int{}},
	}
}

// normalised lists the tensors of a spectrally normalised layer.
func normalised(l arch.Layer, there string) []tensor {
	var list []tensor
	if l.Bias {
		list = append(list, unchanged(l, ".bias", there+".bias", true, 0, l.Out))
	}
	v := tensor{layer: l.Name, here: l.Name + ".v", there: there + ".weight_v"}
	k := max(1, l.Kernel)
	n := l.In * k * k
	v.shape, v.axes, v.order, v.ours = []int{n}, []int{l.In, k, k}, []int{1, 2, 0}, []int{n}
	return append(list, weight(l, there+".weight_orig"), unchanged(l, ".u", there+".weight_u", false, 0, l.Out), v)
}

// counts reports whether it is a count of batches, which only PyTorch keeps.
func (t tensor) counts() bool { return t.here == "" }

// weighs reports whether it is the weight of a linear layer or a convolution.
func (t tensor) weighs() bool { return t.trained && len(t.ours) > 1 }

// toOurs returns an array of the published code in our layout.
func (t tensor) toOurs(name string, a checkpoint.Array) (checkpoint.Array, error) {
	if a.DType != checkpoint.F32 || !slices.Equal(a.Shape, t.shape) {
		return checkpoint.Array{}, wrong("its tensor %q is %s %v, want %v", a.Name, a.DType, a.Shape, t.shape)
	}
	return checkpoint.Array{Name: name, DType: a.DType, Shape: t.ours, Data: permute(a.Data, t.axes, t.order)}, nil
}

// toTheirs is the inverse of toOurs.
func (t tensor) toTheirs(a checkpoint.Array) (checkpoint.Array, error) {
	if a.DType != checkpoint.F32 || !slices.Equal(a.Shape, t.ours) {
		return a, fmt.Errorf("published: tensor %q is %s %v, want %v: %w", a.Name, a.DType, a.Shape, t.ours, checkpoint.ErrMismatch)
	}
	axes, inverse := make([]int, len(t.order)), make([]int, len(t.order))
	for k, axis := range t.order {
		axes[k], inverse[axis] = t.axes[axis], k
	}
	return checkpoint.Array{Name: t.there, DType: a.DType, Shape: t.shape, Data: permute(a.Data, axes, inverse)}, nil
}

// unused is the tensor of a layer that no architecture of the file uses.
func (t tensor) unused() checkpoint.Array {
	n := 1
	for _, extent := range t.shape {
		n *= extent
	}
	if t.counts() {
		return checkpoint.Array{Name: t.there, DType: checkpoint.I64, Shape: t.shape, Data: make([]byte, 8)}
	}
	a := checkpoint.Floats(t.there, slices.Repeat([]float32{t.fill}, n))
	a.Shape = t.shape
	return a
}

// permute copies numbers of four bytes, row-major with the given axes, so that
// the k-th axis of the copy is the order[k]-th.
func permute(data []byte, axes, order []int) []byte {
	strides := make([]int, len(axes)) // of the copy's axes in data
	for k, axis := range order {
		strides[k] = 4
		for _, extent := range axes[axis+1:] {
			strides[k] *= extent
		}
	}
	copied := make([]byte, 0, len(data))
	at := make([]int, len(axes))
	for from := 0; len(copied) < len(data); {
		copied = append(copied, data[from:from+4]...)
		for k := len(order) - 1; k >= 0; k-- { // the next element, like an odometer
			at[k]++
			from += strides[k]
			if at[k] < axes[order[k]] {
				break
			}
			from -= at[k] * strides[k]
			at[k] = 0
		}
	}
	return copied
}
