package imagefile

import (
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"strings"

	"autogan/vk/filekind"
)

// maxPixels bounds the images that are decoded: a small file that claims to be
// enormous is an error and does not exhaust the memory.
const maxPixels = 1 << 28

// File is an image file of which only the beginning has been read.
type File struct {
	// Width and Height are those of the image as it is seen.
	Width, Height int

	f           *os.File
	format      format
	stored      image.Config // before the orientation is applied
	orientation orientation
}

// Open reads what kind of image the file at path is, and how large. The error
// says what the file is instead. Close the file when done.
func Open(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	opened := &File{f: f}
	if err := opened.readHeader(); err != nil {
		f.Close()
		return nil, inWords(err)
	}
	return opened, nil
}

// Close closes the file. An image that was decoded from it stays valid.
func (f *File) Close() error { return f.f.Close() }

func (f *File) readHeader() error {
	beginning := make([]byte, filekind.Bytes)
	n, err := io.ReadFull(f.f, beginning)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	var known bool
	if f.format, known = formatOf(beginning[:n]); !known {
		return fmt.Errorf("it is %s, want %s", filekind.Of(beginning[:n]), Formats)
	}
	if f.stored, err = fromStart(f.f, f.format.config); err != nil {
		return err
	}
	w, h := f.stored.Width, f.stored.Height
	if w <= 0 || h <= 0 || w > maxPixels/h {
		return fmt.Errorf("it has %dx%d pixels, want 1 to %d in all", w, h, maxPixels)
	}
	f.orientation = readOrientation(f.f, f.format)
	f.Width, f.Height = f.orientation.size(w, h)
	return nil
}

// Memory returns about how many bytes Decode needs.
func (f *File) Memory() int64 {
	bytes := int64(f.Width) * int64(f.Height) * pixelBytes(f.stored.ColorModel)
	if f.format.name == jpegName && isProgressive(f.f) {
		bytes *= 1 + coefficientBytes
	}
	return bytes
}

// Decode reads the pixels.
func (f *File) Decode() (*Image, error) {
	pixels, err := fromStart(f.f, f.format.decode)
	if err != nil {
		return nil, inWords(err)
	}
	return &Image{pixels: pixels, width: f.stored.Width, height: f.stored.Height, orientation: f.orientation}, nil
}

// fromStart reads the file from its beginning.
func fromStart[T any](f io.ReadSeeker, read func(io.ReadSeeker) (T, error)) (T, error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		var none T
		return none, err
	}
	return read(f)
}

// inWords replaces the errors that do not say what is wrong with a file.
func inWords(err error) error {
	if errors.Is(err, io.EOF) || strings.HasSuffix(err.Error(), io.ErrUnexpectedEOF.Error()) { // some decoders keep only its text
		return errors.New("the file ends too early")
	}
	return err
}
