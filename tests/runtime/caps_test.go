package runtime

import (
	"testing"

	"autogan/tests/testgpu"
)

func TestSubgroupSizeIsInItsRange(t *testing.T) {
	dev, _ := testgpu.Stream(t)
	c := dev.Caps()
	if c.SubgroupMin < 1 || c.SubgroupSize < c.SubgroupMin || c.SubgroupSize > c.SubgroupMax {
		t.Errorf("subgroups of %d lanes are not from %d to %d", c.SubgroupSize, c.SubgroupMin, c.SubgroupMax)
	}
}
