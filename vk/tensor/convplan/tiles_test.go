package convplan

import (
	"testing"

	"autogan/vk"
)

// TestTilesFollowTheUnits has shapes by hand: large tiles where every unit gets
// two, smaller ones where not, then parts, and the smallest tile at last.
func TestTilesFollowTheUnits(t *testing.T) {
	gradient := same(64, 16, 128, 3, 3, 128)
	gradient.Pass = BackwardWeight
	for _, c := range []struct {
		units int
		shape Shape
		want  Kernel
		parts int
	}{
		{64, same(64, 16, 128, 3, 3, 128), Tiled128x128, 1}, // 128 tiles
		{65, same(64, 16, 128, 3, 3, 128), Tiled64x128, 1},  // 256
		{64, same(64, 16, 128, 3, 3, 64), Tiled128x64, 1},   // 128 columns would be half empty
		{129, same(64, 16, 128, 3, 3, 128), Tiled64x64, 1},  // 512
		{84, same(64, 8, 128, 3, 3, 128), Tiled64x64, 2},    // 128, in parts of 576 terms
		{84, same(64, 8, 128, 1, 1, 128), Tiled64x64, 1},    // 128 terms are no two parts
		{200, same(64, 8, 128, 1, 1, 128), Tiled32x32, 1},   // 128 tiles of 64×64 leave units without work
		{84, gradient, Tiled128x128, 38},                    // 9 tiles
		{1, gradient, Tiled128x128, 1},
	} {
		caps := vk.Caps{Type: vk.Discrete, SubgroupSize: 32, ComputeUnits: c.units, MaxInvocations: 1024, SharedMemory: 32 << 10}
		plan := Of(caps, Problem{Shape: c.shape})
		if plan.Kernel != c.want || plan.Split.Parts != c.parts {
			t.Errorf("%d units, %v: %v in %d parts, want %v in %d", c.units, c.shape, plan.Kernel, plan.Split.Parts, c.want, c.parts)
		}
	}
}

// TestTilesFitTheDevice has devices whose groups are too small for the largest tile.
func TestTilesFitTheDevice(t *testing.T) {
	for _, c := range []struct {
		invocations, memory int
		want                Kernel
	}{{1024, 16640, Tiled128x128}, {1024, 16639, Tiled64x128}, {255, 32 << 10, Tiled64x128}, {127, 32 << 10, Tiled64x64}, {0, 0, Tiled32x32}} {
		caps := vk.Caps{Type: vk.Discrete, ComputeUnits: 1, MaxInvocations: c.invocations, SharedMemory: c.memory}
		if got := Of(caps, Problem{Shape: same(64, 16, 128, 3, 3, 128)}).Kernel; got != c.want {
			t.Errorf("%d invocations and %d bytes: %v, want %v", c.invocations, c.memory, got, c.want)
		}
	}
}
