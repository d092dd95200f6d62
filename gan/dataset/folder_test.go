package dataset

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestReadFolderOrderAndLabels(t *testing.T) {
	cases := []struct {
		name    string
		files   []string // image i is flat grey 10·(i+1)
		order   []int    // indices into files
		labels  []uint8
		classes []string
	}{
		{"flat", []string{"b.png", "a.png", "c.PNG"}, []int{1, 0, 2}, nil, nil},
		{"classes", []string{"dog/1.png", "cat/x/2.png", "cat/1.png"}, []int{2, 1, 0}, []uint8{0, 0, 1}, []string{"cat", "dog"}},
		{"stray", []string{"dog/1.png", "z.png", "cat/1.png"}, []int{2, 0}, []uint8{0, 1}, []string{"cat", "dog"}},
		{"one outside", []string{"dog/1.png", "z.png"}, []int{0, 1}, nil, nil},
		{"hidden", []string{"cat/1.png", ".cache/2.png", "cat/.3.png"}, []int{0}, []uint8{0}, []string{"cat"}},
		// "a-b" sorts before "a/": a class must stay one class.
		{"prefix", []string{"a/1.png", "a-b/1.png", "a/2.png"}, []int{1, 0, 2}, []uint8{0, 1, 1}, []string{"a-b", "a"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for i, name := range c.files {
				writePNG(t, filepath.Join(dir, name), flat(4, 4, color.Gray{uint8(10 * (i + 1))}))
			}
			writeFile(t, dir, "notes.txt", []byte("not an image"))
			d, err := ReadFolder(t.Context(), dir, FolderOptions{Size: 2})
			if err != nil {
				t.Fatal(err)
			}
			var order []int
			for i := range d.N {
				order = append(order, int(d.Image(i)[0])/10-1)
			}
			if !slices.Equal(order, c.order) || !slices.Equal(d.Labels, c.labels) || !slices.Equal(d.Classes, c.classes) {
				t.Errorf("order %v labels %v classes %q, want %v %v %q", order, d.Labels, d.Classes, c.order, c.labels, c.classes)
			}
		})
	}
}

func TestReadFolderCutsTheMiddle(t *testing.T) {
	wide := image.NewNRGBA(image.Rect(0, 0, 9, 4)) // columns 2 to 5 are the square
	for y := range 4 {
		for x := range 9 {
			wide.SetNRGBA(x, y, color.NRGBA{uint8(x), uint8(y), 0, 255})
		}
	}
	dir := t.TempDir()
	writePNG(t, filepath.Join(dir, "wide.png"), wide)
	d, err := ReadFolder(t.Context(), dir, FolderOptions{Size: 4})
	if err != nil {
		t.Fatal(err)
	}
	first, last := d.Image(0)[:2], d.Image(0)[45:47]
	if !bytes.Equal(first, []byte{2, 0}) || !bytes.Equal(last, []byte{5, 3}) {
		t.Errorf("corners (%v, %v), want ([2 0], [5 3])", first, last)
	}
}

// TestReadFolderTurnsBeforeItCuts: which square is the middle of an image is
// seen only after its orientation is applied.
func TestReadFolderTurnsBeforeItCuts(t *testing.T) {
	stored := image.NewNRGBA(image.Rect(0, 0, 4, 9)) // 9×4 as it is seen; (x, y) is stored at (y, 8-x)
	for y := range 9 {
		for x := range 4 {
			stored.SetNRGBA(x, y, color.NRGBA{uint8(8 - y), uint8(x), 0, 255})
		}
	}
	dir := t.TempDir()
	writePNG(t, filepath.Join(dir, "a.png"), stored)
	addOrientation(t, filepath.Join(dir, "a.png"), 6)
	d := mustRead(t, dir, 4)
	first, last := d.Image(0)[:2], d.Image(0)[45:47]
	if !bytes.Equal(first, []byte{2, 0}) || !bytes.Equal(last, []byte{5, 3}) {
		t.Errorf("corners (%v, %v), want ([2 0], [5 3])", first, last)
	}
}

// addOrientation adds a chunk of EXIF to a PNG file, after its header.
func addOrientation(t *testing.T, path string, value byte) {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const header = 33
	chunk := "eXIfII*\x00\x08\x00\x00\x00" + "\x01\x00" + "\x12\x01\x03\x00\x01\x00\x00\x00" + string(rune(value)) + "\x00\x00\x00" + "\x00\x00\x00\x00"
	out := append(bytes.Clone(file[:header]), 0, 0, 0, byte(len(chunk)-4))
	out = append(out, chunk...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE([]byte(chunk)))
	writeFile(t, filepath.Dir(path), filepath.Base(path), append(out, file[header:]...))
}

// TestReadFolderInStrips: an image of several strips comes out as if it were
// resized at once.
func TestReadFolderInStrips(t *testing.T) {
	const w, h = 300, 400
	pixels := noise(w * h * Channels)
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		copy(img.Pix[4*i:], append(bytes.Clone(pixels[Channels*i:Channels*(i+1)]), 255))
	}
	dir := t.TempDir()
	writePNG(t, filepath.Join(dir, "a.png"), img)
	for _, size := range []int{1, 7, 300, 301} {
		want := make([]byte, size*size*Channels)
		r := newResampler(w, w, size, size)
		r.resize(want, pixels[(h-w)/2*w*Channels:], r.newScratch())
		if got := mustRead(t, dir, size); !bytes.Equal(got.Images, want) {
			t.Errorf("size %d: the images differ from value %d on", size, firstDifference(got.Images, want))
		}
	}
}

func TestReadFolderErrors(t *testing.T) {
	dir := t.TempDir()
	if _, err := ReadFolder(t.Context(), dir, FolderOptions{Size: 8}); err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("empty folder: error %v", err)
	}
	if _, err := ReadFolder(t.Context(), filepath.Join(dir, "nowhere"), FolderOptions{Size: 8}); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("no folder: error %v", err)
	}
	writeFile(t, dir, "a.txt", []byte("hello"))
	if _, err := ReadFolder(t.Context(), dir, FolderOptions{Size: 8}); err == nil || !strings.Contains(err.Error(), "no PNG, JPEG, WebP") || !strings.Contains(err.Error(), "a.txt") {
		t.Errorf("no image: error %v", err)
	}
}

// badFolder is a folder of good images, of the levels 10, 20 and so on, and
// bad ones.
func badFolder(t *testing.T, good, bad int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range good {
		writePNG(t, filepath.Join(dir, fmt.Sprintf("%d-good.png", i)), flat(4, 4, color.Gray{uint8(10 * (i + 1))}))
	}
	for i := range bad {
		writeFile(t, dir, fmt.Sprintf("%d-bad.png", i), []byte("hello"))
	}
	return dir
}

// TestReadFolderListsAllBadImages: one bad image does not hide the others.
func TestReadFolderListsAllBadImages(t *testing.T) {
	dir := badFolder(t, 3, 5)
	_, err := ReadFolder(t.Context(), dir, FolderOptions{Size: 2})
	var bad *BadImagesError
	if !errors.As(err, &bad) || len(bad.Bad) != 5 || bad.Images != 8 {
		t.Fatalf("error %v, want one of 5 of 8 images", err)
	}
	for i, finding := range bad.Bad {
		if want := fmt.Sprintf("%d-bad.png: it is a text, want PNG", i); !strings.HasPrefix(finding.String(), want) {
			t.Errorf("finding %q, want %q", finding, want)
		}
	}
	for _, want := range []string{"5 of 8 images", "0-bad.png", "2-bad.png", "2 more", "data verify"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not say %q", err, want)
		}
	}
}

// TestReadFolderSkipsBadImages: the good ones are all there, in their order.
func TestReadFolderSkipsBadImages(t *testing.T) {
	d, err := ReadFolder(t.Context(), badFolder(t, 3, 5), FolderOptions{Size: 1, SkipBad: true})
	if err != nil {
		t.Fatal(err)
	}
	if want := []byte{10, 10, 10, 20, 20, 20, 30, 30, 30}; !bytes.Equal(d.Images, want) || d.N != 3 || len(d.Findings.Bad) != 5 {
		t.Errorf("%d images %v, %d bad, want %v and 5 bad", d.N, d.Images, len(d.Findings.Bad), want)
	}
	if _, err := ReadFolder(t.Context(), badFolder(t, 0, 1), FolderOptions{Size: 1, SkipBad: true}); err == nil {
		t.Error("no error for a folder of bad images alone")
	}
}

func mustRead(t *testing.T, dir string, size int) Dataset {
	t.Helper()
	d, err := ReadFolder(t.Context(), dir, FolderOptions{Size: size})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func flat(w, h int, c color.Color) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		img.Set(i%w, i/w, c)
	}
	return img
}

func writePNG(t *testing.T, path string, img image.Image) {
	t.Helper()
	encode(t, path, func(w io.Writer) error { return png.Encode(w, img) })
}

func encode(t *testing.T, path string, write func(io.Writer) error) {
	t.Helper()
	var buffer bytes.Buffer
	if err := write(&buffer); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Dir(path), filepath.Base(path), buffer.Bytes())
}

// TestReadFolderReadsTheFirst: as many as are asked for, past those that cannot
// be read if these are skipped.
func TestReadFolderReadsTheFirst(t *testing.T) {
	dir := badFolder(t, 4, 2)
	all, err := ReadFolder(t.Context(), dir, FolderOptions{Size: 4, SkipBad: true})
	if err != nil {
		t.Fatal(err)
	}
	for first := 1; first <= 5; first++ {
		d, err := ReadFolder(t.Context(), dir, FolderOptions{Size: 4, SkipBad: true, First: first})
		want := all.Slice(0, min(first, all.N))
		if err != nil || d.N != want.N || d.Hash() != want.Hash() {
			t.Errorf("the first %d: got %d images, %v; want the first of all %d", first, d.N, err, all.N)
		}
	}
}
