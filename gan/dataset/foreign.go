package dataset

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// Place returns the folder that holds files of the set: dir, or the folder in
// dir as which tar unpacks the archive. It is "" if there is none.
func (a Archive) Place(dir string) string {
	for _, place := range []string{dir, filepath.Join(dir, a.Folder)} {
		if slices.ContainsFunc(a.Files, func(name string) bool {
			return filepath.Ext(name) == ".bin" && isFile(filepath.Join(place, name))
		}) {
			return place
		}
	}
	return ""
}

// foreignSets are forms of published sets that are not read, and the files by
// which they are known.
var foreignSets = []struct {
	files         []string
	name, instead string
}{
	{[]string{"data_batch_1", "batches.meta"}, "CIFAR-10 for Python", "`autogan data cifar10` downloads the binary version, which is read"},
	{[]string{"train.bin", "test.bin"}, "CIFAR-100", "save its images as PNG files, in a folder for each class"},
	{[]string{"train", "test", "meta"}, "CIFAR-100 for Python", "save its images as PNG files, in a folder for each class"},
}

// foreignSet says which set that is not read lies in dir or in a folder of it,
// and what to do instead; "" if there is none.
func foreignSet(dir string) string {
	for _, place := range []string{dir, filepath.Join(dir, "cifar-10-batches-py"), filepath.Join(dir, "cifar-100-binary"), filepath.Join(dir, "cifar-100-python")} {
		for _, set := range foreignSets {
			if hasFiles(place, set.files) {
				return fmt.Sprintf("%s holds %s, which is not read: %s", quoted(place), set.name, set.instead)
			}
		}
	}
	return ""
}

func hasFiles(dir string, names []string) bool {
	for _, name := range names {
		if !isFile(filepath.Join(dir, name)) {
			return false
		}
	}
	return true
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
