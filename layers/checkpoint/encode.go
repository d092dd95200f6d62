package checkpoint

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"
)

// metadataKey is the header's entry for the map of strings.
const metadataKey = "__metadata__"

// entry is a tensor's record in the header.
type entry struct {
	DType   DType    `json:"dtype"`
	Shape   []int    `json:"shape"`
	Offsets [2]int64 `json:"data_offsets"`
}

// Encode writes f as safetensors. Wide types come first, so that every array is
// aligned to its elements; arrays of one type keep their order. It returns an
// error for a name that is empty, reserved, not UTF-8 or used twice, and for
// data whose size does not match the shape.
func Encode(w io.Writer, f *File) error {
	if err := f.validate(); err != nil {
		return err
	}
	arrays := slices.Clone(f.Arrays)
	slices.SortStableFunc(arrays, func(a, b Array) int { return b.DType.Size() - a.DType.Size() })

	header, err := encodeHeader(f.Metadata, arrays)
	if err != nil {
		return fmt.Errorf("encode header: %w", err)
	}
	parts := [][]byte{binary.LittleEndian.AppendUint64(nil, uint64(len(header))), header}
	for _, a := range arrays {
		parts = append(parts, a.Data)
	}
	writeHash(header, parts)
	for _, p := range parts {
		if _, err := w.Write(p); err != nil {
			return err
		}
	}
	return nil
}

func (f *File) validate() error {
	seen := make(map[string]bool, len(f.Arrays))
	for _, a := range f.Arrays {
		if a.Name == "" || a.Name == metadataKey || !utf8.ValidString(a.Name) {
			return fmt.Errorf("%q cannot name an array", a.Name)
		}
		if seen[a.Name] {
			return fmt.Errorf("two arrays are named %q", a.Name)
		}
		seen[a.Name] = true
		want, ok := byteSize(a.DType.Size(), a.Shape)
		if !ok {
			return fmt.Errorf("%q: cannot store %s %v", a.Name, a.DType, a.Shape)
		}
		if int64(len(a.Data)) != want {
			return fmt.Errorf("%q: %s %v needs %d bytes, got %d", a.Name, a.DType, a.Shape, want, len(a.Data))
		}
	}
	return nil
}

// encodeHeader writes the entries in the order of the data, padded with
// spaces so that the data begin at a multiple of eight.
func encodeHeader(metadata map[string]string, arrays []Array) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	if len(metadata) > 0 {
		if err := writeMember(&b, metadataKey, metadata); err != nil {
			return nil, err
		}
	}
	offset := int64(0)
	for _, a := range arrays {
		end := offset + int64(len(a.Data))
		shape := a.Shape
		if shape == nil {
			shape = []int{} // a scalar; null is no shape
		}
		if err := writeMember(&b, a.Name, entry{a.DType, shape, [2]int64{offset, end}}); err != nil {
			return nil, err
		}
		offset = end
	}
	b.WriteByte('}')
	for b.Len()%8 != 0 {
		b.WriteByte(' ')
	}
	return b.Bytes(), nil
}

func writeMember(b *bytes.Buffer, key string, value any) error {
	if b.Len() > 1 {
		b.WriteByte(',')
	}
	name, err := json.Marshal(key)
	if err != nil {
		return err
	}
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	b.Write(name)
	b.WriteByte(':')
	b.Write(text)
	return nil
}
