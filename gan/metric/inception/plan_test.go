package inception

import (
	"slices"
	"testing"
)

// TestPlanIsThePublishedNetwork: the widths of the stages (Szegedy et al. 2016,
// table 1), 94 convolutions, and the numbers of torchvision's inception_v3:
// 27,161,264 parameters, without 3,326,696 of the second classifier, 2,049,000
// of the last layer and the scale and shift of each channel.
func TestPlanIsThePublishedNetwork(t *testing.T) {
	p := newPlan(1, publishedSize)
	var widths []int
	side := p.size
	for _, b := range p.blocks {
		widths = append(widths, b.out)
		side = b.side(side)
	}
	if want := []int{32, 32, 64, 64, 80, 192, 192, 256, 288, 288, 768, 768, 768, 768, 768, 1280, 2048, 2048}; !slices.Equal(widths, want) {
		t.Errorf("the stages have %v channels, want %v", widths, want)
	}
	if side != 8 || p.classes != 1008 {
		t.Errorf("it ends with %d×%d pixels and %d classes, want 8×8 and 1008", side, side, p.classes)
	}
	weights, channels := 0, 0
	for _, c := range p.convolutions() {
		weights += c.weightsShape().NumElements()
		channels += c.out
	}
	if n := len(p.convolutions()); n != 94 {
		t.Errorf("%d convolutions, want 94", n)
	}
	if want := 27_161_264 - 3_326_696 - 2_049_000; weights+2*channels != want {
		t.Errorf("%d weights and %d channels, want %d numbers", weights, channels, want)
	}
}
