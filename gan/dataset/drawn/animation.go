package drawn

import (
	"image"
	"image/gif"
	"io"

	"autogan/gan/dataset"
	"autogan/vk/durable"

	"github.com/kovidgoyal/imaging/apng"
)

// The time for which an animation shows a frame: one twentieth of a second.
const (
	framesPerSecond = 20
	hundredths      = 100 / framesPerSecond // the unit of GIF
)

// Frames are the images of an animation, each pixel enlarged to scale×scale.
func Frames(pixels []byte, size, scale int) []*image.RGBA {
	bytes := size * size * dataset.Channels
	frames := make([]*image.RGBA, len(pixels)/bytes)
	for i := range frames {
		frames[i] = enlarged(opaque(pixels[i*bytes:(i+1)*bytes], size), scale)
	}
	return frames
}

func enlarged(img *image.RGBA, scale int) *image.RGBA {
	size := img.Rect.Dx() * scale
	large := image.NewRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			large.SetRGBA(x, y, img.RGBAAt(x/scale, y/scale))
		}
	}
	return large
}

// WriteGIF writes an animation that begins anew after its last frame. Each frame
// has a palette of its own: 256 colours are few for all, and enough for one small
// image.
func WriteGIF(path string, frames []*image.RGBA) error {
	animation := gif.GIF{}
	for _, frame := range frames {
		animation.Image = append(animation.Image, inPalette(frame))
		animation.Delay = append(animation.Delay, hundredths)
	}
	return durable.Write(path, func(w io.Writer) error { return gif.EncodeAll(w, &animation) })
}

// WriteAPNG writes the same animation as an animated PNG, with all colours.
// Programs that know only PNG show the first frame.
func WriteAPNG(path string, frames []*image.RGBA) error {
	animation := apng.APNG{}
	for _, frame := range frames {
		animation.Frames = append(animation.Frames, apng.Frame{Image: frame, DelayNumerator: 1, DelayDenominator: framesPerSecond})
	}
	return durable.Write(path, func(w io.Writer) error { return apng.Encode(w, animation) })
}
