package imagefile

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"strings"

	manyratios "github.com/kovidgoyal/imaging/jpeg"
)

// coefficientBytes is the size of the coefficients of a pixel's value, in which
// a progressive JPEG is kept until its last scan.
const coefficientBytes = 4

const jpegEnd = "\xff\xd9"

func jpegConfig(r io.ReadSeeker) (image.Config, error) {
	return readJPEG(r, jpeg.DecodeConfig, manyratios.DecodeConfig)
}

func decodeJPEG(r io.ReadSeeker) (image.Image, error) {
	return readJPEG(r, jpeg.Decode, manyratios.Decode)
}

// readJPEG reads with the standard library, and what that does not support with
// a decoder of more ratios between the sizes of brightness and colours. A file
// that lacks nothing but its end marker gets one.
func readJPEG[T any](r io.ReadSeeker, usual, more func(io.Reader) (T, error)) (T, error) {
	read := usual
	out, err := fromStart(r, from(read))
	var unsupported jpeg.UnsupportedError
	if errors.As(err, &unsupported) {
		read = more
		out, err = fromStart(r, from(read))
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		ended := func(r io.ReadSeeker) (T, error) { return read(io.MultiReader(r, strings.NewReader(jpegEnd))) }
		if mended, err := fromStart(r, ended); err == nil {
			return mended, nil
		}
	}
	if err != nil {
		err = jpegError(r, err)
	}
	return out, err
}

// jpegError says more than err where the file is of a kind that decoders do not
// read.
func jpegError(r io.ReadSeeker, err error) error {
	f, notFound := fromStart(r, readFrame)
	if notFound != nil || f.unsupported(err) == "" {
		return err
	}
	return fmt.Errorf("%s: not supported; save it as PNG", f.unsupported(err))
}

// frame is the header that says how a JPEG file is coded (ITU-T T.81, B.2.2).
type frame struct {
	marker   byte // 0xc0 to 0xcf
	bits     byte // per value
	sampling []byte
}

func isProgressive(r io.ReadSeeker) bool {
	f, err := fromStart(r, readFrame)
	return err == nil && f.marker == 0xc2
}

// readFrame skips the segments before the frame header.
func readFrame(r io.ReadSeeker) (frame, error) {
	in := bufio.NewReader(r)
	if _, err := in.Discard(2); err != nil { // the marker of the start
		return frame{}, err
	}
	for {
		var head [4]byte
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return frame{}, err
		}
		marker, size := head[1], (int(head[2])<<8|int(head[3]))-2
		if head[0] != 0xff || size < 0 {
			return frame{}, errors.New("no segment where one should begin")
		}
		body := make([]byte, size)
		if _, err := io.ReadFull(in, body); err != nil {
			return frame{}, err
		}
		if isFrame := marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc; isFrame {
			return parseFrame(marker, body)
		}
	}
}

func parseFrame(marker byte, body []byte) (frame, error) {
	const fixed, perComponent = 6, 3
	if len(body) < fixed || len(body) != fixed+perComponent*int(body[5]) {
		return frame{}, errors.New("a frame header of a wrong length")
	}
	f := frame{marker: marker, bits: body[0]}
	for at := fixed; at < len(body); at += perComponent {
		f.sampling = append(f.sampling, body[at+1])
	}
	return f, nil
}

// unsupported names the property because of which decoders refuse the file with
// err; "" if there is none, so that something else is wrong with it.
func (f frame) unsupported(err error) string {
	switch {
	case f.marker >= 0xc9:
		return "arithmetic-coded JPEG"
	case f.marker == 0xc3:
		return "lossless JPEG"
	case f.marker > 0xc3:
		return "hierarchical JPEG"
	case f.bits != 8:
		return fmt.Sprintf("JPEG of %d bits", f.bits)
	case len(f.sampling) != 1 && len(f.sampling) != 3 && len(f.sampling) != 4:
		return fmt.Sprintf("JPEG of %d colour components", len(f.sampling))
	case strings.Contains(err.Error(), "sampling"):
		return "JPEG with the sampling factors " + f.samplingFactors()
	}
	return ""
}

// samplingFactors reads "2x2 1x1 1x1": width and height of each component,
// relative to the others.
func (f frame) samplingFactors() string {
	var factors []string
	for _, hv := range f.sampling {
		factors = append(factors, fmt.Sprintf("%dx%d", hv>>4, hv&15))
	}
	return strings.Join(factors, " ")
}
