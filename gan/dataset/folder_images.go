package dataset

import (
	"context"
	"errors"
	"image"
	"io/fs"
	"path/filepath"
	"runtime"

	"autogan/gan/dataset/imagefile"

	"golang.org/x/sync/semaphore"
)

// decodedBytes bounds the decoded images that are in memory at a time. An image
// that needs more by itself is decoded alone.
const decodedBytes = 1 << 30

// readFirst reads the images at the sorted paths below dir, until it has as many
// as the options ask for.
func readFirst(ctx context.Context, dir string, paths []string, options FolderOptions) (d Dataset, read []string, err error) {
	if options.First == 0 {
		return readImages(ctx, dir, paths, options.Size)
	}
	for len(paths) > 0 && d.N < options.First {
		n := min(options.First-d.N, len(paths))
		more, names, err := readImages(ctx, dir, paths[:n], options.Size)
		if err != nil {
			return Dataset{}, nil, err
		}
		more.Images = append(d.Images, more.Images...)
		more.Findings.Bad = append(d.Findings.Bad, more.Findings.Bad...)
		more.Findings.Transparent += d.Findings.Transparent
		more.N += d.N
		d, read, paths = more, append(read, names...), paths[n:]
		if len(d.Findings.Bad) > 0 && !options.SkipBad {
			break
		}
	}
	return d, read, nil
}

// readImages reads the images at the sorted paths below dir and resizes them.
// Those that cannot be read are among the findings; the paths of the others are
// returned.
func readImages(ctx context.Context, dir string, paths []string, size int) (Dataset, []string, error) {
	d := Dataset{N: len(paths), H: size, W: size}
	var err error
	if d.Images, err = d.newPixels(); err != nil {
		return Dataset{}, nil, err
	}
	transparent, failures := make([]bool, d.N), make([]error, d.N)
	memory := semaphore.NewWeighted(decodedBytes)
	counted := progressOf(ctx, "read images", d.N)
	err = parallel(ctx, d.N, 1, counted.add, func(i, _ int) {
		transparent[i], failures[i] = readImage(ctx, memory, d.Image(i), filepath.Join(dir, filepath.FromSlash(paths[i])), size)
	})
	if err != nil {
		return Dataset{}, nil, err
	}
	return d.withoutFailures(paths, transparent, failures)
}

// withoutFailures moves the images that could be read to the front.
func (d Dataset) withoutFailures(paths []string, transparent []bool, failures []error) (Dataset, []string, error) {
	var read []string
	for i, path := range paths {
		if failures[i] != nil {
			d.Findings.Bad = append(d.Findings.Bad, Finding{path, withoutPath(failures[i])})
			continue
		}
		if transparent[i] {
			d.Findings.Transparent++
		}
		copy(d.Image(len(read)), d.Image(i))
		read = append(read, path)
	}
	return d.Slice(0, len(read)), read, nil
}

// withoutPath is the text of an error without the path, which the finding has.
func withoutPath(err error) string {
	var inner *fs.PathError
	if errors.As(err, &inner) {
		err = inner.Err
	}
	return err.Error()
}

// readImage fills dst with the central square of the image at path, and reports
// whether the image has transparent parts.
func readImage(ctx context.Context, memory *semaphore.Weighted, dst []byte, path string, size int) (bool, error) {
	f, err := imagefile.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	needed := min(f.Memory(), decodedBytes)
	if err := memory.Acquire(ctx, needed); err != nil {
		return false, err
	}
	defer memory.Release(needed)
	defer collectLarge(needed)
	img, err := f.Decode()
	if err != nil {
		return false, err
	}
	resizeSquare(dst, img, centralSquare(f.Width, f.Height), size)
	return img.Transparent(), nil
}

// collectLarge frees a large image that nobody uses any more. By itself the
// collector would wait until the memory in use has doubled.
func collectLarge(bytes int64) {
	const large = decodedBytes / 4
	if bytes >= large {
		runtime.GC()
	}
}

// centralSquare returns the largest square in the middle of an image, towards
// its upper left corner if it cannot be exactly in the middle.
func centralSquare(width, height int) image.Rectangle {
	side := min(width, height)
	corner := image.Pt((width-side)/2, (height-side)/2)
	return image.Rectangle{corner, corner.Add(image.Pt(side, side))}
}

// resizeSquare resizes a square of img into dst. It takes the square strip by
// strip, so that a large image is in memory once, in the form in which it was
// decoded.
func resizeSquare(dst []byte, img *imagefile.Image, square image.Rectangle, size int) {
	const stripPixels = 1 << 16
	side := square.Dx()
	r := newResampler(side, side, size, size)
	scratch := r.newScratch()
	height := max(1, stripPixels/side)
	strip := make([]byte, height*side*Channels)
	for y := r.firstRow; y < r.firstRow+r.usedRows; y += height {
		rows := min(height, r.firstRow+r.usedRows-y)
		part := strip[:rows*side*Channels]
		img.Rows(part, image.Rect(0, y, side, y+rows).Add(square.Min))
		r.alongRows(scratch, part, y-r.firstRow)
	}
	r.acrossRows(dst, scratch)
}
