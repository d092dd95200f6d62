package gan

import (
	"math"
	"testing"
)

// The anchors are autogan.md's tables, computed layer by layer from the
// reference implementation.
func TestCountGenerator(t *testing.T) {
	for _, c := range []struct {
		name                  string
		arch                  Arch
		channels, bottomWidth int
		params                int
		macs                  float64 // in units of 1e9, to as many digits as published
		digits                int
	}{
		{"top1", Top1, 256, 4, 4_405_251, 1.765015552, 9},
		{"top2", Top2, 256, 4, 4_471_043, 1.8321, 4},
		{"top3", Top3, 256, 4, 4_406_275, 1.7650, 4},
		{"e2gan", E2GAN, 256, 4, 4_867_331, 1.7818, 4},
		{"top1 48x48", Top1, 256, 6, 5_065_731, 3.9713, 4},
		{"top2 48x48", Top2, 256, 6, 5_131_523, 4.1223, 4},
		{"top3 48x48", Top3, 256, 6, 5_066_755, 3.9713, 4},
		{"e2gan 48x48", E2GAN, 256, 6, 5_527_811, 4.0090, 4},
		{"top1 C=128", Top1, 128, 4, 1_235_971, 0.4432, 4},
		{"top2 C=128", Top2, 128, 4, 1_252_483, 0.4599, 4},
		{"top3 C=128", Top3, 128, 4, 1_236_483, 0.4432, 4},
		{"e2gan C=128", E2GAN, 128, 4, 1_352_323, 0.4473, 4},
		{"SNGAN", mustParse("1 1 1 1 / 1 1 1 1 0 / 1 1 1 1 0"), 256, 4, 4_276_739, 1.681, 3},
		{"no skips at all", mustParse("0 0 0 0 / 0 0 0 0 0 / 0 0 0 0 0"), 256, 4, 4_076_291, 1.593, 3},
		{"everything", mustParse("0 1 2 1 / 0 1 2 1 1 / 0 1 2 1 3"), 256, 4, 7_098_115, 2.176, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			params, macs := CountGenerator(c.arch, c.channels, c.bottomWidth)
			unit := math.Pow10(9 - c.digits)
			if params != c.params || math.Round(float64(macs)/unit) != math.Round(c.macs*1e9/unit) {
				t.Errorf("CountGenerator = %d params, %d MACs, want %d, %.9gG", params, macs, c.params, c.macs)
			}
		})
	}
}

func TestCountGeneratorExtremes(t *testing.T) {
	minParams, maxParams := math.MaxInt, 0
	minMACs, maxMACs := int64(math.MaxInt64), int64(0)
	for a := range everyArch(MaxCells) {
		// Order moves names, not counts; bilinear costs what nearest does.
		if a[0].ConvOrder+a[1].ConvOrder+a[2].ConvOrder > 0 || a[0].Upsampling == Nearest {
			continue
		}
		params, macs := CountGenerator(a, 256, 4)
		minParams, maxParams = min(minParams, params), max(maxParams, params)
		minMACs, maxMACs = min(minMACs, macs), max(maxMACs, macs)
	}
	if minParams != 4_076_291 || maxParams != 7_098_115 {
		t.Errorf("parameters range over %d..%d, want 4076291..7098115", minParams, maxParams)
	}
	if minMACs/1e6 != 1593 || (maxMACs+5e5)/1e6 != 2176 {
		t.Errorf("MACs range over %d..%d, want 1.593G..2.176G", minMACs, maxMACs)
	}
}

func TestGeneratorPlanOfEachLayer(t *testing.T) {
	plan := GeneratorPlan(Top1, GeneratorConfig{Channels: 256, BottomWidth: 4})
	want := []struct {
		name   string
		params int
		macs   int64
	}{
		{"linear", 528_384, 524_288},
		{"cell1.pre.block1.conv", 590_080, 37_748_736},
		{"cell1.pre.block2.conv", 590_080, 37_748_736},
		{"cell1.shortcut.conv", 65_792, 4_194_304},
		{"cell2.pre.block1.conv", 590_080, 150_994_944},
		{"cell2.skip.conv1", 65_792, 16_777_216},
		{"cell2.pre.block2.conv", 590_080, 150_994_944},
		{"cell2.shortcut.conv", 65_792, 16_777_216},
		{"cell3.pre.block1.conv", 590_080, 603_979_776},
		{"cell3.skip.conv1", 65_792, 67_108_864},
		{"cell3.skip.conv2", 65_792, 67_108_864},
		{"cell3.pre.block2.conv", 590_080, 603_979_776},
		{"rgb.norm", 512, 0},
		{"rgb.conv", 6_915, 7_077_888},
	}
	if len(plan) != len(want) {
		t.Fatalf("plan has %d layers, want %d:\n%s", len(plan), len(want), plan)
	}
	for i, w := range want {
		if l := plan[i]; l.Name != w.name || l.Params() != w.params || l.MACs() != w.macs {
			t.Errorf("layer %d = %s %d %d, want %v", i, l.Name, l.Params(), l.MACs(), w)
		}
	}
}

func TestGeneratorMACsByStage(t *testing.T) {
	for cells, want := range map[int]float64{1: 20.4, 2: 105.0, 3: 443.2} {
		_, macs := CountGenerator(Top1[:cells], 128, 4)
		if got := math.Round(float64(macs)/1e5) / 10; got != want {
			t.Errorf("%d cells: %.1fM MACs, want %.1fM", cells, got, want)
		}
	}
}

func TestSupernetPlan(t *testing.T) {
	for channels, want := range map[int]int{128: 3_716_995, 256: 14_315_267} {
		c := GeneratorConfig{Channels: channels, BottomWidth: 4}
		if got := SupernetPlan(c).Params(); got != want {
			t.Errorf("supernet at C=%d has %d parameters, want %d", channels, got, want)
		}
	}
	perCell := map[int][]int{128: {1_133_184, 1_149_696, 1_166_208}, 256: {4_527_360, 4_593_152, 4_658_944}}
	for channels, cells := range perCell {
		for i, want := range cells {
			c := GeneratorConfig{Channels: channels, BottomWidth: 4}
			if got := Plan(c.superCell(i)).Params(); got != want {
				t.Errorf("supernet cell %d at C=%d has %d parameters, want %d", i+1, channels, got, want)
			}
		}
	}
}

func TestSupernetHoldsEveryArch(t *testing.T) {
	c := GeneratorConfig{Channels: 8, BottomWidth: 4}
	super := map[string]LayerSpec{}
	for _, l := range SupernetPlan(c) {
		if _, twice := super[l.Name]; twice {
			t.Fatalf("supernet has two layers named %s", l.Name)
		}
		super[l.Name] = l
	}
	used := map[string]bool{}
	for a := range everyArch(MaxCells) {
		if a[0].Upsampling != a[2].Upsampling || a[1].Norm != a[2].Norm || a[0].Norm != a[1].Norm {
			continue // cells do not share layers: a slice of the space meets each of them
		}
		for _, l := range GeneratorPlan(a, c) {
			if s := super[l.Name]; s.Op != l.Op || s.Params() != l.Params() {
				t.Fatalf("%s uses %+v, supernet has %+v", a, l, s)
			}
			used[l.Name] = true
		}
	}
	// Never used: deconvolutions of 6 second blocks, all 3 skip deconvolutions of cell 1, the x4 pair of cell 2.
	if got, want := len(super)-len(used), 6+3+2; got != want {
		t.Errorf("%d layers of the supernet are never used, want %d", got, want)
	}
}

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
