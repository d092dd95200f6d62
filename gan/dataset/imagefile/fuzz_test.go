package imagefile

import (
	"image"
	"os"
	"path/filepath"
	"testing"
)

// FuzzDecode: whatever a file holds, reading it returns. A panic in one of the
// decoders would end a search because of a single file.
func FuzzDecode(f *testing.F) {
	f.Add(greyPNG([]string{"abc", "def"}, chunk("eXIf", exif(6))))
	f.Add(pngFile(5, 4, 16, 6, make([]byte, 40)))
	f.Add(jpegFile(0xc0, 8, 16, 16, "\x22\x11\x11", jpegEXIF(5)))
	f.Add(jpegFile(0xc2, 8, 16, 16, "\x22\x11\x12"))
	f.Add(jpegFile(0xc0, 8, 16, 16, "\x11\x11\x11\x11"))
	f.Add(tiffFile(3, []byte("abc")))
	f.Add(webpFile(8))
	f.Add([]byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "a")
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		file, err := Open(path)
		if err != nil {
			return
		}
		defer file.Close()
		if file.Memory() > 1<<24 {
			return
		}
		img, err := file.Decode()
		if err != nil {
			return
		}
		area := image.Rect(0, file.Height/2, file.Width, file.Height)
		img.Rows(make([]byte, area.Dx()*area.Dy()*Channels), area)
	})
}
