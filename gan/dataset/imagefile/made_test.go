package imagefile

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// written writes a file for a test and returns its path.
func written(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// encoded returns what an encoder writes.
func encoded(t *testing.T, encode func(io.Writer, image.Image) error, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// pngFile makes a PNG file whose rows are equal. The kind of pixels is depth and
// colour type of the header; extra chunks stand before the pixels.
func pngFile(width, height int, depth, colours byte, row []byte, extra ...[]byte) []byte {
	rows := slices.Repeat([]string{string(row)}, height)
	return pngChunks(width, depth, colours, rows, extra)
}

// greyPNG makes a PNG file of a byte a pixel.
func greyPNG(rows []string, extra ...[]byte) []byte {
	return pngChunks(len(rows[0]), 8, 0, rows, extra)
}

func pngChunks(width int, depth, colours byte, rows []string, extra [][]byte) []byte {
	header := binary.BigEndian.AppendUint32(nil, uint32(width))
	header = binary.BigEndian.AppendUint32(header, uint32(len(rows)))
	header = append(header, depth, colours, 0, 0, 0)
	var pixels bytes.Buffer
	z := zlib.NewWriter(&pixels)
	for _, row := range rows {
		z.Write([]byte("\x00" + row))
	}
	z.Close()
	file := append([]byte(pngMagic), chunk("IHDR", header)...)
	file = append(file, bytes.Join(extra, nil)...)
	file = append(file, chunk("IDAT", pixels.Bytes())...)
	return append(file, pngEnd...)
}

func chunk(kind string, data []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	out = append(append(out, kind...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// damaged returns data with the last bit of byte i flipped; a negative i counts
// from the end.
func damaged(data []byte, i int) []byte {
	out := bytes.Clone(data)
	if i < 0 {
		i += len(out)
	}
	out[i] ^= 1
	return out
}

// jpegFile makes a flat grey JPEG file: its marker says how it would be coded,
// each byte of sampling is width and height of a component.
func jpegFile(marker, bits byte, width, height int, sampling string, segments ...[]byte) []byte {
	segment := func(marker byte, data string) []byte {
		out := binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(data)+2))
		return append(out, data...)
	}
	frame := string([]byte{bits, 0, byte(height), 0, byte(width), byte(len(sampling))})
	scan := string([]byte{byte(len(sampling))})
	blocks, wide, high := 0, 1, 1
	for i, hv := range []byte(sampling) {
		frame += string([]byte{byte(i + 1), hv, 0})
		scan += string([]byte{byte(i + 1), 0})
		h, v := int(hv>>4), int(hv&15)
		blocks, wide, high = blocks+h*v, max(wide, h), max(high, v)
	}
	blocks *= (width + 8*wide - 1) / (8 * wide) * ((height + 8*high - 1) / (8 * high))
	oneCode := "\x01" + strings.Repeat("\x00", 16) // the code 0 means the value 0
	file := append([]byte{0xff, 0xd8}, bytes.Join(segments, nil)...)
	file = append(file, segment(0xdb, "\x00"+strings.Repeat("\x01", 64))...)
	file = append(file, segment(marker, frame)...)
	file = append(file, segment(0xc4, "\x00"+oneCode)...)
	file = append(file, segment(0xc4, "\x10"+oneCode)...)
	file = append(file, segment(0xda, scan+"\x00\x3f\x00")...)
	for bits := 2 * blocks; bits > 0; bits -= 8 { // two codes a block: no change of the mean, and its end
		file = append(file, byte(0xff>>min(bits, 8)))
	}
	return append(file, jpegEnd...)
}

// exif is the metadata of an image with an orientation, which is a TIFF file
// without pixels.
func exif(orientation byte) []byte {
	return []byte("II*\x00\x08\x00\x00\x00" + "\x01\x00" + "\x12\x01\x03\x00\x01\x00\x00\x00" + string(orientation) + "\x00\x00\x00" + "\x00\x00\x00\x00")
}

// jpegEXIF is the segment of a JPEG file with that metadata.
func jpegEXIF(orientation byte) []byte {
	data := "Exif\x00\x00" + string(exif(orientation))
	return append([]byte{0xff, 0xe1, 0, byte(len(data) + 2)}, data...)
}

// tiffFile makes a TIFF file of one row of grey pixels with an orientation.
func tiffFile(orientation uint16, row []byte) []byte {
	entries := [][3]uint32{ // tag, type (3 is 16 bits, 4 is 32), value
		{256, 3, uint32(len(row))}, {257, 3, 1}, {258, 3, 8}, {259, 3, 1}, {262, 3, 1},
		{273, 4, 8}, {274, 3, uint32(orientation)}, {277, 3, 1}, {278, 3, 1}, {279, 4, uint32(len(row))},
	}
	out := append([]byte("II*\x00"), binary.LittleEndian.AppendUint32(nil, uint32(8+len(row)))...)
	out = binary.LittleEndian.AppendUint16(append(out, row...), uint16(len(entries)))
	for _, e := range entries {
		out = binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(out, uint16(e[0])), uint16(e[1]))
		out = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(out, 1), e[2])
	}
	return append(out, 0, 0, 0, 0)
}

// webpFile makes a WebP file of two transparent pixels in a row, with an
// orientation.
func webpFile(orientation byte) []byte {
	piece := func(kind, data string) string {
		size := string(binary.LittleEndian.AppendUint32(nil, uint32(len(data))))
		return kind + size + data + strings.Repeat("\x00", len(data)%2)
	}
	const hasEXIF, width = "\x08\x00\x00\x00", "\x01\x00\x00"
	body := "WEBP" + piece("VP8X", hasEXIF+width+"\x00\x00\x00") +
		piece("VP8L", "/\x01\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07") + piece("EXIF", string(exif(orientation)))
	return []byte(piece("RIFF", body))
}
