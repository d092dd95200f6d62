package imagefile

import (
	"image"
	"strings"
	"testing"
)

// seen reads a file of grey pixels as rows of their values.
func seen(t *testing.T, path string, strip int) string {
	t.Helper()
	f, img, _ := pixels(t, path)
	var rows []string
	for y := 0; y < f.Height; y += strip {
		part := image.Rect(0, y, f.Width, min(y+strip, f.Height))
		out := make([]byte, part.Dx()*part.Dy()*Channels)
		img.Rows(out, part)
		for at := 0; at < len(out); at += f.Width * Channels {
			row := ""
			for x := range f.Width {
				row += string(out[at+x*Channels])
			}
			rows = append(rows, row)
		}
	}
	return strings.Join(rows, " ")
}

// orientations are the rows that are seen of the stored rows "abc" and "def"
// (EXIF 2.32, tag Orientation: which side of what is seen row 0 and column 0
// are). Values that are not 1 to 8 mean nothing.
var orientations = map[byte]string{
	0: "abc def",
	1: "abc def",  // row 0 at the top, column 0 on the left
	2: "cba fed",  // top, right
	3: "fed cba",  // bottom, right
	4: "def abc",  // bottom, left
	5: "ad be cf", // left, top
	6: "da eb fc", // right, top
	7: "fc eb da", // right, bottom
	8: "cf be ad", // left, bottom
	9: "abc def",
}

func TestOrientationIsApplied(t *testing.T) {
	for value, want := range orientations {
		file := greyPNG([]string{"abc", "def"}, chunk("eXIf", exif(value)))
		path := written(t, "a.png", file)
		for strip := 1; strip <= 3; strip++ {
			if got := seen(t, path, strip); got != want {
				t.Errorf("orientation %d in strips of %d rows: got %q, want %q", value, strip, got, want)
			}
		}
	}
}

// TestOrientationOfFormats finds it where each format has it.
func TestOrientationOfFormats(t *testing.T) {
	f, _, _ := pixels(t, written(t, "a.jpg", jpegFile(0xc0, 8, 32, 16, "\x11\x11\x11", jpegEXIF(6))))
	if f.Width != 16 || f.Height != 32 {
		t.Errorf("JPEG: %dx%d, want 16x32", f.Width, f.Height)
	}
	if got := seen(t, written(t, "a.tif", tiffFile(3, []byte("abc"))), 1); got != "cba" {
		t.Errorf("TIFF: got %q, want cba", got)
	}
	if got := seen(t, written(t, "a.webp", webpFile(8)), 1); got != "ÿ ÿ" {
		t.Errorf("WebP: got %q, want two rows", got)
	}
	damagedEXIF := jpegEXIF(6)
	copy(damagedEXIF[10:], "??")
	if f, _, _ := pixels(t, written(t, "b.jpg", jpegFile(0xc0, 8, 32, 16, "\x11\x11\x11", damagedEXIF))); f.Width != 32 {
		t.Errorf("damaged metadata: width %d, want 32", f.Width)
	}
}
