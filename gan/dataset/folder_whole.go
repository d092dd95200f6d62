package dataset

import (
	"context"
	"fmt"
	"image"
	"path/filepath"

	"autogan/gan/dataset/imagefile"

	"golang.org/x/sync/semaphore"
)

// Files are the images of a folder, each at the size that it has, and read when
// they are asked for.
type Files struct {
	// Name is the folder's, as that of the set of ReadFolder.
	Name string
	// Findings is about the folder.
	Findings Findings

	dir    string
	paths  []string
	sizes  []image.Point
	memory *semaphore.Weighted
}

// OpenFolder finds the images that [ReadFolder] reads, in the same order, and
// looks how large they are. Files that are no images are a [*BadImagesError];
// with skipBad they are left out, and so are images whose pixels cannot be read,
// for which all are read once.
func OpenFolder(ctx context.Context, dir string, skipBad bool) (*Files, error) {
	found, err := findFiles(ctx, dir)
	if err != nil {
		return nil, fmt.Errorf("dataset: folder %s: %w", quoted(dir), err)
	}
	if len(found.images) == 0 {
		return nil, fmt.Errorf("dataset: folder %s: %s", quoted(dir), found.instead())
	}
	f := &Files{Name: "folder " + folderName(dir), dir: dir, memory: semaphore.NewWeighted(decodedBytes)}
	f.Findings.LeftOut = found.leftOut
	if err := f.look(ctx, found.images, skipBad); err != nil {
		return nil, err
	}
	if bad := f.Findings.Bad; len(bad) > 0 && (!skipBad || f.N() == 0) {
		return nil, &BadImagesError{Dir: dir, Images: len(found.images), Bad: bad}
	}
	return f, nil
}

// look keeps the paths and sizes of images that can be read; whether their pixels
// can is looked at if whole.
func (f *Files) look(ctx context.Context, paths []string, whole bool) error {
	sizes, failures := make([]image.Point, len(paths)), make([]error, len(paths))
	counted := progressOf(ctx, "look at images", len(paths))
	err := parallel(ctx, len(paths), 1, counted.add, func(i, _ int) {
		sizes[i], failures[i] = f.size(paths[i])
		if whole && failures[i] == nil {
			failures[i] = f.decode(ctx, paths[i], sizes[i], func(*imagefile.Image) {})
		}
	})
	if err != nil {
		return err
	}
	for i, path := range paths {
		if failures[i] != nil {
			f.Findings.Bad = append(f.Findings.Bad, Finding{path, withoutPath(failures[i])})
			continue
		}
		f.paths, f.sizes = append(f.paths, path), append(f.sizes, sizes[i])
	}
	return nil
}

func (f *Files) onDisk(path string) string { return filepath.Join(f.dir, filepath.FromSlash(path)) }

func (f *Files) size(path string) (image.Point, error) {
	opened, err := imagefile.Open(f.onDisk(path))
	if err != nil {
		return image.Point{}, err
	}
	defer opened.Close()
	return image.Pt(opened.Width, opened.Height), nil
}

// N is the number of images.
func (f *Files) N() int { return len(f.paths) }

// Largest is the number of values of the largest image.
func (f *Files) Largest() int {
	most := 0
	for _, size := range f.sizes {
		most = max(most, size.X*size.Y*Channels)
	}
	return most
}

// Read returns images from index from, at most count of them and fewer where the
// next has another size or all would have more than a number of values; one is
// always read. Panics if there is no image of this index.
func (f *Files) Read(ctx context.Context, from, count, values int) (Dataset, error) {
	size := f.sizes[from]
	d := Dataset{Name: f.Name, N: 1, H: size.Y, W: size.X}
	for d.N < count && from+d.N < f.N() && f.sizes[from+d.N] == size && (d.N+1)*d.ImageSize() <= values {
		d.N++
	}
	var err error
	if d.Images, err = d.newPixels(); err != nil {
		return Dataset{}, err
	}
	failures := make([]error, d.N)
	err = parallel(ctx, d.N, 1, nil, func(i, _ int) {
		failures[i] = f.decode(ctx, f.paths[from+i], size, func(img *imagefile.Image) {
			img.Rows(d.Image(i), image.Rectangle{Max: size})
		})
	})
	if err != nil {
		return Dataset{}, err
	}
	for i, failure := range failures {
		if failure != nil {
			return Dataset{}, &BadImagesError{Dir: f.dir, Images: f.N(), Bad: []Finding{{f.paths[from+i], withoutPath(failure)}}}
		}
	}
	return d, nil
}

// decode gives the image at path, which must still have its size, to take.
func (f *Files) decode(ctx context.Context, path string, size image.Point, take func(*imagefile.Image)) error {
	opened, err := imagefile.Open(f.onDisk(path))
	if err != nil {
		return err
	}
	defer opened.Close()
	if now := image.Pt(opened.Width, opened.Height); now != size {
		return fmt.Errorf("it had %dx%d pixels a moment ago and now has %dx%d", size.X, size.Y, now.X, now.Y)
	}
	needed := min(opened.Memory(), decodedBytes)
	if err := f.memory.Acquire(ctx, needed); err != nil {
		return err
	}
	defer f.memory.Release(needed)
	defer collectLarge(needed)
	img, err := opened.Decode()
	if err != nil {
		return err
	}
	take(img)
	return nil
}
