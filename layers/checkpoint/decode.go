package checkpoint

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"autogan/vk/filekind"
)

// ErrFormat is wrapped by every error about the content of a file.
var ErrFormat = errors.New("not a readable safetensors file")

// maxHeader is the limit of the reference implementation.
const maxHeader = 100_000_000

// damaged makes the error for a file whose content contradicts itself.
func damaged(format string, args ...any) error {
	return fmt.Errorf("%s: %w; it is damaged: take an earlier checkpoint or copy it again", fmt.Sprintf(format, args...), ErrFormat)
}

// foreign makes the error for a file that is something else.
func foreign(format string, args ...any) error {
	return fmt.Errorf("%s: %w; name a checkpoint that ends in .safetensors", fmt.Sprintf(format, args...), ErrFormat)
}

// unsupported is the error of a sound file whose elements this program has no
// use for. It is a kind of [ErrFormat] with a text of its own.
type unsupported struct{ tensor, problem string }

func (u unsupported) Error() string { return fmt.Sprintf("tensor %q: %s", u.tensor, u.problem) }

// Is makes unsupported a kind of ErrFormat.
func (u unsupported) Is(target error) bool { return target == ErrFormat }

// Decode reads a safetensors file from memory. The arrays come in the order
// of their data and share memory with it. If the file has a hash, its content is
// compared with that before the tensors are looked at, so a fault that a disk or
// a copy has made is noticed wherever it lies. Every error wraps [ErrFormat].
func Decode(data []byte) (*File, error) { return decode(data, false) }

// decode reads a file, if asked with the arrays of [foreignFloats] as F32.
func decode(data []byte, convert bool) (*File, error) {
	header, body, err := split(data)
	if err != nil {
		return nil, err
	}
	f := &File{}
	var extents []extent
	err = eachMember(header, func(key string, value json.RawMessage) error {
		if key == metadataKey {
			if err := json.Unmarshal(value, &f.Metadata); err != nil {
				return damaged("%s holds something else than strings", metadataKey)
			}
			return checkHash(data, f.Metadata)
		}
		a, x, err := decodeEntry(key, value, body, convert)
		if err != nil {
			return err
		}
		f.Arrays = append(f.Arrays, a)
		extents = append(extents, x)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := checkExtents(extents, int64(len(body))); err != nil {
		return nil, err
	}
	sortByExtent(f.Arrays, extents)
	return f, nil
}

// split separates header and tensor bytes.
func split(data []byte) (header, body []byte, err error) {
	if len(data) < 8 {
		return nil, nil, foreign("it is %s, %d bytes long", filekind.Of(data), len(data))
	}
	length := binary.LittleEndian.Uint64(data)
	rest := data[8:]
	if length > maxHeader || length > 0 && len(rest) > 0 && rest[0] != '{' {
		return nil, nil, foreign("it is %s", filekind.Of(data))
	}
	if length > uint64(len(rest)) {
		return nil, nil, damaged("the header says %d bytes, the file has %d more", length, len(rest))
	}
	return bytes.TrimRight(rest[:length], "\x00"), rest[length:], nil // some writers pad with zeros instead of spaces
}

// eachMember walks the header's JSON object. A name used twice is an error,
// whereas encoding/json would take the last one.
func eachMember(header []byte, visit func(key string, value json.RawMessage) error) error {
	d := json.NewDecoder(bytes.NewReader(header))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return damaged("the header is not a JSON object")
	}
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		key, isString := t.(string)
		if err != nil || !isString {
			return damaged("the header's JSON breaks off at byte %d", d.InputOffset())
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return damaged("tensor %q: its header entry is not JSON", key)
		}
		if seen[key] {
			return damaged("tensor %q is listed twice", key)
		}
		seen[key] = true
		if err := visit(key, value); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return damaged("the header's JSON breaks off at byte %d", d.InputOffset())
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return damaged("the header goes on after its JSON object")
	}
	return nil
}

// extent is the range of the tensor bytes that one array occupies.
type extent struct {
	name       string
	begin, end int64
}

func decodeEntry(name string, value json.RawMessage, body []byte, convert bool) (Array, extent, error) {
	var e struct {
		DType   DType   `json:"dtype"`
		Shape   []int   `json:"shape"`
		Offsets []int64 `json:"data_offsets"`
	}
	if err := json.Unmarshal(value, &e); err != nil || e.Shape == nil || len(e.Offsets) != 2 {
		return Array{}, extent{}, damaged("tensor %q: its header entry lacks dtype, shape or data_offsets", name)
	}
	foreign, isForeign := foreignFloats[e.DType]
	size := e.DType.Size()
	if convert && isForeign {
		size = foreign.size
	}
	if size == 0 {
		return Array{}, extent{}, unsupported{name, fmt.Sprintf("its elements are %q; convert them to F32 (in PyTorch by .float()), U32, I64 or U8", e.DType)}
	}
	want, ok := byteSize(size, e.Shape)
	if !ok {
		return Array{}, extent{}, damaged("tensor %q: impossible shape %v", name, e.Shape)
	}
	begin, end := e.Offsets[0], e.Offsets[1]
	if begin < 0 || begin > end {
		return Array{}, extent{}, damaged("tensor %q: its data begin at byte %d and end at %d", name, begin, end)
	}
	if end > int64(len(body)) {
		return Array{}, extent{}, damaged("tensor %q: its data end at byte %d, the file holds %d", name, end, len(body))
	}
	if end-begin != want {
		return Array{}, extent{}, damaged("tensor %q: %s %v needs %d bytes, the header says %d", name, e.DType, e.Shape, want, end-begin)
	}
	a := Array{Name: name, DType: e.DType, Shape: e.Shape, Data: body[begin:end:end]}
	if isForeign {
		converted, err := ToF32(a.DType, a.Data)
		if err != nil {
			return Array{}, extent{}, unsupported{name, err.Error()}
		}
		a.DType, a.Data = F32, converted
	}
	return a, extent{name, begin, end}, nil
}

// checkExtents returns an error unless the arrays cover the tensor bytes
// without gaps or overlaps.
func checkExtents(extents []extent, size int64) error {
	sorted := slices.Clone(extents)
	slices.SortFunc(sorted, compareExtents)
	at, before := int64(0), "the header"
	for _, x := range sorted {
		if x.begin < at {
			return damaged("tensor %q overlaps %s", x.name, before)
		}
		if x.begin > at {
			return damaged("tensor %q: %d unused bytes lie before it", x.name, x.begin-at)
		}
		at, before = x.end, fmt.Sprintf("tensor %q", x.name)
	}
	if at != size {
		return damaged("%d bytes follow the last tensor", size-at)
	}
	return nil
}

func sortByExtent(arrays []Array, extents []extent) {
	place := make(map[string]extent, len(extents))
	for _, x := range extents {
		place[x.name] = x
	}
	slices.SortFunc(arrays, func(a, b Array) int { return compareExtents(place[a.Name], place[b.Name]) })
}

func compareExtents(a, b extent) int {
	if a.begin != b.begin {
		return int(min(max(a.begin-b.begin, -1), 1))
	}
	if a.end != b.end {
		return int(min(max(a.end-b.end, -1), 1))
	}
	return strings.Compare(a.name, b.name)
}
