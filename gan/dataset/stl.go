package dataset

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// The layout of the STL-10 binaries (Coates, Lee, Ng, An Analysis of Single-Layer
// Networks in Unsupervised Feature Learning, 2011): per image the red, green
// and blue planes, each column by column; labels apart, one byte from 1 to 10.
const (
	stlSide   = 96
	stlPlane  = stlSide * stlSide
	stlRecord = Channels * stlPlane
)

var stlClasses = []string{
	"airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck",
}

// stlFile is a file of images and, if they have labels, the file of these.
type stlFile struct {
	images, labels string
	count          int
}

var stlFiles = map[Split][]stlFile{
	Train:          {{"train_X.bin", "train_y.bin", 5_000}},
	Test:           {{"test_X.bin", "test_y.bin", 8_000}},
	Unlabeled:      {{"unlabeled_X.bin", "", 100_000}},
	TrainUnlabeled: {{"train_X.bin", "", 5_000}, {"unlabeled_X.bin", "", 100_000}},
}

// STL10Options says which part of STL-10 to read, and at what size.
type STL10Options struct {
	// Split is Train, Test, Unlabeled or TrainUnlabeled.
	Split Split
	// Size is the side to which images are resized while they are read, as by
	// Dataset.Resize; 0 keeps the 96 pixels they have. The unlabelled images
	// take 2.8 GB at 96 pixels and 0.7 GB at AutoGAN's 48.
	Size int
	// Images is how many images to read, from the first; 0 means all. Files
	// after them need not be there.
	Images int
}

// ReadSTL10 reads the STL-10 binaries in folder dir: train_X.bin and train_y.bin,
// test_X.bin and test_y.bin, unlabeled_X.bin. The folder in it as which tar
// unpacks the archive serves as well. A missing file is a MissingFileError, a
// damaged one a FormatError. Panics if the options name no part of STL-10 or a
// negative size. If ctx ends first, the error is that of ctx.
func ReadSTL10(ctx context.Context, dir string, options STL10Options) (Dataset, error) {
	files, ok := stlFiles[options.Split]
	if !ok || options.Size < 0 || options.Images < 0 {
		panic(fmt.Sprintf("dataset: stl10: split %v at size %d, %d images, want a split of STL-10 and no negative number",
			options.Split, options.Size, options.Images))
	}
	size := cmp.Or(options.Size, stlSide)
	d, err := readSTLFiles(ctx, cmp.Or(STL10Archive.Place(dir), dir), files, size, options.Images)
	d.Name = "stl10 " + options.Split.String()
	return d, err
}

// VerifySTL10 reads all files in dir and checks that every class has its 500
// training and 800 test images.
func VerifySTL10(ctx context.Context, dir string) error {
	for _, part := range []struct {
		split    Split
		perClass int
	}{{Train, 500}, {Test, 800}} {
		d, err := ReadSTL10(ctx, dir, STL10Options{Split: part.split, Size: 1})
		if err != nil {
			return err
		}
		if err := requireBalance(d, part.perClass); err != nil {
			return fmt.Errorf("dataset: stl10: %s split in %s: %w", part.split, dir, err)
		}
	}
	_, err := ReadSTL10(ctx, dir, STL10Options{Split: Unlabeled, Size: 1})
	return err
}

// readSTLFiles reads the first so many images of the files, 0 for all.
func readSTLFiles(ctx context.Context, dir string, files []stlFile, size, images int) (Dataset, error) {
	all := 0
	for _, file := range files {
		all += file.count
	}
	d := Dataset{H: size, W: size, N: all}
	if images > 0 {
		d.N = min(images, all)
	}
	var err error
	if d.Images, err = d.newPixels(); err != nil {
		return Dataset{}, err
	}
	unlabelled := d // without labels
	counted := progressOf(ctx, "read images", d.N)
	for done := 0; done < d.N; files = files[1:] {
		file := files[0]
		take := min(file.count, d.N-done)
		if err := file.read(ctx, dir, counted, unlabelled.Slice(done, done+take)); err != nil {
			return Dataset{}, err
		}
		if file.labels != "" {
			labels, err := readSTLLabels(filepath.Join(dir, file.labels), file.count)
			if err != nil {
				return Dataset{}, err
			}
			d.Labels, d.Classes = labels[:take], append([]string(nil), stlClasses...)
		}
		done += take
	}
	return d, nil
}

// read fills d with the first images of the file.
func (file stlFile) read(ctx context.Context, dir string, counted *progress, d Dataset) error {
	for _, name := range []string{file.images, file.labels} {
		if err := requireSTLFile(dir, name); err != nil {
			return err
		}
	}
	return readSTLImages(ctx, filepath.Join(dir, file.images), counted, d, file.count)
}

// requireSTLFile checks that a file is there; the name "" asks for no file.
func requireSTLFile(dir, name string) error {
	if name == "" {
		return nil
	}
	_, err := os.Stat(filepath.Join(dir, name))
	if err == nil {
		return nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("dataset: stl10: %w", err)
	}
	return &MissingFileError{Set: "stl10", Dir: dir, Name: name}
}

// readSTLImages fills the images of d from a file that must hold count.
func readSTLImages(ctx context.Context, path string, counted *progress, d Dataset, count int) error {
	r := newResampler(stlSide, stlSide, d.H, d.W)
	return readFirstRecords(path, d.N, count, stlRecord, func(first int, records []byte) error {
		return parallel(ctx, len(records)/stlRecord, smallChunk, counted.add, func(lo, hi int) {
			full, scratch := make([]byte, stlRecord), r.newScratch()
			for k := lo; k < hi; k++ {
				decodeSTL(full, records[k*stlRecord:(k+1)*stlRecord])
				r.resize(d.Image(first+k), full, scratch)
			}
		})
	})
}

// decodeSTL turns planes of columns into rows of pixels.
func decodeSTL(image, planes []byte) {
	for c := range Channels {
		plane := planes[c*stlPlane : (c+1)*stlPlane]
		for x := range stlSide {
			for y := range stlSide {
				image[(y*stlSide+x)*Channels+c] = plane[x*stlSide+y]
			}
		}
	}
}

func readSTLLabels(path string, count int) ([]uint8, error) {
	labels := make([]uint8, count)
	err := readRecords(path, count, 1, func(first int, records []byte) error {
		for k, label := range records {
			if label < 1 || int(label) > len(stlClasses) {
				return &FormatError{path, int64(first + k), fmt.Sprintf("label %d, want 1 to %d", label, len(stlClasses))}
			}
			labels[first+k] = label - 1
		}
		return nil
	})
	return labels, err
}
