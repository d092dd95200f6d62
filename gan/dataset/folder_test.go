package dataset

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
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

// TestReadFolderKinds reads one image in every colour model that the decoders make.
func TestReadFolderKinds(t *testing.T) {
	const red, green, blue = 200, 100, 50
	rgb := color.NRGBA{red, green, blue, 255}
	palette := image.NewPaletted(image.Rect(0, 0, 6, 4), color.Palette{rgb})
	see := image.NewNRGBA(image.Rect(0, 0, 6, 4))
	for i := range 24 {
		see.SetNRGBA(i%6, i/6, color.NRGBA{red, green, blue, 10})
	}
	deep := image.NewNRGBA64(image.Rect(0, 0, 6, 4))
	for i := range 24 {
		deep.SetNRGBA64(i%6, i/6, color.NRGBA64{red * 257, green * 257, blue * 257, 0xffff})
	}
	for name, img := range map[string]image.Image{
		"opaque": flat(6, 4, rgb), "palette": palette, "transparent": see, "16 bit": deep,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			writePNG(t, filepath.Join(dir, "p.png"), img)
			d, err := ReadFolder(t.Context(), dir, FolderOptions{Size: 3})
			if err != nil {
				t.Fatal(err)
			}
			if want := bytes.Repeat([]byte{red, green, blue}, 9); !bytes.Equal(d.Images, want) {
				t.Errorf("pixels = %v, want %v", d.Images[:9], want[:3])
			}
		})
	}
	t.Run("jpeg", func(t *testing.T) {
		dir := t.TempDir()
		encode(t, filepath.Join(dir, "p.jpg"), func(w io.Writer) error { return jpeg.Encode(w, flat(16, 16, rgb), nil) })
		d, err := ReadFolder(t.Context(), dir, FolderOptions{Size: 8})
		if err != nil {
			t.Fatal(err)
		}
		for c, want := range []int{red, green, blue} {
			if got := int(d.Images[c]); got < want-3 || got > want+3 { // JPEG is lossy
				t.Errorf("channel %d = %d, want about %d", c, got, want)
			}
		}
	})
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

func TestReadFolderErrors(t *testing.T) {
	dir := t.TempDir()
	if _, err := ReadFolder(t.Context(), dir, FolderOptions{Size: 8}); err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("empty folder: error %v", err)
	}
	if _, err := ReadFolder(t.Context(), filepath.Join(dir, "nowhere"), FolderOptions{Size: 8}); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("no folder: error %v", err)
	}
	writePNG(t, filepath.Join(dir, "a.png"), flat(4, 4, color.White))
	whole, err := os.ReadFile(filepath.Join(dir, "a.png"))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"empty.png": nil, "text.jpg": []byte("hello"), "cut.png": whole[:len(whole)-20]} {
		writeFile(t, dir, name, data)
		if _, err := ReadFolder(t.Context(), dir, FolderOptions{Size: 8}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v does not name the file", name, err)
		}
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
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
