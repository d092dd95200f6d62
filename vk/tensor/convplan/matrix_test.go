package convplan

import (
	"strings"
	"testing"

	"autogan/vk"
)

// withMatrices is a GPU with NVIDIA's or AMD's products.
func withMatrices(kind vk.DeviceType, lanes int) vk.Caps {
	return vk.Caps{Type: kind, SubgroupSize: lanes, SharedMemory: 48 << 10, Matrix: vk.Matrix{M: 16, N: 16, K: 16, Lanes: lanes}}
}

// TestMatrixTakesOnlyFloat16 asks for the kernel and leaves the choice: nothing
// that is float32 is rounded for it, and no CPU takes it by itself.
func TestMatrixTakesOnlyFloat16(t *testing.T) {
	shape := same(64, 16, 128, 3, 3, 128)
	for _, c := range []struct {
		name          string
		caps          vk.Caps
		half, float32 bool
		asked, chosen bool
	}{
		{"float32", withMatrices(vk.Discrete, 32), false, true, false, false},
		{"a float16 result of float32", withMatrices(vk.Discrete, 32), true, true, false, false},
		{"float16", withMatrices(vk.Discrete, 32), true, false, true, true},
		{"float16, AMD", withMatrices(vk.Discrete, 64), true, false, true, true},
		{"float16 on a CPU", withMatrices(vk.CPU, 8), true, false, true, false},
		{"float16 without units", vk.Caps{Type: vk.Discrete, SubgroupSize: 32, SharedMemory: 48 << 10}, true, false, false, false},
		{"float16 and too little shared memory", vk.Caps{Type: vk.Discrete, SubgroupSize: 32, SharedMemory: 16 << 10, Matrix: vk.Matrix{M: 16, N: 16, K: 16, Lanes: 32}}, true, false, false, false},
	} {
		for shape.Pass = Forward; shape.Pass <= BackwardWeight; shape.Pass++ {
			shape.Half = c.half
			p := Problem{Shape: shape, Float32: c.float32}
			if got := Of(c.caps, p).Kernel == Matrix; got != c.chosen {
				t.Errorf("%s, %v: chosen %t, want %t", c.name, shape, got, c.chosen)
			}
			p.Asked = Matrix
			if got := Of(c.caps, p).Kernel == Matrix; got != c.asked {
				t.Errorf("%s, %v: runs if asked %t, want %t", c.name, shape, got, c.asked)
			}
		}
	}
}

// TestMatrixTakesBFloat16WhereItsUnitsDo: elsewhere another kernel takes it, also if
// this one is asked for, and the plan is that of float16 without matrix units.
func TestMatrixTakesBFloat16WhereItsUnitsDo(t *testing.T) {
	float16Alone, both, none := withMatrices(vk.Discrete, 32), withMatrices(vk.Discrete, 32), withMatrices(vk.Discrete, 32)
	both.Matrix.BFloat16 = true
	none.Matrix = vk.Matrix{}
	for _, pass := range []Pass{Forward, BackwardInput, BackwardWeight} {
		shape := same(64, 16, 128, 3, 3, 128)
		shape.Pass, shape.Half, shape.BFloat16 = pass, true, true
		if got := Of(both, Problem{Shape: shape}); got.Kernel != Matrix || !got.Computed.BFloat16 {
			t.Errorf("%v with units for both: %v of %v, want the kernel for matrix units, of bfloat16", pass, got.Kernel, got.Computed)
		}
		float16 := shape
		float16.BFloat16 = false
		want := Of(none, Problem{Shape: float16})
		for _, asked := range []Kernel{Auto, Matrix} {
			got := Of(float16Alone, Problem{Shape: shape, Asked: asked})
			if got.Computed.BFloat16 = false; got != want {
				t.Errorf("%v with units for float16, asked for %v: %+v, want %+v", pass, asked, got, want)
			}
		}
	}
	if missing := Matrix.MissingFor(float16Alone, true); !strings.Contains(missing, "bfloat16") {
		t.Errorf("units for float16 alone lack %q", missing)
	}
	for _, caps := range []vk.Caps{float16Alone, both} {
		if missing := Matrix.MissingFor(caps, false) + Matrix.MissingFor(both, true); missing != "" {
			t.Errorf("%+v lacks %q", caps.Matrix, missing)
		}
	}
}

// TestMatrixTilesFitTheirMemory checks tiles of every product against the numbers
// of shaders/include/matrices.glsl.
func TestMatrixTilesFitTheirMemory(t *testing.T) {
	for _, m := range []vk.Matrix{{M: 16, N: 16, K: 16, Lanes: 32}, {M: 16, N: 16, K: 16, Lanes: 64}, {M: 16, N: 8, K: 16, Lanes: 32}, {M: 16, N: 8, K: 8, Lanes: 32}, {M: 8, N: 16, K: 16, Lanes: 16}, {M: 8, N: 8, K: 8, Lanes: 8}} {
		for _, o := range []int{4, 64, 65, 256} {
			tile := matrixTile(vk.Caps{Matrix: m}, computed{Shape: Shape{O: o}})
			across := tile.SubgroupsAcross(m)
			if across != 1 && across != 2 || tile.Rows*across != 4*2*m.M || tile.Columns != across*4*m.N || tile.Group != 4*m.Lanes {
				t.Errorf("%+v, %d channels: %+v, %d across", m, o, tile, across)
			}
			if across == 2 && o <= 4*m.N {
				t.Errorf("%+v, %d channels: half of %+v is empty", m, o, tile)
			}
			pitch := 2*m.K/4 + 2
			if bytes := 8*pitch*(tile.Rows+tile.Columns) + 16*4*m.M*(m.N/4+1); bytes > matrixShared {
				t.Errorf("%+v, %d channels: %d bytes of shared memory, planned are %d", m, o, bytes, matrixShared)
			}
		}
	}
}
