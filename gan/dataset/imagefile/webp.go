package imagefile

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"io"

	"golang.org/x/image/webp"
)

// webpHeader is the size of "RIFF", a length and "WEBP".
const webpHeader = 12

// webpConfig refuses animations, which the decoder calls an invalid format.
func webpConfig(r io.ReadSeeker) (image.Config, error) {
	const flags, animated = 20, 0x02 // of the extended header, if there is one
	head := make([]byte, flags+1)
	if _, err := io.ReadFull(r, head); err != nil {
		return image.Config{}, err
	}
	if beginsWith(head[webpHeader:], "VP8X") && head[flags]&animated != 0 {
		return image.Config{}, errors.New("animated WebP: not supported; save it as PNG")
	}
	return fromStart(r, from(webp.DecodeConfig))
}

// webpEXIF returns the content of the chunk of metadata. (imagemeta misses it
// after a chunk of an odd length.)
func webpEXIF(r io.ReadSeeker) ([]byte, error) {
	const most = 1 << 20
	in := bufio.NewReader(r)
	if _, err := in.Discard(webpHeader); err != nil {
		return nil, err
	}
	for {
		var head [8]byte
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return nil, err
		}
		size := int64(binary.LittleEndian.Uint32(head[4:]))
		if string(head[:4]) == "EXIF" && size <= most {
			data := make([]byte, size)
			_, err := io.ReadFull(in, data)
			return bytes.TrimPrefix(data, []byte("Exif\x00\x00")), err
		}
		if _, err := io.CopyN(io.Discard, in, size+size%2); err != nil {
			return nil, err
		}
	}
}
