package kernels

import (
	"slices"
	"strings"
	"testing"

	"autogan/shaders"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// TestWordsAreStoredByEightLanes checks a constant of the transforms of
// Winograd's convolution. Vec2s instead of words give the same numbers, and cost
// a tenth of the transforms' time; words on sixteen lanes kill lavapipe 26.
func TestWordsAreStoredByEightLanes(t *testing.T) {
	words := map[string]uint32{}
	s := testgpu.StreamWith(t, vk.StreamOptions{Launched: func(l vk.Launched) {
		name, ours := strings.CutPrefix(l.Kernel.Name, "conv2d_winograd_")
		if ours && !strings.Contains(name, "product") && !strings.Contains(name, "outer") {
			words[name] = l.Spec[slices.IndexFunc(l.Kernel.Spec, func(c shaders.SpecConstant) bool { return c.Name == "WORDS" })]
		}
	}})
	for kernel, want := range map[convplan.Kernel]uint32{convplan.WinogradVec4: 0, convplan.WinogradSubgroup8: 1} {
		if kernel == convplan.WinogradSubgroup8 && s.Device().Info().Caps.SubgroupSize != 8 {
			continue
		}
		clear(words)
		x, weight, bias := tensor.Temp(s, 1, 8, 8, 8), tensor.Temp(s, 3, 3, 8, 8), tensor.Temp(s, 8)
		config := tensor.Conv2DConfig{Padding: 1, Kernel: kernel}
		tensor.Conv2DForward(s, x, weight, bias, config)
		tensor.Conv2DBackwardWeight(s, x, x, weight.Shape, true, config)
		if err := s.EndStep(); err != nil {
			t.Fatal(err)
		}
		if len(words) != 5 {
			t.Fatalf("kernel %d: transforms are %v, want all five", kernel, words)
		}
		for name, got := range words {
			if got != want {
				t.Errorf("kernel %d: %s stores words: %d, want %d", kernel, name, got, want)
			}
		}
	}
}
