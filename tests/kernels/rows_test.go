package kernels

import (
	"slices"
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk/tensor"
)

// Parameters stepped together get the bits that each gets alone, wherever it
// stands in the table and whatever the others are.
func TestAdamOfSeveralParametersIsThatOfEach(t *testing.T) {
	_, s := testgpu.Stream(t)
	rates := tensor.AdamRates{LR: 0.01, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8}
	sizes := []int{5, 1024, 64, 3001, 1, 1025, 0, 257}
	slots := func() (all []tensor.AdamSlot) {
		r := testgpu.Rand(t.Name())
		for i, n := range sizes {
			slot := tensor.AdamSlot{Step: i + 1}
			for _, x := range []*tensor.Tensor{&slot.W, &slot.M, &slot.V, &slot.G} {
				*x = device(s, testgpu.Normal(r, n), n)
			}
			slot.V = tensor.Square(s, slot.V)
			if i%3 == 2 {
				slot.G = tensor.Tensor{}
			}
			all = append(all, slot)
		}
		return all
	}
	together, alone := slots(), slots()
	tensor.AdamStep(s, together, rates)
	for i := range alone {
		tensor.AdamStep(s, alone[i:i+1], rates)
	}
	for i, a := range together {
		b := alone[i]
		for name, pair := range map[string][2]tensor.Tensor{"w": {a.W, b.W}, "m": {a.M, b.M}, "v": {a.V, b.V}} {
			if got, want := floats(t, s, pair[0]), floats(t, s, pair[1]); !slices.Equal(got, want) {
				t.Errorf("parameter %d: %s has other bits than alone", i, name)
			}
		}
	}
}
