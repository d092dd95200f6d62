package gan

import "testing"

func TestDiscriminatorPlan(t *testing.T) {
	for _, c := range []struct {
		name                   string
		cells, channels, image int
		params                 int
		macs                   int64
	}{
		{"CIFAR", 3, 128, 32, 1_053_824, 272_072_832},
		{"STL", 3, 128, 48, 1_053_824, 612_163_712},
		{"stage 0", 1, 64, 8, 112_896, 3_652_672},
		{"stage 1", 2, 64, 16, 190_912, 16_052_288},
		{"stage 2", 3, 64, 32, 264_768, 68_927_552},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := DiscriminatorPlan(c.cells, DiscriminatorConfig{Channels: c.channels, ImageSize: c.image})
			if p.Params() != c.params || p.MACs() != c.macs {
				t.Errorf("%d params, %d MACs, want %d, %d\n%s", p.Params(), p.MACs(), c.params, c.macs, p)
			}
		})
	}
}
