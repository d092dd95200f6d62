package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"autogan/gan/dataset"

	"github.com/spf13/cobra"
)

// The names of data sets; folder is any folder of images.
const (
	procedural = "procedural"
	cifar10    = "cifar10"
	stl10      = "stl10"
	folder     = "folder"
)

// proceduralImages is the number of images of the built-in set.
const proceduralImages = 10_000

// dataFolder is the default folder of a published set, from which the embedded
// experiments read it.
func dataFolder(name string) string { return filepath.Join("data", name) }

// setName returns the kind of set that a name or folder means, and its folder.
func setName(nameOrFolder string) (kind, dir string, err error) {
	if nameOrFolder == procedural {
		return procedural, "", nil
	}
	dir = nameOrFolder
	info, err := os.Stat(dir)
	missing := errors.Is(err, fs.ErrNotExist)
	switch {
	case missing && (dir == cifar10 || dir == stl10):
		return dir, dataFolder(dir), nil
	case missing:
		return "", "", badInputf("data set %s: no such folder, and no set of this name; sets are %s, %s, %s", dir, procedural, cifar10, stl10)
	case err != nil:
		return "", "", badInputf("data set %s: %w", dir, err)
	case !info.IsDir():
		return "", "", badInputf("data set %s: this is a file, want a folder of images; statistics of a set are a .npz file", dir)
	case dataset.CIFAR10Archive.Place(dir) != "":
		return cifar10, dir, nil
	case dataset.STL10Archive.Place(dir) != "":
		return stl10, dir, nil
	}
	return folder, dir, nil
}

// imagesOf is the folder of a set that is whatever images lie in it; "" for the
// other kinds, which have files of their own names.
func imagesOf(kind, dir string) string {
	if kind == folder {
		return dir
	}
	return ""
}

// setPart selects a part of a data set and its size.
type setPart struct {
	size    int    // height and width; 0 means as the set has them
	batches int    // of CIFAR-10's training files, from the first; 0 means all
	split   string // as dataset.Split writes it; "" means train
	first   int    // read no more images, except of CIFAR-10; 0 means all
	again   bool   // the command has read the set before, at another size
}

// readSet reads the training images of a set. Size is their height and width, 0
// means as the set has them; batches is the number of CIFAR-10's files to read,
// 0 means all.
func readSet(cmd *cobra.Command, nameOrFolder string, size, batches int) (dataset.Dataset, error) {
	return readPart(cmd, nameOrFolder, setPart{size: size, batches: batches})
}

// readPart reads a part of a set, with progress on standard error.
func readPart(cmd *cobra.Command, nameOrFolder string, part setPart) (dataset.Dataset, error) {
	kind, dir, err := setName(nameOrFolder)
	if err != nil {
		return dataset.Dataset{}, err
	}
	split, err := part.splitOf(kind)
	if err != nil {
		return dataset.Dataset{}, badInputf("data set %s: %w", nameOrFolder, err)
	}
	size := part.size
	p := newProgress(cmd.ErrOrStderr())
	defer p.Close()
	ctx := dataset.WithObserver(cmd.Context(), p)
	var d dataset.Dataset
	switch kind {
	case procedural:
		n := proceduralImages
		if part.first > 0 {
			n = min(n, part.first)
		}
		d, err = dataset.DrawProcedural(ctx, n, 1)
	case cifar10:
		d, err = dataset.ReadCIFAR10(ctx, dir, dataset.CIFAR10Options{Split: split, Batches: part.batches})
	case stl10:
		d, err = dataset.ReadSTL10(ctx, dir, dataset.STL10Options{Split: split, Size: size, Images: part.first})
	case folder:
		if size == 0 {
			size = 32
		}
		d, err = readImages(ctx, cmd, dir, dataset.FolderOptions{Size: size, First: part.first}, part.again)
	}
	if err != nil {
		return dataset.Dataset{}, badInput(withoutIt(err))
	}
	if size == 0 {
		return d, nil
	}
	return dataset.Keep(d).At(ctx, size)
}

// splitOf returns the split of that name, if sets of the kind have it.
func (p setPart) splitOf(kind string) (dataset.Split, error) {
	splits := map[string][]dataset.Split{
		procedural: {dataset.Train},
		folder:     {dataset.Train},
		cifar10:    {dataset.Train, dataset.Test},
		stl10:      {dataset.Train, dataset.Test, dataset.Unlabeled, dataset.TrainUnlabeled},
	}[kind]
	var names []string
	for _, split := range splits {
		if p.split == split.String() || p.split == "" {
			return split, nil
		}
		names = append(names, split.String())
	}
	return 0, fmt.Errorf("no split %q; it has %s", p.split, strings.Join(names, ", "))
}

// withoutIt adds to an error about a missing file of CIFAR-10 how to do without
// it.
func withoutIt(err error) error {
	var missing *dataset.MissingFileError
	if !errors.As(err, &missing) || missing.Before == 0 {
		return err
	}
	return fmt.Errorf("%w, --batches %d takes only the files before it", err, missing.Before)
}

// summary reads "5000 images of 32x32, 10 classes".
func summary(d dataset.Dataset) string {
	return fmt.Sprintf("%s of %dx%d, %s", counted(d.N, "image", "images"), d.H, d.W, classes(d))
}

// classes reads "10 classes" or "no labels".
func classes(d dataset.Dataset) string {
	if len(d.Classes) == 0 {
		return "no labels"
	}
	return counted(len(d.Classes), "class", "classes")
}

func counted(n int, one, more string) string {
	if n == 1 {
		more = one
	}
	return fmt.Sprintf("%d %s", n, more)
}
