package arch

import (
	"math"
	"testing"
)

// The figures are computed layer by layer from the reference implementation.
func TestCount(t *testing.T) {
	for _, c := range []struct {
		name                  string
		arch                  string
		channels, bottomWidth int
		params                int
		macs                  float64 // in units of 1e9, to as many digits as published
		digits                int
	}{
		{"top1", "top1", 256, 4, 4_405_251, 1.765015552, 9},
		{"top2", "top2", 256, 4, 4_471_043, 1.8321, 4},
		{"top3", "top3", 256, 4, 4_406_275, 1.7650, 4},
		{"e2gan", "e2gan", 256, 4, 4_867_331, 1.7818, 4},
		{"top1 48x48", "top1", 256, 6, 5_065_731, 3.9713, 4},
		{"top2 48x48", "top2", 256, 6, 5_131_523, 4.1223, 4},
		{"top3 48x48", "top3", 256, 6, 5_066_755, 3.9713, 4},
		{"e2gan 48x48", "e2gan", 256, 6, 5_527_811, 4.0090, 4},
		{"top1 C=128", "top1", 128, 4, 1_235_971, 0.4432, 4},
		{"top2 C=128", "top2", 128, 4, 1_252_483, 0.4599, 4},
		{"top3 C=128", "top3", 128, 4, 1_236_483, 0.4432, 4},
		{"e2gan C=128", "e2gan", 128, 4, 1_352_323, 0.4473, 4},
		{"sngan", "sngan", 256, 4, 4_276_739, 1.681, 3},
		{"no skips at all", "0 0 0 0 / 0 0 0 0 0 / 0 0 0 0 0", 256, 4, 4_076_291, 1.593, 3},
		{"everything", "0 1 2 1 / 0 1 2 1 1 / 0 1 2 1 3", 256, 4, 7_098_115, 2.176, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			params, macs := parse(t, c.arch).Count(Geometry{Channels: c.channels, BottomWidth: c.bottomWidth})
			unit := math.Pow10(9 - c.digits)
			if params != c.params || math.Round(float64(macs)/unit) != math.Round(c.macs*1e9/unit) {
				t.Errorf("Count = %d params, %d MACs, want %d, %.9gG", params, macs, c.params, c.macs)
			}
		})
	}
}

func TestCountExtremes(t *testing.T) {
	minParams, maxParams := math.MaxInt, 0
	minMACs, maxMACs := int64(math.MaxInt64), int64(0)
	for a := range everyArch(AutoGAN) {
		// Order moves names, not counts; bilinear costs what nearest does.
		t := a.tokens
		if t[0]+t[4]+t[9] > 0 || t[2] == int(Nearest) || t[6] == int(Nearest) || t[11] == int(Nearest) {
			continue
		}
		params, macs := a.Count(Geometry{Channels: 256, BottomWidth: 4})
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

func TestPlanOfEachLayer(t *testing.T) {
	plan := parse(t, "top1").Plan(Geometry{Channels: 256, BottomWidth: 4})
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

func TestMACsByStage(t *testing.T) {
	for cells, want := range map[int]float64{1: 20.4, 2: 105.0, 3: 443.2} {
		_, macs := parse(t, "top1").First(cells).Count(Geometry{Channels: 128, BottomWidth: 4})
		if got := math.Round(float64(macs)/1e5) / 10; got != want {
			t.Errorf("%d cells: %.1fM MACs, want %.1fM", cells, got, want)
		}
	}
}

// TestLargestTensor: the widest of the activations at the largest size and, in
// narrow networks, the 27 taps of an image.
func TestLargestTensor(t *testing.T) {
	a := AutoGAN.Plain(3)
	for channels, want := range map[int]int{256: 2 * 32 * 32 * 256, 8: 2 * 32 * 32 * 27} {
		if got := a.Plan(Geometry{Channels: channels, BottomWidth: 4}).Largest(2); got != want {
			t.Errorf("%d channels: %d values, want %d", channels, got, want)
		}
	}
}
