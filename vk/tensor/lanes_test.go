package tensor

import (
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk"
)

// A device may fault on a vec4 that is not at a multiple of 16 bytes, or read another
// one; others, like lavapipe, do as was meant. So the choice itself is tested.
func TestViewsThatAreNotAlignedTakeNoVec4(t *testing.T) {
	_, s := testgpu.Stream(t)
	whole := Full(s, 1, 24)
	for from := range 8 {
		view := whole.Rows(from, 16)
		lanes, quads := 1, uint32(0)
		if from%4 == 0 {
			lanes, quads = 4, 1
		}
		if got := lanesOf(16, whole.Buffer, view.Buffer); got != lanes {
			t.Errorf("from element %d: %d lanes, want %d", from, got, lanes)
		}
		if got := aligned(whole, view); got != quads {
			t.Errorf("from element %d: aligned = %d, want %d", from, got, quads)
		}
		// Convolutions copy such an operand into place first.
		if moved := resizeChannels(s, view.Reshape(4, 4), 4).Buffer != view.Buffer; moved != (from%4 != 0) {
			t.Errorf("from element %d: copied = %v", from, moved)
		}
	}
	for width, want := range map[int]int{1: 1, 2: 1, 3: 1, 4: 4, 6: 1, 8: 4} {
		if got := lanesOf(width, whole.Buffer); got != want {
			t.Errorf("rows of %d: %d lanes, want %d", width, got, want)
		}
	}
}

func TestWordsAreForEightLanesOfACPU(t *testing.T) {
	for _, c := range []struct {
		caps vk.Caps
		want bool
	}{
		{vk.Caps{Type: vk.CPU, SubgroupSize: 8}, true},                      // lavapipe
		{vk.Caps{Type: vk.CPU, SubgroupSize: 4}, false},                     // SwiftShader
		{vk.Caps{Type: vk.CPU, SubgroupSize: 16}, false},                    // lavapipe, if asked for
		{vk.Caps{Type: vk.CPU, SubgroupSize: 8, VaryingLanes: true}, false}, // which may take 16
		{vk.Caps{Type: vk.Integrated, SubgroupSize: 8}, false},
	} {
		if got := movesWords(c.caps); got != c.want {
			t.Errorf("%v of %d lanes: words %t, want %t", c.caps.Type, c.caps.SubgroupSize, got, c.want)
		}
	}
}
