package imagefile

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"io"
	"strings"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// pixels reads a file whole, as [Height, Width, 3] bytes.
func pixels(t *testing.T, path string) (*File, *Image, []byte) {
	t.Helper()
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := f.Decode()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]byte, f.Width*f.Height*Channels)
	img.Rows(out, image.Rect(0, 0, f.Width, f.Height))
	return f, img, out
}

// TestReadsWhatPeopleHave reads flat images. Those that viewers show although
// they are not quite right are among them.
func TestReadsWhatPeopleHave(t *testing.T) {
	const red = "\xc8\x64\x32"
	redRow := []byte(strings.Repeat(red, 5))
	png := pngFile(5, 4, 8, 2, redRow)
	text := chunk("tEXt", []byte("Comment\x00none"))
	flat := image.NewNRGBA(image.Rect(0, 0, 5, 4))
	for i := range 20 {
		flat.Set(i%5, i/5, color.NRGBA{0xc8, 0x64, 0x32, 0xff})
	}
	framed := image.NewPaletted(flat.Rect, color.Palette{flat.At(0, 0)})
	grey := []byte{128, 128, 128}
	jpg := jpegFile(0xc0, 8, 16, 16, "\x22\x11\x11")
	for name, c := range map[string]struct {
		data []byte
		want []byte // of the first pixel
	}{
		"PNG":                       {png, []byte(red)},
		"PNG, 16 bits":              {pngFile(5, 4, 16, 0, bytes.Repeat([]byte{3, 232}, 5)), []byte{3, 3, 3}},
		"PNG, 1 bit":                {pngFile(5, 4, 1, 0, []byte{0xff}), []byte{255, 255, 255}},
		"PNG, palette":              {pngFile(5, 4, 8, 3, make([]byte, 5), chunk("PLTE", []byte(red))), []byte(red)},
		"PNG, damaged text":         {pngFile(5, 4, 8, 2, redRow, damaged(text, -1)), []byte(red)},
		"PNG, damaged palette hint": {pngFile(5, 4, 8, 3, make([]byte, 5), damaged(text, -1), chunk("PLTE", []byte(red))), []byte(red)},
		"PNG, damaged profile":      {pngFile(5, 4, 8, 2, redRow, chunk("iCCP", []byte("x\x00\x00junk"))), []byte(red)},
		"PNG, no end marker":        {png[:len(png)-len(pngEnd)], []byte(red)},
		"PNG, half an end marker":   {png[:len(png)-5], []byte(red)},
		"PNG, more after its end":   {append(bytes.Clone(png), "more"...), []byte(red)},
		"GIF":                       {encoded(t, func(w io.Writer, m image.Image) error { return gif.Encode(w, m, nil) }, framed), []byte(red)},
		"BMP":                       {encoded(t, bmp.Encode, flat), []byte(red)},
		"TIFF":                      {encoded(t, func(w io.Writer, m image.Image) error { return tiff.Encode(w, m, nil) }, flat), []byte(red)},
		"WebP":                      {[]byte("RIFF\x1a\x00\x00\x00WEBPVP8L\r\x00\x00\x00/\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"), []byte{255, 255, 255}},
		"JPEG":                      {jpg, grey},
		"JPEG, grey":                {jpegFile(0xc0, 8, 16, 16, "\x11"), grey},
		"JPEG, no end marker":       {jpg[:len(jpg)-2], grey},
		"JPEG, two ratios":          {jpegFile(0xc0, 8, 16, 16, "\x22\x11\x12"), grey},
	} {
		t.Run(name, func(t *testing.T) {
			_, img, got := pixels(t, written(t, "a.txt", c.data)) // the content decides, not the name
			if !bytes.Equal(got[:3], c.want) {
				t.Errorf("first pixel %v, want %v", got[:3], c.want)
			}
			if wantTransparent := name == "WebP"; img.Transparent() != wantTransparent {
				t.Errorf("Transparent() = %v", img.Transparent())
			}
		})
	}
}

// TestTransparentPartsAreWhite: the colour that a transparent pixel hides never
// shows.
func TestTransparentPartsAreWhite(t *testing.T) {
	hidden := pngFile(4, 2, 8, 4, bytes.Repeat([]byte{200, 0}, 4))
	// An alpha of 204 is four fifths; the last fifth of the white is 51.
	mixed := pngFile(1, 1, 8, 6, []byte{200, 0, 100, 204})
	small := image.NewPaletted(image.Rect(1, 1, 2, 2), color.Palette{color.Black})
	var canvas bytes.Buffer
	if err := gif.EncodeAll(&canvas, &gif.GIF{Image: []*image.Paletted{small}, Delay: []int{0}, Config: image.Config{Width: 3, Height: 2, ColorModel: small.Palette}}); err != nil {
		t.Fatal(err)
	}
	white := bytes.Repeat([]byte{255}, 3*6)
	for name, c := range map[string]struct{ data, want []byte }{
		"hidden": {hidden, bytes.Repeat([]byte{255}, 3*8)},
		"mixed":  {mixed, []byte{211, 51, 131}}, // 200·0.8 + 51, 51, 100·0.8 + 51
		"canvas": {canvas.Bytes(), append(append(bytes.Clone(white[:12]), 0, 0, 0), white[:3]...)},
	} {
		_, img, got := pixels(t, written(t, "a.png", c.data))
		if !bytes.Equal(got, c.want) || !img.Transparent() {
			t.Errorf("%s: pixels %v, transparent %v, want %v", name, got, img.Transparent(), c.want)
		}
	}
}

// TestSaysWhatAFileIs: what cannot be read is an error that a person
// understands.
func TestSaysWhatAFileIs(t *testing.T) {
	png := pngFile(5, 4, 8, 2, make([]byte, 15))
	jpg := jpegFile(0xc0, 8, 64, 64, "\x11\x11\x11")
	for want, data := range map[string][]byte{
		"it is empty, want PNG":                          nil,
		"a web page (HTML)":                              []byte("<!DOCTYPE html><html><body>Not found</body></html>"),
		"it is a text,":                                  []byte("hello"),
		"`git lfs pull`":                                 []byte("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"),
		"image/heic":                                     []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"),
		"of an unknown kind":                             {0, 1, 2, 3, 250, 251},
		"the file ends too early":                        png[:len(png)-20],
		"invalid checksum":                               damaged(png, -len(pngEnd)-1),
		"the file is cut off or damaged":                 jpg[:len(jpg)-20],
		"arithmetic-coded JPEG":                          jpegFile(0xc9, 8, 16, 16, "\x11\x11\x11"),
		"lossless JPEG":                                  jpegFile(0xc3, 8, 16, 16, "\x11\x11\x11"),
		"hierarchical JPEG":                              jpegFile(0xc5, 8, 16, 16, "\x11\x11\x11"),
		"JPEG of 12 bits":                                jpegFile(0xc1, 12, 16, 16, "\x11\x11\x11"),
		"JPEG of 2 colour components":                    jpegFile(0xc0, 8, 16, 16, "\x11\x11"),
		"JPEG with the sampling factors 3x1 1x1 1x1:":    jpegFile(0xc0, 8, 24, 8, "\x31\x11\x11"),
		"JPEG with the sampling factors 2x2 2x2 2x2:":    jpegFile(0xc0, 8, 16, 16, "\x22\x22\x22"),
		"animated WebP":                                  []byte("RIFF\x1a\x00\x00\x00WEBPVP8X\n\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
		"it has 70000x70000 pixels, want 1 to 268435456": append(append([]byte(pngMagic), chunk("IHDR", []byte("\x00\x01\x11\x70\x00\x01\x11\x70\x08\x02\x00\x00\x00"))...), pngEnd...),
	} {
		err := decodeError(written(t, "a.jpg", data))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("error %v, want one line with %q", err, want)
		}
	}
}

func decodeError(path string) error {
	f, err := Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.Decode()
	return err
}

// TestMemoryIsKnownBefore: what decoding needs follows from the header alone.
func TestMemoryIsKnownBefore(t *testing.T) {
	for name, c := range map[string]struct {
		data  []byte
		bytes int64 // per pixel
	}{
		"grey":             {pngFile(5, 4, 8, 0, make([]byte, 5)), 1},
		"grey, 16 bits":    {pngFile(5, 4, 16, 0, make([]byte, 10)), 2},
		"colours":          {pngFile(5, 4, 8, 2, make([]byte, 15)), 4},
		"colours, 16 bits": {pngFile(5, 4, 16, 6, make([]byte, 40)), 8},
		"palette":          {pngFile(5, 4, 8, 3, make([]byte, 5), chunk("PLTE", make([]byte, 3))), 1},
		"JPEG":             {jpegFile(0xc0, 8, 16, 16, "\x22\x11\x11"), 3},
		"progressive JPEG": {jpegFile(0xc2, 8, 16, 16, "\x22\x11\x11"), 15},
	} {
		f, err := Open(written(t, "a.png", c.data))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := f.Memory(), c.bytes*int64(f.Width*f.Height); got != want {
			t.Errorf("%s: %d bytes, want %d", name, got, want)
		}
		f.Close()
	}
}
