package dataset

import (
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

func TestGridLayout(t *testing.T) {
	cases := []struct{ n, cols, wantCols, wantRows int }{
		{1, 0, 1, 1}, {5, 0, 3, 2}, {25, 0, 5, 5}, {7, 3, 3, 3}, {2, 8, 2, 1},
	}
	for _, c := range cases {
		const h, w, scale = 2, 3, 4
		size := Grid(make([]byte, c.n*h*w*3), c.n, h, w, c.cols, scale).Bounds().Size()
		wantX, wantY := c.wantCols*(w*scale+2)+2, c.wantRows*(h*scale+2)+2
		if size.X != wantX || size.Y != wantY {
			t.Errorf("Grid of %d in %d columns is %v, want %dx%d", c.n, c.cols, size, wantX, wantY)
		}
	}
}

func TestWriteGrid(t *testing.T) {
	const n, h, w, cols, scale = 5, 3, 4, 2, 3
	images := noise(n * h * w * 3)
	path := filepath.Join(t.TempDir(), "grid.png")
	for range 2 { // the second time the file is there
		if err := WriteGrid(path, images, n, h, w, cols, scale); err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for i := range n {
		for p := range h * w {
			at := (i*h*w + p) * 3
			want := color.RGBA{images[at], images[at+1], images[at+2], 255}
			x, y := 2+i%cols*(w*scale+2)+p%w*scale, 2+i/cols*(h*scale+2)+p/w*scale
			for d := range scale * scale {
				if got := color.RGBAModel.Convert(img.At(x+d%scale, y+d/scale)); got != want {
					t.Fatalf("image %d, pixel %d: %v, want %v", i, p, got, want)
				}
				seen++
			}
		}
	}
	// Everything outside the images is white: margins and the place of the sixth.
	bounds, white := img.Bounds(), 0
	for i := range bounds.Dx() * bounds.Dy() {
		if color.GrayModel.Convert(img.At(i%bounds.Dx(), i/bounds.Dx())) == (color.Gray{255}) {
			white++
		}
	}
	if want := bounds.Dx()*bounds.Dy() - seen; white < want {
		t.Errorf("%d white pixels, want at least %d", white, want)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("%d files in the folder, want the grid alone", len(left))
	}
}

func TestFailedWriteGridLeavesNoFile(t *testing.T) {
	dir := t.TempDir()
	if err := WriteGrid(filepath.Join(dir, "missing", "grid.png"), make([]byte, 3), 1, 1, 1, 0, 1); err == nil {
		t.Error("no error for a folder that does not exist")
	}
	taken := filepath.Join(dir, "taken")
	if err := os.Mkdir(taken, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := WriteGrid(taken, make([]byte, 3), 1, 1, 1, 0, 1); err == nil {
		t.Error("no error for a folder in the file's place")
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("%d entries left in the folder, want 1", len(left))
	}
}

// TestPair finds both grids, the right one beyond a white gap.
func TestPair(t *testing.T) {
	const h, w = 3, 4
	left, right := noise(2*h*w*3), noise(6*h*w*3)
	a, b := Grid(left, 2, h, w, 2, 1), Grid(right, 6, h, w, 3, 1)
	pair := Pair(a, b)
	start := pair.Rect.Dx() - b.Rect.Dx()
	if gap := start - a.Rect.Dx(); gap < 8 || pair.Rect.Dy() != b.Rect.Dy() {
		t.Fatalf("%v of %v and %v, want a gap of at least 8 and the height of the second", pair.Rect, a.Rect, b.Rect)
	}
	white := color.RGBA{255, 255, 255, 255}
	for i := range pair.Rect.Dx() * pair.Rect.Dy() {
		x, y := i%pair.Rect.Dx(), i/pair.Rect.Dx()
		want := white
		switch {
		case x < a.Rect.Dx() && y < a.Rect.Dy():
			want = a.RGBAAt(x, y)
		case x >= start:
			want = b.RGBAAt(x-start, y)
		}
		if got := pair.RGBAAt(x, y); got != want {
			t.Fatalf("pixel %d, %d: %v, want %v", x, y, got, want)
		}
	}
}
