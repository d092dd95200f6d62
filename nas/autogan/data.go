package autogan

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"autogan/gan/dataset"
	"autogan/nas/autogan/config"
)

const (
	// proceduralImages is the size of the built-in set when data.images is 0.
	proceduralImages = 10_000
	// proceduralSeed draws the same built-in set for every run seed, so that
	// runs of different seeds are comparable.
	proceduralSeed = 1
)

// openData returns the configured data set; at every size it has at most
// Data.Images images. It reads the given size, which is that of the network
// that asks first, so that mistakes in the files are found now: they are a
// [*config.Error]. If ctx ends first, the error is [ErrInterrupted].
//
// The built-in set and CIFAR-10 have 32×32 pixels and stay in memory; a network
// of other sizes gets them resized from there, also to larger ones. STL-10 and
// folders are read again for every size.
func openData(ctx context.Context, c config.Config, size int, observer Observer) (*dataset.Originals, error) {
	originals, err := originalsOf(dataset.WithObserver(ctx, observer), c)
	if err != nil {
		return nil, orInterrupted(ctx, err)
	}
	d, err := imagesAt(ctx, originals, size, observer)
	if line := d.Findings.Summary(c.Data.Path); err == nil && line != "" {
		observer.Message(line)
	}
	return originals, err
}

// recordBadImages keeps the number of skipped images in run.json. It tells the
// observer if the run began with another number, and so with another set.
func (f *folder) recordBadImages(n int, observer Observer) error {
	info, known, err := f.info()
	if err != nil || !known || info.BadImages == n {
		return err // the count informs people; nothing depends on it
	}
	if f.has(checkpointFile) {
		observer.Message(fmt.Sprintf("this run began without %d images that cannot be read and goes on without %d: its images are others now", info.BadImages, n))
	}
	info.BadImages = n
	return f.writeJSON(infoFile, info)
}

// imagesAt returns the images at a size. If ctx ends first, the error is
// [ErrInterrupted].
func imagesAt(ctx context.Context, originals *dataset.Originals, size int, observer Observer) (dataset.Dataset, error) {
	d, err := originals.At(dataset.WithObserver(ctx, observer), size)
	return d, orInterrupted(ctx, err)
}

func originalsOf(ctx context.Context, c config.Config) (*dataset.Originals, error) {
	if c.Data.Name == "procedural" {
		n := c.Data.Images
		if n == 0 {
			n = proceduralImages
		}
		d, err := dataset.DrawProcedural(ctx, n, proceduralSeed)
		return dataset.Keep(d), err
	}
	info, err := os.Stat(c.Data.Path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, (&config.Error{Where: "data.path", Problem: err.Error()}).Because(err)
	}
	if err != nil || !info.IsDir() {
		return nil, &config.Error{Where: "data.path", Problem: fmt.Sprintf(
			"%q is not a folder; %s", c.Data.Path, dataAdvice(c.Data.Name))}
	}
	if c.Data.Name == "cifar10" {
		d, err := readData(ctx, c, 0)
		return dataset.Keep(d), err
	}
	return dataset.Reread(func(ctx context.Context, size int) (dataset.Dataset, error) { return readData(ctx, c, size) }), nil
}

// readData reads the files of a set, and checks the number of images.
func readData(ctx context.Context, c config.Config, size int) (dataset.Dataset, error) {
	d, err := readFiles(ctx, c, size)
	if ctx.Err() != nil {
		return d, ctx.Err()
	}
	if err != nil {
		return d, (&config.Error{Where: "data.path", Problem: err.Error() + fewerFiles(err) + withoutBad(err)}).Because(err)
	}
	if n := c.Data.Images; n > d.N {
		return d, &config.Error{Where: "data.images", Problem: fmt.Sprintf("got %d, the set has %d images", n, d.N)}
	} else if n > 0 {
		d = d.Slice(0, n)
	}
	if d.N < config.LeastImages {
		return d, &config.Error{Where: "data.path", Problem: fmt.Sprintf("%q holds %d images, want at least %d", c.Data.Path, d.N, config.LeastImages)}
	}
	return d, nil
}

// readFiles reads the files; those of CIFAR-10 as they are, the others at the
// given size.
func readFiles(ctx context.Context, c config.Config, size int) (dataset.Dataset, error) {
	switch c.Data.Name {
	case "cifar10":
		return dataset.ReadCIFAR10(ctx, c.Data.Path, dataset.CIFAR10Options{Batches: c.Data.Batches})
	case "stl10":
		return dataset.ReadSTL10(ctx, c.Data.Path, dataset.STL10Options{Split: dataset.TrainUnlabeled, Size: size, Images: c.Data.Images})
	case "folder":
		return dataset.ReadFolder(ctx, c.Data.Path, dataset.FolderOptions{Size: size, SkipBad: c.Data.SkipBad})
	}
	return dataset.Dataset{}, errors.New("autogan: unknown data set " + c.Data.Name)
}

// fewerFiles suggests how to do without a missing file of CIFAR-10, if there
// are files before it.
func fewerFiles(err error) string {
	var missing *dataset.MissingFileError
	if !errors.As(err, &missing) || missing.Before == 0 {
		return ""
	}
	return fmt.Sprintf(", --set data.batches=%d takes only the files before it", missing.Before)
}

// withoutBad suggests how to do without images that cannot be read.
func withoutBad(err error) string {
	var bad *dataset.BadImagesError
	if !errors.As(err, &bad) || len(bad.Bad) == bad.Images {
		return ""
	}
	return "; --set data.skip_bad=true goes on without them"
}

func dataAdvice(name string) string {
	if name == "folder" {
		return "give the folder of the images with --set data.path=DIR"
	}
	return fmt.Sprintf("get it with `autogan data %s`, or give its place with --set data.path=DIR", name)
}
