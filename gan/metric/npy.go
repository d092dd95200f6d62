package metric

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"autogan/layers/checkpoint"
)

// array is an array of a NumPy file, its values in row-major order.
type array struct {
	shape  []int
	values []float64
}

// maxValues bounds an array: a damaged header must not ask for all memory.
const maxValues = 1 << 28

// errTooMany is wrapped by the error for an array of more values than are wanted.
var errTooMany = errors.New("more values than can be meant")

// readNPY reads one array in NumPy's format, versions 1 to 3, of a limited number
// of values. What the header says is believed only as far as values follow.
func readNPY(r io.Reader, limit int) (array, error) {
	header, err := npyHeader(r)
	if err != nil {
		return array{}, err
	}
	if header.count > limit {
		return array{}, fmt.Errorf("its shape is %v (%w): %w", header.shape, errTooMany, ErrFormat)
	}
	const part = 4096
	a := array{shape: header.shape}
	raw := make([]byte, header.size*min(header.count, part))
	for len(a.values) < header.count {
		raw := raw[:header.size*min(header.count-len(a.values), part)]
		if _, err := io.ReadFull(r, raw); err != nil {
			return array{}, fmt.Errorf("it ends after %d of %d values (%w): %w", len(a.values), header.count, err, ErrFormat)
		}
		for ; len(raw) > 0; raw = raw[header.size:] {
			a.values = append(a.values, header.decode(raw))
		}
	}
	if header.fortran && len(a.shape) == 2 {
		a.values = transposed(a.values, a.shape[1], a.shape[0])
	}
	return a, nil
}

// transposed is [rows, columns] read as [columns, rows].
func transposed(values []float64, rows, columns int) []float64 {
	t := make([]float64, len(values))
	for i, v := range values {
		t[i%columns*rows+i/columns] = v
	}
	return t
}

const npyMagic = "\x93NUMPY"

type npyLayout struct {
	shape       []int
	count, size int // elements, and bytes of one
	fortran     bool
	decode      func(raw []byte) float64
}

// NumPy writes a Python literal, and other programs write it with other quotes and
// spaces. Python 2 ends long numbers with L.
var (
	npyType    = regexp.MustCompile(`["']descr["']\s*:\s*(["'][^"']*["']|[\[(].*[\])])`)
	npyFortran = regexp.MustCompile(`["']fortran_order["']\s*:\s*True`)
	npyShape   = regexp.MustCompile(`["']shape["']\s*:\s*\(([0-9L,\s]*)\)`)
)

func npyHeader(r io.Reader) (npyLayout, error) {
	var start [8]byte // magic, version
	if _, err := io.ReadFull(r, start[:]); err != nil || string(start[:6]) != npyMagic {
		return npyLayout{}, fmt.Errorf("not a NumPy array: %w", ErrFormat)
	}
	size := make([]byte, 2)
	if start[6] > 1 {
		size = make([]byte, 4)
	}
	if _, err := io.ReadFull(r, size); err != nil {
		return npyLayout{}, fmt.Errorf("its header is cut off: %w", ErrFormat)
	}
	length := binary.LittleEndian.Uint32(append(size, 0, 0)[:4])
	if length > 1<<16 {
		return npyLayout{}, fmt.Errorf("its header has %d bytes: %w", length, ErrFormat)
	}
	text := make([]byte, length)
	if _, err := io.ReadFull(r, text); err != nil {
		return npyLayout{}, fmt.Errorf("its header is cut off: %w", ErrFormat)
	}
	return parseLayout(string(text))
}

func parseLayout(text string) (npyLayout, error) {
	kind, shape := npyType.FindStringSubmatch(text), npyShape.FindStringSubmatch(text)
	if kind == nil || shape == nil {
		return npyLayout{}, fmt.Errorf("its header is %q: %w", strings.TrimSpace(text), ErrFormat)
	}
	l := npyLayout{count: 1, fortran: npyFortran.MatchString(text)}
	if l.size, l.decode = npyElements(strings.Trim(kind[1], `"'`)); l.decode == nil {
		return npyLayout{}, fmt.Errorf("its elements are %s, want numbers: %w", kind[1], ErrFormat)
	}
	for _, extent := range strings.FieldsFunc(shape[1], func(r rune) bool { return strings.ContainsRune(", \t\r\nL", r) }) {
		n, err := strconv.Atoi(extent)
		if err != nil || n > maxValues || l.count*n > maxValues {
			return npyLayout{}, fmt.Errorf("its shape is (%s): %w", shape[1], ErrFormat)
		}
		l.shape = append(l.shape, n)
		l.count *= n
	}
	return l, nil
}

// npyElements returns the size of elements of a kind, such as "<f8", and how to
// decode one; nothing for what is not a number.
func npyElements(kind string) (size int, decode func(raw []byte) float64) {
	if len(kind) != 3 {
		return 0, nil
	}
	var order binary.ByteOrder = binary.LittleEndian
	if kind[0] == '>' {
		order = binary.BigEndian
	}
	switch kind[1:] {
	case "f2":
		return 2, func(raw []byte) float64 { return checkpoint.Half(order.Uint16(raw)) }
	case "f4":
		return 4, func(raw []byte) float64 { return float64(math.Float32frombits(order.Uint32(raw))) }
	case "f8":
		return 8, func(raw []byte) float64 { return math.Float64frombits(order.Uint64(raw)) }
	case "i1":
		return 1, func(raw []byte) float64 { return float64(int8(raw[0])) }
	case "i2":
		return 2, func(raw []byte) float64 { return float64(int16(order.Uint16(raw))) }
	case "i4":
		return 4, func(raw []byte) float64 { return float64(int32(order.Uint32(raw))) }
	case "i8":
		return 8, func(raw []byte) float64 { return float64(int64(order.Uint64(raw))) }
	case "u1", "b1":
		return 1, func(raw []byte) float64 { return float64(raw[0]) }
	case "u2":
		return 2, func(raw []byte) float64 { return float64(order.Uint16(raw)) }
	case "u4":
		return 4, func(raw []byte) float64 { return float64(order.Uint32(raw)) }
	case "u8":
		return 8, func(raw []byte) float64 { return float64(order.Uint64(raw)) }
	}
	return 0, nil
}
