package imagefile

import (
	"bytes"
	"image"
	"io"
	"strings"

	"github.com/bep/imagemeta"
)

// orientation says how stored pixels become those that are seen: the values 1
// to 8 of EXIF's tag 274.
type orientation int

const upright orientation = 1

// readOrientation returns what the file says. Metadata that is damaged or
// absent says nothing, as in viewers.
func readOrientation(r io.ReadSeeker, f format) orientation {
	kind := f.metadata
	if kind == noMetadata {
		return upright
	}
	if kind == imagemeta.WebP {
		data, err := fromStart(r, webpEXIF)
		if err != nil {
			return upright
		}
		r, kind = bytes.NewReader(data), imagemeta.TIFF // as which EXIF is written
	}
	found := upright
	_, _ = fromStart(r, func(r io.ReadSeeker) (imagemeta.DecodeResult, error) {
		return imagemeta.Decode(imagemeta.Options{
			R: r, ImageFormat: kind, Sources: imagemeta.EXIF,
			ShouldHandleTag: func(tag imagemeta.TagInfo) bool {
				return tag.Tag == "Orientation" && strings.HasPrefix(tag.Namespace, "IFD0")
			},
			HandleTag: func(tag imagemeta.TagInfo) error {
				if value, ok := tag.Value.(uint16); ok && value >= 1 && value <= 8 {
					found = orientation(value)
				}
				return imagemeta.ErrStopWalking
			},
		})
	})
	return found
}

// transposes reports whether rows are stored as columns.
func (o orientation) transposes() bool { return o >= 5 }

// flips reports whether the columns and the rows are stored from the last to
// the first.
func (o orientation) flips() (columns, rows bool) {
	switch o {
	case 2, 8:
		return true, false
	case 3, 7:
		return true, true
	case 4, 6:
		return false, true
	}
	return false, false
}

// size returns the width and height that are seen of a stored image, and those
// that are stored of one that is seen.
func (o orientation) size(width, height int) (int, int) {
	if o.transposes() {
		return height, width
	}
	return width, height
}

// stored returns where the pixel that is seen at (x, y) lies in a stored image
// of that size.
func (o orientation) stored(x, y, width, height int) (int, int) {
	if o.transposes() {
		x, y = y, x
	}
	columns, rows := o.flips()
	if columns {
		x = width - 1 - x
	}
	if rows {
		y = height - 1 - y
	}
	return x, y
}

// storedArea returns where an area that is seen lies in a stored image of that
// size.
func (o orientation) storedArea(area image.Rectangle, width, height int) image.Rectangle {
	x0, y0 := o.stored(area.Min.X, area.Min.Y, width, height)
	x1, y1 := o.stored(area.Max.X-1, area.Max.Y-1, width, height)
	return image.Rect(min(x0, x1), min(y0, y1), max(x0, x1)+1, max(y0, y1)+1)
}
