package layers_test

import (
	"fmt"

	"autogan/layers"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// scaled is a layer of one's own: y = s · tanh(x·W + b) with a scale s for each
// output.
type scaled struct {
	linear *layers.Linear
	scale  *layers.Param
}

func newScaled(r *layers.Registry, name string, in, out int) *scaled {
	return &scaled{
		linear: layers.NewLinear(r, name+".linear", layers.LinearConfig{In: in, Out: out}),
		scale:  r.Param(name+".scale", layers.Constant(1), out),
	}
}

// Forward applies the layer to x [N, in]; the result is [N, out].
func (l *scaled) Forward(x *autograd.Var) *autograd.Var {
	return autograd.Mul(autograd.Tanh(l.linear.Forward(x)), x.Tape().Param(l.scale))
}

// A layer is made from a registry, which names, initialises and saves its tensors.
func Example_layer() {
	instance, err := vk.Open(vk.Options{})
	if err != nil {
		panic(err) // no Vulkan here
	}
	defer instance.Release()
	device, _ := instance.OpenDevice("")
	defer device.Release()
	stream, _ := device.NewStream()
	defer stream.Release()

	r := layers.NewRegistry(stream, 1)
	layer := newScaled(r, "out", 3, 2)
	defer r.Release()
	if r.Err() != nil {
		panic(r.Err())
	}
	tape := autograd.NewTape(stream, r.Params()...)
	y := layer.Forward(tape.Const(tensor.Full(stream, 1, 5, 3)))
	grads := tape.Backward(autograd.Sum(y))
	fmt.Println(y.Value.Shape, r.NumParams(), "parameters")
	for _, p := range r.Params() {
		g, _ := grads.Of(p)
		fmt.Println(p.Name, g.Shape)
	}
	stream.EndStep()
	// Output:
	// [5 2] 10 parameters
	// out.linear.weight [3 2]
	// out.linear.bias [2]
	// out.scale [2]
}
