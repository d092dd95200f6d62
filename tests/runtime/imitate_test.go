package runtime

import (
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/recorded"
	"autogan/vk/tensor"
)

// TestImitatedDevicesChooseTheirKernels records a convolution as a GPU would run it.
func TestImitatedDevicesChooseTheirKernels(t *testing.T) {
	_, s := testgpu.Stream(t)
	var launched []vk.Launched
	d := s.Device().Imitate(recorded.Find("radv-navi31").Caps)
	before := len(s.Device().Kernels())
	own, err := d.NewStreamWith(vk.StreamOptions{RecordOnly: true, Launched: func(l vk.Launched) { launched = append(launched, l) }})
	if err != nil {
		t.Fatal(err)
	}
	defer own.Release()
	x, weight := tensor.Temp(own, 4, 8, 8, 16), tensor.Temp(own, 3, 3, 16, 32)
	tensor.Conv2DForward(own, x, weight, tensor.Tensor{}, tensor.Conv2DConfig{Padding: 1})
	tensor.ReLU(own, x)
	if err := own.EndStep(); err != nil {
		t.Fatal(err)
	}
	if len(launched) != 2 {
		t.Fatalf("%d launches, want a convolution and a ReLU", len(launched))
	}
	conv, relu := launched[0], launched[1]
	const pixels = 4 * 8 * 8
	if conv.Kernel.Name != "conv2d_forward_tiled" || conv.Products != pixels*9*16*32 || conv.Groups == 0 || conv.Bytes != 4*(pixels*(16+32)+9*16*32) {
		t.Errorf("a GPU's convolution is %+v of %s", conv, conv.Kernel.Name)
	}
	if relu.Products != 0 || relu.Waits || relu.Bytes != 4*2*pixels*16 {
		t.Errorf("a ReLU of the same operand is %+v", relu)
	}
	if after := len(s.Device().Kernels()); after != before {
		t.Errorf("%d kernels were compiled", after-before)
	}
}

func TestImitatedDevicesDoNoWork(t *testing.T) {
	_, s := testgpu.Stream(t)
	defer func() {
		if recover() == nil {
			t.Error("a stream with work to do opened")
		}
	}()
	_, _ = s.Device().Imitate(recorded.Find("radv-navi31").Caps).NewStream()
}
