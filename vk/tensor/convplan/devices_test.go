package convplan

import (
	"fmt"
	"slices"
	"testing"

	"autogan/vk"
	"autogan/vk/recorded"
)

// device is one of package recorded, with one of its subgroup sizes.
type device struct {
	name string
	caps vk.Caps
}

// devices are the recorded ones. If a device has a range of subgroup sizes,
// both ends are in the list too: its driver may come to choose another size.
func devices() []device {
	var list []device
	for _, d := range recorded.Devices() {
		lanes := []int{d.Caps.SubgroupMin, d.Caps.SubgroupSize, d.Caps.SubgroupMax}
		slices.Sort(lanes)
		for _, n := range slices.Compact(lanes) {
			caps := d.Caps
			caps.SubgroupSize = n
			list = append(list, device{fmt.Sprintf("%s(%d)", d.File, n), caps})
		}
	}
	return list
}

// layer is a convolution of a network, with what the network wants around it.
type layer struct {
	name   string
	shape  Shape // of the forward pass
	fusion Fusion
	add    bool
}

// same is a convolution that keeps the size of n images.
func same(n, size, c, kh, kw, o int) Shape {
	return Shape{N: n, H: size, W: size, C: c, KH: kh, KW: kw, O: o, Stride: 1, PaddingH: kh / 2, PaddingW: kw / 2}
}

// layers are those of a search at 8×8 to 32×32, of the final training, and the
// odd ones of Inception.
func layers() []layer {
	relu := Fusion{ReLU: true}
	enlarged, pooled := Fusion{ReLU: true, Upsample: true}, Fusion{ReLU: true, AvgPool: true}
	return []layer{
		{"generator, first of a cell, after norm and ReLU, nearest", same(64, 8, 128, 3, 3, 128), enlarged, false},
		{"generator, second of a cell, after norm and ReLU", same(64, 16, 128, 3, 3, 128), relu, false},
		{"generator, last cell", same(64, 32, 256, 3, 3, 256), Fusion{}, true},
		{"generator, skip", same(64, 16, 128, 1, 1, 128), Fusion{}, true},
		{"more channels than before", same(64, 16, 64, 1, 1, 128), Fusion{}, false},
		{"generator, to images", same(64, 32, 128, 3, 3, 3), Fusion{}, false},
		{"generator, transposed", Shape{N: 64, H: 32, W: 32, C: 128, KH: 2, KW: 2, O: 128, Stride: 2}, Fusion{}, false},
		{"discriminator, from images", same(64, 32, 3, 3, 3, 128), Fusion{}, false},
		{"discriminator, images' shortcut", same(64, 16, 3, 1, 1, 64), Fusion{}, false},
		{"discriminator, second of a pooling block", same(64, 32, 128, 3, 3, 128), pooled, true},
		{"discriminator, second of a block", same(64, 8, 64, 3, 3, 64), relu, true},
		{"discriminator, shortcut", same(64, 8, 64, 1, 1, 64), Fusion{}, false},
		{"quickstart's width", same(8, 8, 16, 3, 3, 16), relu, false},
		{"few channels on both sides", same(8, 8, 8, 3, 3, 8), enlarged, false},
		{"odd channels", same(8, 8, 18, 3, 3, 18), pooled, true},
		{"classifier, stride", Shape{N: 16, H: 16, W: 16, C: 16, KH: 3, KW: 3, O: 32, Stride: 2, PaddingH: 1, PaddingW: 1}, Fusion{}, false},
		{"Inception, from images", Shape{N: 8, H: 299, W: 299, C: 3, KH: 3, KW: 3, O: 32, Stride: 2}, Fusion{}, false},
		{"Inception, without padding", Shape{N: 8, H: 149, W: 149, C: 32, KH: 3, KW: 3, O: 32, Stride: 1}, Fusion{}, false},
		{"Inception, 5×5", same(8, 35, 48, 5, 5, 64), Fusion{}, false},
		{"Inception, 1×7", same(8, 17, 128, 1, 7, 128), Fusion{}, false},
		{"Inception, 1×1", same(8, 8, 2048, 1, 1, 320), Fusion{}, false},
	}
}

// problem is a pass of the layer.
func (l layer) problem(pass Pass, half bool) Problem {
	p := Problem{Shape: l.shape, Wanted: l.fusion.Steps(pass)}
	p.Half = half
	if l.fusion.Upsample {
		p.H, p.W = 2*p.H, 2*p.W
	}
	if p.Pass = pass; l.add && pass == Forward {
		p.Wanted |= Add
	}
	return p
}

// eachPlan calls f for every layer, pass and storage on every device.
func eachPlan(t *testing.T, f func(d device, p Problem, plan Plan)) {
	t.Helper()
	for _, d := range devices() {
		for _, l := range layers() {
			for pass := Forward; pass <= BackwardWeight; pass++ {
				for _, half := range []bool{false, true} {
					p := l.problem(pass, half)
					f(d, p, Of(d.caps, p))
				}
			}
		}
	}
}
