package drawn

import (
	"cmp"
	"image"
	"image/color"
	"maps"
	"slices"
)

// maxColours is the size of a GIF's palette.
const maxColours = 256

// counted is a colour with the number of pixels that have it.
type counted struct {
	rgb    [3]uint8
	pixels int
}

// inPalette draws an opaque image with at most 256 colours. If it has no more, all
// stay as they are. No pattern imitates those in between: enlarged pixels would
// show it.
func inPalette(img *image.RGBA) *image.Paletted {
	boxes := boxesOf(coloursOf(img))
	palette := make(color.Palette, len(boxes))
	nearest := map[[3]uint8]uint8{}
	for i, b := range boxes {
		palette[i] = b.mean()
		for _, c := range b.colours {
			nearest[c.rgb] = uint8(i)
		}
	}
	out := image.NewPaletted(img.Rect, palette)
	for i := range out.Pix {
		out.Pix[i] = nearest[[3]uint8(img.Pix[4*i:])]
	}
	return out
}

// coloursOf counts the colours of an image, in a fixed order.
func coloursOf(img *image.RGBA) []counted {
	pixels := map[[3]uint8]int{}
	for p := 0; p < len(img.Pix); p += 4 {
		pixels[[3]uint8(img.Pix[p:])]++
	}
	colours := make([]counted, 0, len(pixels))
	for _, rgb := range slices.SortedFunc(maps.Keys(pixels), func(a, b [3]uint8) int { return slices.Compare(a[:], b[:]) }) {
		colours = append(colours, counted{rgb, pixels[rgb]})
	}
	return colours
}

// box is colours that get one place in the palette.
type box struct {
	colours []counted
	sum     [3]float64
	pixels  float64
	channel int     // in which the colours differ most
	spread  float64 // the sum of the squared distances from the mean in this channel
}

func newBox(colours []counted) box {
	b := box{colours: colours}
	var squares [3]float64
	for _, c := range colours {
		weight := float64(c.pixels)
		b.pixels += weight
		for k, v := range c.rgb {
			b.sum[k] += weight * float64(v)
			squares[k] += weight * float64(v) * float64(v)
		}
	}
	for k := range squares {
		if spread := squares[k] - b.sum[k]*b.sum[k]/b.pixels; spread > b.spread {
			b.channel, b.spread = k, spread
		}
	}
	return b
}

func (b box) mean() color.RGBA {
	at := func(k int) uint8 { return uint8(b.sum[k]/b.pixels + .5) }
	return color.RGBA{at(0), at(1), at(2), 255}
}

// split cuts a box at its mean, in the channel in which the colours differ most.
func (b box) split() (low, high box) {
	slices.SortStableFunc(b.colours, func(x, y counted) int { return cmp.Compare(x.rgb[b.channel], y.rgb[b.channel]) })
	mean := b.sum[b.channel] / b.pixels
	at, _ := slices.BinarySearchFunc(b.colours, mean, func(c counted, mean float64) int {
		return cmp.Compare(float64(c.rgb[b.channel]), mean)
	})
	at = max(1, min(at, len(b.colours)-1))
	return newBox(b.colours[:at]), newBox(b.colours[at:])
}

// boxesOf splits the box of the largest squared error until there are 256, or each
// holds one colour.
func boxesOf(colours []counted) []box {
	boxes := []box{newBox(colours)}
	for len(boxes) < maxColours {
		worst := 0
		for i := range boxes {
			if divisible(boxes[i], boxes[worst]) {
				worst = i
			}
		}
		if len(boxes[worst].colours) < 2 {
			break
		}
		low, high := boxes[worst].split()
		boxes[worst] = low
		boxes = append(boxes, high)
	}
	return boxes
}

// divisible reports whether a is to be split before b.
func divisible(a, b box) bool {
	if several := len(a.colours) > 1; several != (len(b.colours) > 1) {
		return several
	}
	return a.spread > b.spread
}
