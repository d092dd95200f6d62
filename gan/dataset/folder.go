package dataset

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
)

// FolderOptions says how to read a folder of images.
type FolderOptions struct {
	// Size is the height and width to which images are resized, at least 1.
	Size int
	// SkipBad leaves images that cannot be read out of the set. Without it, they
	// are an error.
	SkipBad bool
	// First is how many images to read, in the order of their paths; 0 means
	// all. With SkipBad they are the first that can be read.
	First int
}

// ReadFolder reads every image file under dir, in the order of their paths,
// cuts the central square out of each and resizes it as Dataset.Resize does.
// Package imagefile says which formats it reads, and how. Links are followed,
// but no folder is read twice. Files and folders whose names begin with a dot
// are left out. What is left out, and why, is in the set's Findings.
//
// The sub-folders of dir with images are the classes, if there are at most 256.
// An image next to them is left out, unless most images lie there: then all are
// taken, and there are no classes.
//
// Images that cannot be read are a [*BadImagesError] that lists them all,
// unless the options skip them. A folder without images is an error that says
// what it holds instead. Besides the images of the set, decoded ones take about
// 1 GiB of memory at a time, or as much as the largest needs by itself. If ctx
// ends first, the error is that of ctx. Panics if the size is less than 1.
func ReadFolder(ctx context.Context, dir string, options FolderOptions) (Dataset, error) {
	if options.Size < 1 {
		panic(fmt.Sprintf("dataset: folder: size %d, want at least 1", options.Size))
	}
	files, err := findFiles(ctx, dir)
	if err != nil {
		return Dataset{}, fmt.Errorf("dataset: folder %s: %w", quoted(dir), err)
	}
	if len(files.images) == 0 {
		return Dataset{}, fmt.Errorf("dataset: folder %s: %s", quoted(dir), files.instead())
	}
	d, read, err := readFirst(ctx, dir, files.images, options)
	if err != nil {
		return Dataset{}, err
	}
	d.Name = "folder " + folderName(dir)
	d.Findings.LeftOut = files.leftOut
	if bad := d.Findings.Bad; len(bad) > 0 && (!options.SkipBad || d.N == 0) {
		return Dataset{}, &BadImagesError{Dir: dir, Images: len(bad) + d.N, Bad: bad}
	}
	d.label(read)
	return d, nil
}

// folderName is the last element of the path of dir, also if dir is ".".
func folderName(dir string) string {
	whole, err := filepath.Abs(dir)
	if err != nil { // there is no current folder
		whole = filepath.Clean(dir)
	}
	return filepath.Base(whole)
}

// label sets the labels from the paths of the images, which are sorted: the
// class of an image is its first folder. There are none if images lie next to
// the folders, or if a byte cannot number the folders.
func (d *Dataset) label(paths []string) {
	labels := make([]uint8, len(paths))
	var classes []string
	outside := 0
	for i, path := range paths {
		class, _, inFolder := strings.Cut(path, "/")
		if !inFolder {
			outside++
			continue
		}
		if len(classes) == 0 || classes[len(classes)-1] != class {
			classes = append(classes, class)
		}
		labels[i] = uint8(len(classes) - 1)
	}
	switch {
	case len(classes) == 0:
		return
	case outside > 0:
		d.Findings.Note = fmt.Sprintf("%d of %d images lie next to the sub-folders", outside, len(paths))
	case len(classes) > maxClasses:
		d.Findings.Note = fmt.Sprintf("there are %d sub-folders with images, more than %d", len(classes), maxClasses)
	default:
		d.Labels, d.Classes = labels, classes
	}
}

// maxClasses is how many classes a label can number.
const maxClasses = 256
