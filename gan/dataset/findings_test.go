package dataset

import (
	"errors"
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// odd is what one may find in a folder of images. A name that ends in a slash is
// a folder, " -> " a link, and any other an image.
type odd struct {
	files   []string
	images  int
	classes []string
	lines   []string // of the findings, all of them
}

var odds = map[string]odd{
	"root is a link":     {[]string{"real/a/1.png", "real/b/1.png", "set -> real"}, 2, []string{"a", "b"}, nil},
	"classes are links":  {[]string{"far/1.png", "away/1.png", "set/x -> ../far", "set/y -> ../away"}, 2, []string{"x", "y"}, nil},
	"a class and a link": {[]string{"far/1.png", "set/real/1.png", "set/linked -> ../far"}, 2, []string{"linked", "real"}, nil},
	"an image is a link": {[]string{"far/1.png", "set/a/1.png -> ../../far/1.png"}, 1, []string{"a"}, nil},
	"a circle": {[]string{"set/a/1.png", "set/a/self -> .."}, 1, []string{"a"},
		[]string{"left out (1): it leads to a folder that is read already, .: a/self"}},
	"two ways": {[]string{"set/b/1.png", "set/a/way -> ../b"}, 1, []string{"b"},
		[]string{"left out (1): it is a folder without images, so it is no class: a", "left out (1): it leads to a folder that is read already, b: a/way"}},
	"a broken link": {[]string{"set/a/1.png", "set/a/2.png -> nowhere"}, 1, []string{"a"},
		[]string{"left out (1): it is a link that leads nowhere: a/2.png"}},
	"a link to itself": {[]string{"set/a/1.png", "set/a/2.png -> 2.png"}, 1, []string{"a"},
		[]string{"left out (1): it is a link that cannot be followed: too many levels of symbolic links: a/2.png"}},
	"an empty class": {[]string{"set/a/", "set/b/1.png"}, 1, []string{"b"},
		[]string{"left out (1): it is a folder without images, so it is no class: a"}},
	"a stray image": {[]string{"set/a/1.png", "set/b/1.png", "set/cover.png"}, 2, []string{"a", "b"},
		[]string{"left out (1): it lies next to the folders of the classes: cover.png"}},
	"mostly strays": {[]string{"set/a/1.png", "set/1.png", "set/2.png"}, 3, nil,
		[]string{"no classes: 2 of 3 images lie next to the sub-folders"}},
	"a folder named as an image": {[]string{"set/a.png/1.png"}, 1, []string{"a.png"}, nil},
	"a newline in a name": {[]string{"set/a\nb/1.png", "set/a\nb/.1.png"}, 1, []string{"a\nb"},
		[]string{`left out (1): its name begins with a dot: "a\nb/.1.png"`}},
	"other files": {[]string{"set/a/1.png", "set/a/2.svg", "set/a/3.heic", "set/a/.DS_Store"}, 1, []string{"a"},
		[]string{"left out (1): its name begins with a dot: a/.DS_Store", "left out (2): its name is not that of a PNG, JPEG, WebP, BMP, GIF or TIFF file: a/2.svg, a/3.heic"}},
}

func (o odd) write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range o.files {
		name, target, isLink := strings.Cut(name, " -> ")
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		switch {
		case isLink:
			err = os.Symlink(target, path)
		case strings.HasSuffix(name, "/"):
			err = os.Mkdir(path, 0o755)
		default:
			writePNG(t, path, flat(2, 2, color.White))
		}
		if err != nil {
			t.Skip(err) // some machines have no links, or no such names
		}
	}
	return filepath.Join(dir, "set")
}

// TestNothingIsLostInSilence: what lies in a folder is in the set, or there is a
// line that says why not.
func TestNothingIsLostInSilence(t *testing.T) {
	for name, c := range odds {
		t.Run(name, func(t *testing.T) {
			d := mustRead(t, c.write(t), 2)
			if d.N != c.images || !slices.Equal(d.Classes, c.classes) {
				t.Errorf("%d images, classes %q, want %d and %q", d.N, d.Classes, c.images, c.classes)
			}
			if got := d.Findings.Lines(); !slices.Equal(got, c.lines) {
				t.Errorf("lines\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.lines, "\n"))
			}
		})
	}
}

// TestClassesBeyondAByte: more folders than labels can number are said.
func TestClassesBeyondAByte(t *testing.T) {
	var many odd
	for i := range maxClasses + 1 {
		many.files = append(many.files, fmt.Sprintf("set/%03d/1.png", i))
	}
	d := mustRead(t, many.write(t), 1)
	if lines := d.Findings.Lines(); d.Labels != nil || len(lines) != 1 || !strings.Contains(lines[0], "257 sub-folders with images, more than 256") {
		t.Errorf("labels %v, lines %q", d.Labels, lines)
	}
}

// TestFindingsAreCounted: transparent images are counted, and long lists end.
func TestFindingsAreCounted(t *testing.T) {
	dir := t.TempDir()
	writePNG(t, filepath.Join(dir, "a.png"), flat(2, 2, color.NRGBA{200, 0, 0, 0}))
	writePNG(t, filepath.Join(dir, "b.png"), flat(2, 2, color.White))
	for i := range 12 {
		writeFile(t, dir, fmt.Sprintf("%02d.txt", i), nil)
	}
	want := []string{
		"left out (12): its name is not that of a PNG, JPEG, WebP, BMP, GIF or TIFF file: 00.txt, 01.txt, 02.txt, 03.txt, 04.txt, 05.txt, 06.txt, 07.txt, 08.txt, 09.txt and 2 more",
		"transparent parts of 1 image: taken as white",
	}
	if got := mustRead(t, dir, 1).Findings.Lines(); !slices.Equal(got, want) {
		t.Errorf("lines\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestForeignSets: the other forms of CIFAR are known by name.
func TestForeignSets(t *testing.T) {
	for want, names := range map[string][]string{
		"CIFAR-10 for Python, which is not read: `autogan data cifar10`": {"cifar-10-batches-py/data_batch_1", "cifar-10-batches-py/batches.meta"},
		"CIFAR-100, which is not read":                                   {"train.bin", "test.bin"},
		"CIFAR-100 for Python, which is not read":                        {"train", "test", "meta"},
	} {
		dir := t.TempDir()
		for _, name := range names {
			if err := errors.Join(os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755), os.WriteFile(filepath.Join(dir, name), nil, 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		_, folderErr := ReadFolder(t.Context(), dir, FolderOptions{Size: 1})
		_, cifarErr := ReadCIFAR10(t.Context(), dir, CIFAR10Options{})
		for _, err := range []error{folderErr, cifarErr} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v, want %q", err, want)
			}
		}
	}
}
