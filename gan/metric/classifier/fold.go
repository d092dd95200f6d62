package classifier

import (
	"fmt"

	"autogan/layers"
	"autogan/vk"
	"autogan/vk/tensor"
)

// folded is a classifier's convolutions as scoring runs them. Weight and bias of
// each include the batch norm after it (in Eval mode y = scale·x + shift); those
// of the first include the map from bytes to [-1, 1].
type folded struct {
	*layers.Registry
	weights, biases [len(blocks)]tensor.Tensor
	current         bool // made of the weights as they are
}

// Pixels are 2/255·byte − 1.
const (
	pixelScale = 2.0 / 255
	pixelShift = -1
)

func newFolded(s *vk.Stream, convs [len(blocks)]*layers.Conv2D) *folded {
	f := &folded{Registry: layers.NewRegistry(s, 0)}
	for i, conv := range convs {
		f.weights[i] = f.Buffer(fmt.Sprintf("weight%d", i), layers.Constant(0), conv.Weight().Value.Shape...).Value
		f.biases[i] = f.Buffer(fmt.Sprintf("bias%d", i), layers.Constant(0), blocks[i].width).Value
	}
	return f
}

// fold computes the convolutions anew unless they are current.
func (c *Network) fold(s *vk.Stream) {
	f := c.folded
	if f.current {
		return
	}
	f.current = true
	for i, conv := range c.convs {
		weight, bias := conv.Weight().Value, conv.Bias().Value
		scale, shift := c.norms[i].EvalAffine(s)
		if i == 0 {
			bias = tensor.Add(s, bias, tensor.Scale(s, tensor.SumRows(s, weight), pixelShift))
			weight = tensor.Scale(s, weight, pixelScale)
		}
		tensor.CopyTo(s, f.weights[i], tensor.Mul(s, weight, scale))
		tensor.CopyTo(s, f.biases[i], tensor.Add(s, tensor.Mul(s, bias, scale), shift))
	}
}

// Features returns the input of the last layer, in Eval mode: what trunk does,
// up to rounding.
func (c *Network) Features(s *vk.Stream, images tensor.Tensor) tensor.Tensor {
	c.fold(s)
	x := c.resized(s, tensor.FromBytes(s, images))
	for i, b := range blocks {
		x = tensor.ReLU(s, c.folded.conv(s, i, x))
		if b.pool {
			x = tensor.AvgPool2D(s, x, 2)
		}
	}
	area := x.Shape[1] * x.Shape[2]
	return tensor.Scale(s, tensor.SumHW(s, x), 1/float32(area))
}

// resized gives images the classifier's size.
func (c *Network) resized(s *vk.Stream, x tensor.Tensor) tensor.Tensor {
	side := x.Shape[1]
	if err := c.CheckSize(side); err != nil {
		panic(err.Error())
	}
	enlarge, reduce := c.fit(side)
	if enlarge > 1 {
		x = tensor.UpsampleBilinear2D(s, x, enlarge)
	}
	if reduce > 1 {
		x = tensor.AvgPool2D(s, x, reduce)
	}
	return x
}

// conv applies a block's convolution. Patches of a K×K convolution at stride K
// don't overlap. It is run as a K×1 convolution on pixels of K·C channels, each
// made of K pixels of a row, which needs no padding of the channels.
func (f *folded) conv(s *vk.Stream, i int, x tensor.Tensor) tensor.Tensor {
	b, weight, bias := blocks[i], f.weights[i], f.biases[i]
	k := b.kernel
	if k != b.stride || b.padding != 0 {
		return tensor.Conv2DForward(s, x, weight, bias, tensor.Conv2DConfig{Stride: b.stride, Padding: b.padding})
	}
	n, h, w, channels := x.Shape[0], x.Shape[1]/k, x.Shape[2]/k, x.Shape[3]
	y := tensor.Conv2DForward(s, x.Reshape(n*h, k, w, k*channels), weight.Reshape(k, 1, k*channels, b.width), bias, tensor.Conv2DConfig{})
	return y.Reshape(n, h, w, b.width)
}
