package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"autogan/gan/dataset"
)

// The sets that a command knows by name.
const (
	procedural = "procedural"
	cifar10    = "cifar10"
	stl10      = "stl10"
	folder     = "folder"
)

// proceduralImages is how many pictures of the built-in set a command draws
// unless told otherwise.
const proceduralImages = 10_000

// dataFolder is where a published set lies unless told otherwise; the embedded
// experiments read it there.
func dataFolder(name string) string { return filepath.Join("data", name) }

// setName finds out what a user means by the name of a set or a folder: the
// kind of set and the folder it lies in.
func setName(nameOrFolder string) (kind, dir string, err error) {
	if nameOrFolder == procedural {
		return procedural, "", nil
	}
	dir = nameOrFolder
	if !exists(dir) && (dir == cifar10 || dir == stl10) {
		return dir, dataFolder(dir), nil
	}
	switch {
	case !exists(dir):
		return "", "", badInputf("data set %s: no such folder, and no set of this name; sets are %s, %s, %s", dir, procedural, cifar10, stl10)
	case exists(filepath.Join(dir, dataset.CIFAR10Archive.Files[0])):
		return cifar10, dir, nil
	case exists(filepath.Join(dir, dataset.STL10Archive.Files[0])):
		return stl10, dir, nil
	}
	return folder, dir, nil
}

// readSet reads the training pictures of a set. Size is their height and
// width, 0 leaves it to the set; batches is how many of CIFAR-10's files to
// read, 0 means all.
func readSet(nameOrFolder string, size, batches int) (dataset.Dataset, error) {
	kind, dir, err := setName(nameOrFolder)
	if err != nil {
		return dataset.Dataset{}, err
	}
	if size < 0 || size > 1024 || batches < 0 || batches > 5 {
		return dataset.Dataset{}, badInputf("data set %s: got size %d and %d batches, want a size up to 1024 and up to 5 batches", nameOrFolder, size, batches)
	}
	var d dataset.Dataset
	switch kind {
	case procedural:
		d = dataset.Procedural(proceduralImages, 1)
	case cifar10:
		d, err = dataset.ReadCIFAR10(dir, dataset.CIFAR10Options{Batches: batches})
	case stl10:
		d, err = dataset.ReadSTL10(dir, dataset.STL10Options{Size: size})
	case folder:
		if size == 0 {
			size = 32
		}
		d, err = dataset.ReadFolder(dir, size)
	}
	if err != nil {
		return dataset.Dataset{}, badInput(err)
	}
	if size != 0 && size != d.H {
		d = d.Resize(size)
	}
	return d, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// summary reads "5000 pictures of 32x32, 10 classes".
func summary(d dataset.Dataset) string {
	text := fmt.Sprintf("%d pictures of %dx%d", d.N, d.H, d.W)
	if len(d.Classes) == 0 {
		return text + ", no labels"
	}
	return text + fmt.Sprintf(", %d classes", len(d.Classes))
}
