package dataset

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"autogan/vk/durable"
)

// The layout of the CIFAR-10 binaries (Krizhevsky, Learning Multiple Layers of
// Features from Tiny Images, 2009): per image one label byte and then the red,
// green and blue planes, row by row; 10,000 images a file, five files to train.
const (
	cifarSide    = 32
	cifarPlane   = cifarSide * cifarSide
	cifarRecord  = 1 + Channels*cifarPlane
	cifarPerFile = 10_000
	cifarFiles   = 5
)

var cifarClasses = []string{
	"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
}

// CIFAR10Options says which part of CIFAR-10 to read.
type CIFAR10Options struct {
	// Split is Train (50,000 images) or Test (10,000).
	Split Split
	// Batches is how many of the five training files to read, from the first; 0
	// means all. It has no meaning for the test split, which is one file.
	Batches int
}

// ReadCIFAR10 reads the CIFAR-10 binaries in folder dir: data_batch_1.bin to
// data_batch_5.bin or test_batch.bin, and the class names in batches.meta.txt if
// that is there. The folder in it as which tar unpacks the archive serves as
// well. A missing file is a MissingFileError, a damaged one a FormatError. Panics
// if the options name no part of CIFAR-10. If ctx ends first, the error is that
// of ctx.
func ReadCIFAR10(ctx context.Context, dir string, options CIFAR10Options) (Dataset, error) {
	files := cifarFileNames(options)
	dir = cmp.Or(CIFAR10Archive.Place(dir), dir)
	if err := requireCIFARFiles(dir, files); err != nil {
		return Dataset{}, err
	}
	d := Dataset{Name: "cifar10 " + options.Split.String(), N: len(files) * cifarPerFile, H: cifarSide, W: cifarSide}
	var err error
	if d.Images, err = d.newPixels(); err != nil {
		return Dataset{}, err
	}
	d.Labels = make([]uint8, d.N)
	counted := progressOf(ctx, "read images", d.N)
	for k, name := range files {
		part := d.Slice(k*cifarPerFile, (k+1)*cifarPerFile)
		path := filepath.Join(dir, name)
		take := func(first int, records []byte) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			counted.add(len(records) / cifarRecord)
			return decodeCIFAR(path, part, first, records)
		}
		if err := readRecords(path, cifarPerFile, cifarRecord, take); err != nil {
			return Dataset{}, err
		}
	}
	classes, err := readCIFARClasses(filepath.Join(dir, "batches.meta.txt"))
	if err != nil {
		return Dataset{}, err
	}
	d.Classes = classes
	return d, nil
}

// VerifyCIFAR10 reads all six files in dir and checks that every class has its
// 5,000 training and 1,000 test images.
func VerifyCIFAR10(ctx context.Context, dir string) error {
	for _, part := range []struct {
		split    Split
		perClass int
	}{{Train, 5000}, {Test, 1000}} {
		d, err := ReadCIFAR10(ctx, dir, CIFAR10Options{Split: part.split})
		if err != nil {
			return err
		}
		if err := requireBalance(d, part.perClass); err != nil {
			return fmt.Errorf("dataset: cifar10: %s split in %s: %w", part.split, dir, err)
		}
	}
	return nil
}

func requireBalance(d Dataset, perClass int) error {
	counts := make([]int, len(d.Classes))
	for _, label := range d.Labels {
		counts[label]++
	}
	for class, got := range counts {
		if got != perClass {
			return fmt.Errorf("class %s has %d images, want %d", d.Classes[class], got, perClass)
		}
	}
	return nil
}

func cifarFileNames(options CIFAR10Options) []string {
	if options.Split == Test {
		return []string{"test_batch.bin"}
	}
	if options.Split != Train {
		panic(fmt.Sprintf("dataset: cifar10: split %v, want train or test", options.Split))
	}
	if options.Batches < 0 || options.Batches > cifarFiles {
		panic(fmt.Sprintf("dataset: cifar10: %d batches, want 1 to %d, or 0 for all", options.Batches, cifarFiles))
	}
	count := options.Batches
	if count == 0 {
		count = cifarFiles
	}
	names := make([]string, count)
	for k := range names {
		names[k] = fmt.Sprintf("data_batch_%d.bin", k+1)
	}
	return names
}

// requireCIFARFiles looks for all files before any is read, so that the error
// can say at once what to do.
func requireCIFARFiles(dir string, files []string) error {
	for k, name := range files {
		_, err := os.Stat(filepath.Join(dir, name))
		if err == nil {
			continue
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("dataset: cifar10: %w", err)
		}
		return &MissingFileError{Set: "cifar10", Dir: dir, Name: name, Before: k, Instead: foreignSet(dir)}
	}
	return nil
}

// decodeCIFAR writes records into the images and labels of d from index first.
func decodeCIFAR(path string, d Dataset, first int, records []byte) error {
	for k := range len(records) / cifarRecord {
		record, i := records[k*cifarRecord:(k+1)*cifarRecord], first+k
		label := record[0]
		if int(label) >= len(cifarClasses) {
			return &FormatError{path, int64(i) * cifarRecord,
				fmt.Sprintf("the label of record %d is %d, want 0 to %d", i, label, len(cifarClasses)-1)}
		}
		d.Labels[i] = label
		image, planes := d.Image(i), record[1:]
		for p := range cifarPlane {
			for c := range Channels {
				image[p*Channels+c] = planes[c*cifarPlane+p]
			}
		}
	}
	return nil
}

// readCIFARClasses reads one class name a line. Without the file, which carries
// nothing that is not known, the names are the published ones.
func readCIFARClasses(path string) ([]string, error) {
	text, err := durable.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return append([]string(nil), cifarClasses...), nil
	}
	if err != nil {
		return nil, fmt.Errorf("dataset: cifar10: %w", err)
	}
	names := strings.Fields(string(text))
	if len(names) != len(cifarClasses) {
		return nil, fmt.Errorf("dataset: %s: %d class names, want %d", path, len(names), len(cifarClasses))
	}
	return names, nil
}
