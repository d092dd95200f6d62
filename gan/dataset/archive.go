package dataset

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"autogan/vk/durable"
)

// Archive is a published .tar.gz file and what to take from it.
type Archive struct {
	URL   string
	MD5   string   // of the .tar.gz file, in hexadecimal, as its authors publish it
	Files []string // names, without folders, of the files to extract
	// Folder is the one in which all files of the archive lie.
	Folder string
}

// CIFAR10Archive is CIFAR-10 in its binary version, 162 MB
// (https://www.cs.toronto.edu/~kriz/cifar.html).
var CIFAR10Archive = Archive{
	URL: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
	MD5: "c32a1d4ab5d03f1284b67883e8d87530",
	Files: []string{
		"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin",
		"test_batch.bin", "batches.meta.txt",
	},
	Folder: "cifar-10-batches-bin",
}

// STL10Archive is STL-10 in its binary version, 2.5 GB
// (https://cs.stanford.edu/~acoates/stl10/).
var STL10Archive = Archive{
	URL:    "http://ai.stanford.edu/~acoates/stl10/stl10_binary.tar.gz",
	MD5:    "91f7769df0f17e558f3565bffb0c7dfb",
	Files:  []string{"train_X.bin", "train_y.bin", "test_X.bin", "test_y.bin", "unlabeled_X.bin", "class_names.txt"},
	Folder: "stl10_binary",
}

// Download fetches the archive, checks it and extracts its files into dir, which
// must not exist or be empty. After an error dir is as it was: there are no
// incomplete files. A transfer that broke off is continued by the next Download
// into dir; until then the part that has arrived lies next to it, as
// .NAME.tar.gz.part. Progress is that of [Download.Fetch].
func (a Archive) Download(ctx context.Context, dir string, progress func(done, total int64)) error {
	if err := durable.RequireFree(dir); err != nil {
		return fmt.Errorf("dataset: download %s: %w", a.URL, err)
	}
	path := filepath.Join(filepath.Dir(filepath.Clean(dir)), "."+filepath.Base(dir)+".tar.gz")
	if err := (Download{URL: a.URL, Sum: a.MD5}).Fetch(ctx, path, progress); err != nil {
		return err
	}
	defer os.Remove(path)
	f, err := durable.Open(path)
	if err != nil {
		return fmt.Errorf("dataset: download %s: %w", a.URL, err)
	}
	defer f.Close()
	if err := a.unpack(ctx, f, dir); err != nil {
		return fmt.Errorf("dataset: download %s: %w", a.URL, err)
	}
	return nil
}

// Extract is Download for an archive that is already on this machine.
func (a Archive) Extract(ctx context.Context, archivePath, dir string) error {
	f, err := durable.Open(archivePath)
	if err != nil {
		return fmt.Errorf("dataset: extract: %w", err)
	}
	defer f.Close()
	if err := a.extract(ctx, f, dir); err != nil {
		return fmt.Errorf("dataset: extract %s: %w", archivePath, err)
	}
	return nil
}

// extract checks the archive in f, which is at its beginning, and makes dir from
// it.
func (a Archive) extract(ctx context.Context, f io.ReadSeeker, dir string) error {
	if err := (Download{Sum: a.MD5}).checkContent(ctx, f); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return a.unpack(ctx, f, dir)
}

// unpack makes dir of the wanted files of the archive, without their folders.
func (a Archive) unpack(ctx context.Context, r io.Reader, dir string) error {
	return durable.WriteFolder(ctx, dir, func(draft *os.Root) error { return a.unpackInto(ctx, r, draft) })
}

func (a Archive) unpackInto(ctx context.Context, r io.Reader, dir *os.Root) error {
	unzipped, err := gzip.NewReader(untilDone(ctx, r))
	if err != nil {
		return err
	}
	missing := slices.Clone(a.Files)
	for archive := tar.NewReader(unzipped); ; {
		header, err := archive.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		at := slices.Index(missing, path.Base(header.Name))
		if at < 0 || header.Typeflag != tar.TypeReg {
			continue
		}
		if err := extractFile(dir, missing[at], archive); err != nil {
			return err
		}
		missing = slices.Delete(missing, at, at+1)
	}
	if len(missing) > 0 {
		return fmt.Errorf("the archive lacks %s", strings.Join(missing, ", "))
	}
	return nil
}

// extractFile makes a file of what r holds.
func extractFile(dir *os.Root, name string, r io.Reader) error {
	f, err := dir.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := io.Copy(f, r); err != nil {
		return err
	}
	return f.Close()
}
