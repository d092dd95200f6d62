package imagefile

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"strings"
)

const (
	pngMagic = "\x89PNG\r\n\x1a\n"
	pngEnd   = "\x00\x00\x00\x00IEND\xaeB`\x82"
)

// pngPixels passes on what decides the pixels of a PNG file: its magic number,
// four kinds of chunks, and an end marker even if the file has none. The
// decoder would refuse a file because of a damaged text or colour profile,
// which viewers skip.
type pngPixels struct {
	file  *bufio.Reader
	now   io.Reader // the magic number, the header of a chunk or the marker
	left  int64     // of the chunk after it
	ended bool
}

func newPNGPixels(file io.Reader) *pngPixels {
	in := bufio.NewReader(file)
	return &pngPixels{file: in, now: io.LimitReader(in, int64(len(pngMagic)))}
}

// Read returns io.ErrUnexpectedEOF if the file ends inside of a chunk.
func (p *pngPixels) Read(buffer []byte) (int, error) {
	for {
		n, err := p.now.Read(buffer)
		if n > 0 || !errors.Is(err, io.EOF) {
			return n, err
		}
		if p.left > 0 {
			return p.readChunk(buffer)
		}
		if p.ended {
			return 0, io.EOF
		}
		if err := p.next(); err != nil {
			return 0, err
		}
	}
}

// readChunk reads on in a chunk that decides pixels.
func (p *pngPixels) readChunk(buffer []byte) (int, error) {
	n, err := p.file.Read(buffer[:min(int64(len(buffer)), p.left)])
	p.left -= int64(n)
	if errors.Is(err, io.EOF) {
		return n, io.ErrUnexpectedEOF
	}
	return n, err
}

// next goes on to the next chunk that decides pixels, or to the end.
func (p *pngPixels) next() error {
	for {
		var header [8]byte
		_, err := io.ReadFull(p.file, header[:])
		kind := string(header[4:])
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || err == nil && kind == "IEND" {
			p.now, p.ended = strings.NewReader(pngEnd), true
			return nil
		}
		if err != nil {
			return err
		}
		rest := int64(binary.BigEndian.Uint32(header[:])) + 4 // its checksum
		switch kind {
		case "IHDR", "PLTE", "tRNS", "IDAT":
			p.now, p.left = strings.NewReader(string(header[:])), rest
			return nil
		}
		if _, err := io.CopyN(io.Discard, p.file, rest); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
	}
}
