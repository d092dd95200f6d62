package dataset

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"autogan/gan/dataset/imagefile"
)

// folderFiles is what lies below a folder. Paths are relative to it, with
// slashes, and sorted.
type folderFiles struct {
	dir     string
	images  []string
	leftOut []Finding

	classes []string          // the folders in dir itself
	links   []string          // to folders, not yet followed
	visited map[string]string // the place on disk of a folder, and its path
}

// findFiles walks through the folder. It follows links, but visits every folder
// once, so that links that lead in a circle end. Links are followed last: of two
// ways to a folder, the one without a link counts.
func findFiles(ctx context.Context, dir string) (*folderFiles, error) {
	f := &folderFiles{dir: dir, links: []string{"."}, visited: map[string]string{}}
	for len(f.links) > 0 {
		next := f.links[0]
		f.links = f.links[1:]
		if err := f.walk(ctx, next); err != nil {
			return nil, err
		}
	}
	slices.Sort(f.images)
	f.reportEmptyClasses()
	f.reportStrays()
	slices.SortFunc(f.leftOut, func(a, b Finding) int { return cmp.Compare(a.Path, b.Path) })
	return f, nil
}

func (f *folderFiles) onDisk(at string) string { return filepath.Join(f.dir, filepath.FromSlash(at)) }

func (f *folderFiles) leaveOut(at, reason string) {
	f.leftOut = append(f.leftOut, Finding{at, reason})
}

// walk takes what lies in a folder and below it.
func (f *folderFiles) walk(ctx context.Context, at string) error {
	place, err := filepath.EvalSymlinks(f.onDisk(at))
	if err != nil {
		return err
	}
	if first, again := f.visited[place]; again {
		f.leaveOut(at, "it leads to a folder that is read already, "+quoted(first))
		return nil
	}
	f.visited[place] = at
	entries, err := os.ReadDir(place)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f.take(ctx, path.Join(at, entry.Name()), entry.Type()); err != nil {
			return err
		}
	}
	return nil
}

// take takes one entry of a folder.
func (f *folderFiles) take(ctx context.Context, at string, kind fs.FileMode) error {
	if strings.HasPrefix(path.Base(at), ".") {
		f.leaveOut(at, "its name begins with a dot")
		return nil
	}
	isLink := kind&fs.ModeSymlink != 0
	if isLink {
		info, err := os.Stat(f.onDisk(at))
		if err != nil {
			f.leaveOut(at, linkError(err))
			return nil
		}
		kind = info.Mode().Type()
	}
	switch {
	case kind.IsDir():
		return f.takeFolder(ctx, at, isLink)
	case !kind.IsRegular():
		f.leaveOut(at, "it is not a regular file")
	case !imagefile.HasName(at):
		f.leaveOut(at, "its name is not that of a "+imagefile.Formats+" file")
	default:
		f.images = append(f.images, at)
	}
	return nil
}

func (f *folderFiles) takeFolder(ctx context.Context, at string, isLink bool) error {
	if !strings.Contains(at, "/") {
		f.classes = append(f.classes, at)
	}
	if isLink {
		f.links = append(f.links, at)
		return nil
	}
	return f.walk(ctx, at)
}

// linkError says why a link cannot be followed.
func linkError(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "it is a link that leads nowhere"
	}
	var inner *fs.PathError
	if errors.As(err, &inner) {
		err = inner.Err // without the path, which the finding has
	}
	return fmt.Sprintf("it is a link that cannot be followed: %v", err)
}

// instead says what the folder holds if no image lies in it.
func (f *folderFiles) instead() string {
	if set := foreignSet(f.dir); set != "" {
		return set
	}
	text := "no " + imagefile.Formats + " file in it"
	if len(f.leftOut) == 0 {
		return text
	}
	return fmt.Sprintf("%s; left out (%d), such as %s", text, len(f.leftOut), f.leftOut[0])
}

// reportEmptyClasses leaves out the folders that would be classes if images lay
// in them.
func (f *folderFiles) reportEmptyClasses() {
	known := map[string]bool{}
	for _, image := range f.images {
		class, _, _ := strings.Cut(image, "/")
		known[class] = true
	}
	for _, left := range f.leftOut {
		known[left.Path] = true // with a reason of its own
	}
	for _, class := range f.classes {
		if !known[class] {
			f.leaveOut(class, "it is a folder without images, so it is no class")
		}
	}
}

// reportStrays leaves out images that lie next to the classes, unless they are
// most of all.
func (f *folderFiles) reportStrays() {
	inClass := func(image string) bool { return strings.Contains(image, "/") }
	var classed, strays []string
	for _, image := range f.images {
		if inClass(image) {
			classed = append(classed, image)
		} else {
			strays = append(strays, image)
		}
	}
	if len(strays) >= len(classed) {
		return
	}
	f.images = classed
	for _, stray := range strays {
		f.leaveOut(stray, "it lies next to the folders of the classes")
	}
}
