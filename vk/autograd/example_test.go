package autograd_test

import (
	"fmt"

	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// A tensor on the device, and a gradient: of the mean of x², which is 2x/4.
func Example() {
	instance, err := vk.Open(vk.Options{})
	if err != nil {
		panic(err) // no Vulkan here
	}
	defer instance.Release()
	device, _ := instance.OpenDevice("") // the most capable one
	defer device.Release()
	stream, _ := device.NewStream()
	defer stream.Release()

	value, _ := tensor.FromSlice(stream, []float32{1, 2, 3, 4}, 2, 2)
	defer value.Release(device)
	x := &autograd.Param{Value: value}
	tape := autograd.NewTape(stream, x)
	loss := autograd.Mean(autograd.Square(tape.Param(x)))
	gradient, _ := tape.Backward(loss).Of(x)

	fmt.Println(loss.Value.Floats(stream)) // waits for the device
	fmt.Println(gradient.Floats(stream))
	// Output:
	// [7.5] <nil>
	// [0.5 1 1.5 2] <nil>
}
