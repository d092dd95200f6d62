package imagefile

import (
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bep/imagemeta"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"
)

// Formats lists the formats that are read, for messages.
const Formats = "PNG, JPEG, WebP, BMP, GIF or TIFF"

// format is a kind of image file. Its functions read from the beginning of a
// file.
type format struct {
	name       string
	extensions []string
	magic      []string // each is a way to begin; a ? stands for any byte
	metadata   imagemeta.ImageFormat
	config     func(io.ReadSeeker) (image.Config, error)
	decode     func(io.ReadSeeker) (image.Image, error)
}

const (
	jpegName   = "JPEG"
	noMetadata = imagemeta.ImageFormatAuto // the format has none that says an orientation
)

var formats = []format{
	{"PNG", []string{".png"}, []string{pngMagic}, imagemeta.PNG, pngConfig, decodePNG},
	{jpegName, []string{".jpg", ".jpeg", ".jpe", ".jfif"}, []string{"\xff\xd8"}, imagemeta.JPEG, jpegConfig, decodeJPEG},
	{"WebP", []string{".webp"}, []string{"RIFF????WEBP"}, imagemeta.WebP, webpConfig, from(webp.Decode)},
	{"BMP", []string{".bmp", ".dib"}, []string{"BM"}, noMetadata, from(bmp.DecodeConfig), from(bmp.Decode)},
	{"GIF", []string{".gif"}, []string{"GIF8?a"}, noMetadata, from(gif.DecodeConfig), from(gif.Decode)},
	{"TIFF", []string{".tif", ".tiff"}, []string{"II*\x00", "MM\x00*"}, imagemeta.TIFF, from(tiff.DecodeConfig), from(tiff.Decode)},
}

// from makes a function of a format out of one that reads only forwards.
func from[T any](read func(io.Reader) (T, error)) func(io.ReadSeeker) (T, error) {
	return func(r io.ReadSeeker) (T, error) { return read(r) }
}

// HasName reports whether a file's name ends as those of image files do.
func HasName(path string) bool {
	extension := strings.ToLower(filepath.Ext(path))
	return slices.ContainsFunc(formats, func(f format) bool { return slices.Contains(f.extensions, extension) })
}

// formatOf returns the format of the file that begins so.
func formatOf(beginning []byte) (format, bool) {
	at := slices.IndexFunc(formats, func(f format) bool {
		return slices.ContainsFunc(f.magic, func(magic string) bool { return beginsWith(beginning, magic) })
	})
	if at < 0 {
		return format{}, false
	}
	return formats[at], true
}

func beginsWith(data []byte, magic string) bool {
	if len(data) < len(magic) {
		return false
	}
	for i := range len(magic) {
		if magic[i] != '?' && magic[i] != data[i] {
			return false
		}
	}
	return true
}

func pngConfig(r io.ReadSeeker) (image.Config, error) { return png.DecodeConfig(newPNGPixels(r)) }
func decodePNG(r io.ReadSeeker) (image.Image, error)  { return png.Decode(newPNGPixels(r)) }

// pixelBytes returns the size of a decoded pixel.
func pixelBytes(model color.Model) int64 {
	switch model {
	case color.GrayModel, color.AlphaModel:
		return 1
	case color.Gray16Model, color.Alpha16Model:
		return 2
	case color.YCbCrModel:
		return 3
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	}
	if _, palette := model.(color.Palette); palette {
		return 1
	}
	return 4
}
