package dataset

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"

	"autogan/vk/durable"
)

// WriteFolder writes every image as a PNG file into dir, which must not exist
// or be empty: 00000.png and on, in a folder for each class if there are labels.
// ReadFolder reads it back. After an error dir is as it was. If ctx ends first,
// the error is that of ctx.
func (d Dataset) WriteFolder(ctx context.Context, dir string) error {
	counted := progressOf(ctx, "write images", d.N)
	err := durable.WriteFolder(ctx, dir, func(draft *os.Root) error {
		for i := range d.N {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := d.writeImage(draft, i); err != nil {
				return err
			}
			counted.add(1)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("dataset: write folder %s: %w", dir, err)
	}
	return nil
}

func (d Dataset) writeImage(dir *os.Root, i int) error {
	class := "."
	if d.Labels != nil {
		class = d.Classes[d.Labels[i]]
		if err := dir.MkdirAll(class, 0o777); err != nil {
			return err
		}
	}
	var file bytes.Buffer
	if err := png.Encode(&file, d.rgba(i)); err != nil {
		return err
	}
	return dir.WriteFile(filepath.Join(class, fmt.Sprintf("%05d.png", i)), file.Bytes(), 0o666)
}

// rgba returns image i in the form that the standard library encodes.
func (d Dataset) rgba(i int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, d.W, d.H))
	for p, rgb := 0, d.Image(i); len(rgb) > 0; p, rgb = p+1, rgb[Channels:] {
		copy(img.Pix[4*p:], []byte{rgb[0], rgb[1], rgb[2], 255})
	}
	return img
}
