package dataset

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"

	"autogan/vk/durable"
)

// gridMargin is the width in pixels of the white lines between images.
const gridMargin = 2

// Grid lays n images of [h, w, 3] bytes out in rows of cols, each pixel
// enlarged to scale×scale, with thin white margins. A cols of 0 makes the grid
// as square as it can be. Panics unless images has n·h·w·3 bytes, n, h, w and
// scale are at least 1 and cols is not negative.
func Grid(images []byte, n, h, w, cols, scale int) *image.RGBA {
	if n < 1 || h < 1 || w < 1 || scale < 1 || cols < 0 || len(images) != n*h*w*Channels {
		panic(fmt.Sprintf("dataset: grid: %d bytes as %d images of %dx%d, %d columns, scale %d; want images of %d bytes, positive sizes",
			len(images), n, h, w, cols, scale, h*w*Channels))
	}
	if cols == 0 {
		cols = int(math.Ceil(math.Sqrt(float64(n))))
	}
	cols = min(cols, n)
	rows := (n + cols - 1) / cols
	stepX, stepY := w*scale+gridMargin, h*scale+gridMargin
	grid := image.NewRGBA(image.Rect(0, 0, cols*stepX+gridMargin, rows*stepY+gridMargin))
	draw.Draw(grid, grid.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	for i := range n {
		corner := image.Pt(gridMargin+i%cols*stepX, gridMargin+i/cols*stepY)
		enlarge(grid, corner, images[i*h*w*Channels:(i+1)*h*w*Channels], w, scale)
	}
	return grid
}

// enlarge draws one image with its upper left corner at corner.
func enlarge(grid *image.RGBA, corner image.Point, pixels []byte, w, scale int) {
	for p := range len(pixels) / Channels {
		rgb := pixels[p*Channels:]
		x, y := corner.X+p%w*scale, corner.Y+p/w*scale
		for dy := range scale {
			row := grid.Pix[grid.PixOffset(x, y+dy):]
			for dx := range scale {
				copy(row[4*dx:], rgb[:Channels])
			}
		}
	}
}

// pairGap is the width in pixels of the white bar between two grids.
const pairGap = 16

// Pair lays two grids out next to each other, the upper edges in line, with a
// white gap between them.
func Pair(left, right *image.RGBA) *image.RGBA {
	start := left.Rect.Dx() + pairGap
	pair := image.NewRGBA(image.Rect(0, 0, start+right.Rect.Dx(), max(left.Rect.Dy(), right.Rect.Dy())))
	draw.Draw(pair, pair.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(pair, left.Rect, left, image.Point{}, draw.Src)
	draw.Draw(pair, right.Rect.Add(image.Pt(start, 0)), right, image.Point{}, draw.Src)
	return pair
}

// WriteGrid writes Grid's image as WritePNG does.
func WriteGrid(path string, images []byte, n, h, w, cols, scale int) error {
	return WritePNG(path, Grid(images, n, h, w, cols, scale))
}

// WritePNG writes a grid as a PNG file. The file appears complete or not at
// all; one that was there is replaced.
func WritePNG(path string, grid image.Image) error {
	if err := durable.Write(path, func(out io.Writer) error { return png.Encode(out, grid) }); err != nil {
		return fmt.Errorf("dataset: grid %s: %w", path, err)
	}
	return nil
}
