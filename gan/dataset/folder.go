package dataset

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	_ "image/jpeg" // ReadFolder decodes JPEG
	_ "image/png"  // ReadFolder decodes PNG
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// maxPixels bounds the images that ReadFolder decodes: a small file that claims
// to be enormous is an error and does not exhaust the memory.
const maxPixels = 1 << 28

// FolderOptions says how to read a folder of images.
type FolderOptions struct {
	// Size is the height and width to which images are resized, at least 1.
	Size int
}

// ReadFolder reads every PNG and JPEG file under dir, in the order of their
// paths, cuts the central square out of each and resizes it to size×size as
// Dataset.Resize does. Transparency is dropped, EXIF orientation ignored; other
// files, and files and folders whose names begin with a dot, are skipped.
//
// If all images lie in sub-folders of dir, at most 256 of them, then the names
// of these are the classes. An image that cannot be read is an error that
// names it, and so is a folder without images. If ctx ends first, the error is
// that of ctx. Panics if the size is less than 1.
func ReadFolder(ctx context.Context, dir string, options FolderOptions) (Dataset, error) {
	size := options.Size
	if size < 1 {
		panic(fmt.Sprintf("dataset: folder: size %d, want at least 1", size))
	}
	paths, err := findImages(ctx, dir)
	if err != nil {
		return Dataset{}, err
	}
	d := Dataset{Name: "folder " + filepath.Base(filepath.Clean(dir)), N: len(paths), H: size, W: size}
	d.Images = make([]byte, d.N*d.ImageSize())
	d.Labels, d.Classes = folderLabels(paths)
	failures := make([]error, d.N)
	err = parallel(ctx, d.N, 1, progressOf(ctx, "read images", d.N).add, func(i, _ int) {
		failures[i] = readImage(d.Image(i), filepath.Join(dir, paths[i]), size)
	})
	if err != nil {
		return Dataset{}, err
	}
	for _, err := range failures {
		if err != nil {
			return Dataset{}, err
		}
	}
	return d, nil
}

// findImages returns the paths relative to dir, sorted.
func findImages(ctx context.Context, dir string) ([]string, error) {
	var paths []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if hidden := strings.HasPrefix(entry.Name(), ".") && path != dir; hidden {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.IsDir() || !isImage(path) {
			return nil
		}
		relative, err := filepath.Rel(dir, path)
		paths = append(paths, filepath.ToSlash(relative))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("dataset: folder %s: %w", dir, err)
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("dataset: folder %s: no .png, .jpg or .jpeg file in it", dir)
	}
	slices.Sort(paths)
	return paths, nil
}

func isImage(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".png", ".jpg", ".jpeg":
		return true
	}
	return false
}

// folderLabels labels each of the sorted paths by its first folder; nil if a
// image lies in none, or if a byte cannot number the folders.
func folderLabels(paths []string) ([]uint8, []string) {
	var classes []string
	labels := make([]uint8, len(paths))
	for i, path := range paths {
		class, _, inFolder := strings.Cut(path, "/")
		if !inFolder {
			return nil, nil
		}
		if len(classes) == 0 || classes[len(classes)-1] != class {
			classes = append(classes, class)
		}
		if len(classes) > 256 {
			return nil, nil
		}
		labels[i] = uint8(len(classes) - 1)
	}
	return labels, classes
}

// readImage fills dst with the central square of the image at path.
func readImage(dst []byte, path string, size int) error {
	img, err := decodeImage(path)
	if err != nil {
		return fmt.Errorf("dataset: image %s: %w", path, err)
	}
	square := centralSquare(img.Bounds())
	side := square.Dx()
	r := newResampler(side, side, size, size)
	r.resize(dst, rgbBytes(img, square), r.newScratch())
	return nil
}

func decodeImage(path string) (image.Image, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	config, _, err := image.DecodeConfig(f)
	if err != nil {
		return nil, err
	}
	if config.Width <= 0 || config.Height <= 0 || config.Width > maxPixels/config.Height {
		return nil, fmt.Errorf("it has %dx%d pixels, want 1 to %d in all", config.Width, config.Height, maxPixels)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	img, _, err := image.Decode(f)
	if err == nil && img.Bounds().Empty() {
		return nil, errors.New("it has no pixels")
	}
	return img, err
}

// centralSquare returns the largest square in the middle of r, towards its upper
// left corner if it cannot be exactly in the middle.
func centralSquare(r image.Rectangle) image.Rectangle {
	side := min(r.Dx(), r.Dy())
	corner := r.Min.Add(image.Pt((r.Dx()-side)/2, (r.Dy()-side)/2))
	return image.Rectangle{corner, corner.Add(image.Pt(side, side))}
}

// rgbBytes returns the [H, W, 3] bytes of an area of img, without its alpha.
func rgbBytes(img image.Image, area image.Rectangle) []byte {
	out := make([]byte, 0, area.Dx()*area.Dy()*Channels)
	if opaque, ok := img.(interface{ Opaque() bool }); ok && opaque.Opaque() {
		// The draw package knows most kinds of image and is many times faster
		// than asking for colours one by one.
		flat := image.NewRGBA(image.Rectangle{Max: area.Size()})
		draw.Draw(flat, flat.Bounds(), img, area.Min, draw.Src)
		for i := 0; i < len(flat.Pix); i += 4 {
			out = append(out, flat.Pix[i], flat.Pix[i+1], flat.Pix[i+2])
		}
		return out
	}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			out = append(out, c.R, c.G, c.B)
		}
	}
	return out
}
