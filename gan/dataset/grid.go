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

// gridMargin is the width in pixels of the white lines between pictures.
const gridMargin = 2

// Grid lays n pictures of [h, w, 3] bytes out in rows of cols, each pixel
// enlarged to scale×scale, with thin white margins. A cols of 0 makes the grid
// as square as it can be. Panics unless images has n·h·w·3 bytes, n, h, w and
// scale are at least 1 and cols is not negative.
func Grid(images []byte, n, h, w, cols, scale int) *image.RGBA {
	if n < 1 || h < 1 || w < 1 || scale < 1 || cols < 0 || len(images) != n*h*w*Channels {
		panic(fmt.Sprintf("dataset: grid: %d bytes as %d pictures of %dx%d, %d columns, scale %d; want pictures of %d bytes, positive sizes",
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

// enlarge draws one picture with its upper left corner at corner.
func enlarge(grid *image.RGBA, corner image.Point, picture []byte, w, scale int) {
	for p := range len(picture) / Channels {
		rgb := picture[p*Channels:]
		x, y := corner.X+p%w*scale, corner.Y+p/w*scale
		for dy := range scale {
			row := grid.Pix[grid.PixOffset(x, y+dy):]
			for dx := range scale {
				copy(row[4*dx:], rgb[:Channels])
			}
		}
	}
}

// WriteGrid writes Grid's picture as a PNG file. The file appears complete or
// not at all; one that was there is replaced.
func WriteGrid(path string, images []byte, n, h, w, cols, scale int) error {
	grid := Grid(images, n, h, w, cols, scale)
	if err := durable.Write(path, func(out io.Writer) error { return png.Encode(out, grid) }); err != nil {
		return fmt.Errorf("dataset: grid %s: %w", path, err)
	}
	return nil
}
