package imagefile

import (
	"fmt"
	"image"
	"image/draw"
)

// Channels is the number of values of a pixel: red, green and blue.
const Channels = 3

// Image is a decoded image.
type Image struct {
	pixels        image.Image
	width, height int // as stored; an animation's first image may be smaller
	orientation   orientation
	strip         *image.RGBA // the memory of the last call of Rows
}

// Transparent reports whether one of the pixels lets the background through.
func (m *Image) Transparent() bool {
	if m.pixels.Bounds() != image.Rect(0, 0, m.width, m.height) {
		return true
	}
	checked, ok := m.pixels.(interface{ Opaque() bool })
	return ok && !checked.Opaque()
}

// Rows writes an area of the image as it is seen into dst, as
// [height, width, Channels] bytes. Panics unless dst has the size of the area,
// and the area lies in the image.
func (m *Image) Rows(dst []byte, area image.Rectangle) {
	w, h := m.orientation.size(m.width, m.height)
	if !area.In(image.Rect(0, 0, w, h)) || len(dst) != area.Dx()*area.Dy()*Channels {
		panic(fmt.Sprintf("imagefile: rows: %d bytes for the area %v of an image of %dx%d", len(dst), area, w, h))
	}
	from := m.orientation.storedArea(area, m.width, m.height)
	flat := m.onWhite(from)
	offset := func(x, y int) int {
		x, y = m.orientation.stored(x, y, m.width, m.height)
		return (y-from.Min.Y)*flat.Stride + (x-from.Min.X)*4
	}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		at := offset(area.Min.X, y)
		step := offset(area.Min.X+1, y) - at
		for range area.Dx() {
			copy(dst, flat.Pix[at:at+Channels])
			dst, at = dst[Channels:], at+step
		}
	}
}

// onWhite returns a stored area on a white background. The memory is used
// again by the next call.
func (m *Image) onWhite(area image.Rectangle) *image.RGBA {
	if m.strip == nil || m.strip.Rect.Size() != area.Size() {
		m.strip = image.NewRGBA(image.Rectangle{Max: area.Size()})
	}
	draw.Draw(m.strip, m.strip.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(m.strip, m.strip.Rect, m.pixels, area.Min, draw.Over)
	return m.strip
}
