package gan

import (
	"slices"
	"testing"

	"autogan/gan/arch"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// products returns the multiply-adds of a convolution's pass; the stride is 1
// or the kernel's size.
func products(c convplan.Shape) int64 {
	return int64(c.N*c.H*c.W) * int64(c.KH*c.KW*c.C*c.O) / int64(c.Stride*c.Stride)
}

// TestShapesCostWhatThePlanDoes compares the multiply-adds of the shapes with
// the plan's, without the first layer, which is no convolution.
func TestShapesCostWhatThePlanDoes(t *testing.T) {
	for _, text := range []string{"top1", "top2", "1 0 1 1 / 1 0 2 1 1 / 1 0 1 0 3"} {
		plan := arch.AutoGAN.Must(text).Plan(arch.Geometry{Channels: 256, BottomWidth: 4})
		for _, pass := range []convplan.Pass{convplan.Forward, convplan.BackwardInput, convplan.BackwardWeight} {
			var got int64
			for _, shape := range ConvShapes(plan, 2, pass) {
				got += products(shape)
			}
			if want := 2 * (plan.MACs() - plan[0].MACs()); got != want {
				t.Errorf("%v, %v: the shapes cost %d multiply-adds, the plan %d", text, pass, got, want)
			}
		}
	}
}

func TestTransposedConvolutionsRunTheirAdjoints(t *testing.T) {
	plan := arch.Plan{{Op: arch.OpConvTranspose, Kernel: 2, In: 64, Out: 32, Size: 16}}
	for layer, want := range map[convplan.Pass]convplan.Pass{
		convplan.Forward: convplan.BackwardInput, convplan.BackwardInput: convplan.Forward, convplan.BackwardWeight: convplan.BackwardWeight,
	} {
		got := ConvShapes(plan, 32, layer)
		shape := convplan.Shape{Pass: want, N: 32, H: 16, W: 16, C: 32, KH: 2, KW: 2, O: 64, Stride: 2}
		if len(got) != 1 || got[0] != shape {
			t.Errorf("%v: %v, want %v", layer, got, shape)
		}
	}
}

// TestMixedShapes: what a training stores in 16 bits has channels in fours.
func TestMixedShapes(t *testing.T) {
	generator := arch.Plan{{Op: arch.OpConv, Size: 32, In: 64, Out: 3, Kernel: 3}, {Op: arch.OpConv, Size: 64, In: 18, Out: 18, Kernel: 3}}
	want := map[tensor.DType][]int{tensor.Float32: nil, tensor.Float16: {64}, tensor.BFloat16: {64}}
	for storage, channels := range want {
		var got []int
		for _, shape := range TrainingShapes(generator, nil, 64, 64, storage) {
			if shape.Half {
				got = append(got, shape.C)
			}
			if bfloat16 := shape.Half && storage == tensor.BFloat16; shape.BFloat16 != bfloat16 {
				t.Errorf("%v: %v is bfloat16 %t, want %t", storage, shape, shape.BFloat16, bfloat16)
			}
		}
		if !slices.Equal(slices.Compact(got), channels) {
			t.Errorf("%v: channels %v are in 16 bits, want %v", storage, got, channels)
		}
	}
}

func TestTrainingShapesAreListedOnce(t *testing.T) {
	generator := arch.AutoGAN.Must("top1").Plan(arch.Geometry{Channels: 128, BottomWidth: 4})
	discriminator := DiscriminatorPlan(3, DiscriminatorConfig{Channels: 64, ImageSize: 32})
	seen := map[convplan.Shape]bool{}
	batches := map[int]int{}
	for _, shape := range TrainingShapes(generator, discriminator, 128, 64, tensor.Float32) {
		if seen[shape] {
			t.Errorf("%v is there twice", shape)
		}
		seen[shape] = true
		batches[shape.N]++
	}
	if len(batches) != 2 || batches[128] <= batches[64] {
		t.Errorf("shapes by batch: %v, want those of 128 and 64 images, and of a generator's training more", batches)
	}
}
