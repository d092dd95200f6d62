package metric

import (
	"archive/zip"
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"autogan/layers/checkpoint"
	"autogan/vk/sealed"
)

// array is an array of a NumPy file, its values in row-major order.
type array struct {
	shape  []int
	values []float64
}

// maxValues bounds an array: a damaged header must not ask for all memory.
const maxValues = 1 << 28

// readNPZ reads the named arrays of a NumPy .npz file; of these only the ones
// that are there. Elements may be float32, float64, int32, int64 or uint8,
// little-endian. An error about the content wraps checkpoint.ErrFormat.
func readNPZ(path string, names ...string) (map[string]array, error) {
	file, err := zip.OpenReader(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, checkpoint.ErrFormat)
	}
	defer file.Close()
	if err := checkSeal(path, file.Comment); err != nil {
		return nil, err
	}
	arrays := map[string]array{}
	for _, entry := range file.File {
		name, isArray := strings.CutSuffix(entry.Name, ".npy")
		if !isArray || !slices.Contains(names, name) {
			continue
		}
		if arrays[name], err = readEntry(entry); err != nil {
			return nil, fmt.Errorf("array %s: %w", name, err)
		}
	}
	return arrays, nil
}

// checkSeal compares an archive that has a comment, as every archive of this
// program has, with the hash there. Each array has a checksum of its own, but
// its name and the list of arrays have none.
func checkSeal(path, comment string) error {
	if comment == "" {
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := sealed.Zip.Check(data); err != nil {
		return fmt.Errorf("%w: %w", err, checkpoint.ErrFormat)
	}
	return nil
}

func readEntry(entry *zip.File) (array, error) {
	r, err := entry.Open()
	if err != nil {
		return array{}, fmt.Errorf("%w: %w", err, checkpoint.ErrFormat)
	}
	defer r.Close()
	return readNPY(bufio.NewReader(r))
}

// readNPY reads one array in NumPy's format, versions 1 to 3.
func readNPY(r io.Reader) (array, error) {
	header, err := npyHeader(r)
	if err != nil {
		return array{}, err
	}
	a := array{shape: header.shape, values: make([]float64, header.count)}
	raw := make([]byte, header.size*min(header.count, 4096))
	for done := 0; done < header.count; {
		part := raw[:header.size*min(header.count-done, 4096)]
		if _, err := io.ReadFull(r, part); err != nil {
			return array{}, fmt.Errorf("it ends after %d of %d values (%w): %w", done, header.count, err, checkpoint.ErrFormat)
		}
		for ; len(part) > 0; part = part[header.size:] {
			a.values[done] = header.decode(part)
			done++
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

var (
	npyType    = regexp.MustCompile(`'descr': *'([^']*)'`)
	npyFortran = regexp.MustCompile(`'fortran_order': *True`)
	npyShape   = regexp.MustCompile(`'shape': *\(([0-9, ]*)\)`)
)

func npyHeader(r io.Reader) (npyLayout, error) {
	var start [8]byte // magic, version
	if _, err := io.ReadFull(r, start[:]); err != nil || string(start[:6]) != npyMagic {
		return npyLayout{}, fmt.Errorf("not a NumPy array: %w", checkpoint.ErrFormat)
	}
	size := make([]byte, 2)
	if start[6] > 1 {
		size = make([]byte, 4)
	}
	if _, err := io.ReadFull(r, size); err != nil {
		return npyLayout{}, fmt.Errorf("its header is cut off: %w", checkpoint.ErrFormat)
	}
	length := binary.LittleEndian.Uint32(append(size, 0, 0)[:4])
	if length > 1<<16 {
		return npyLayout{}, fmt.Errorf("its header has %d bytes: %w", length, checkpoint.ErrFormat)
	}
	text := make([]byte, length)
	if _, err := io.ReadFull(r, text); err != nil {
		return npyLayout{}, fmt.Errorf("its header is cut off: %w", checkpoint.ErrFormat)
	}
	return parseLayout(string(text))
}

func parseLayout(text string) (npyLayout, error) {
	kind, shape := npyType.FindStringSubmatch(text), npyShape.FindStringSubmatch(text)
	if kind == nil || shape == nil {
		return npyLayout{}, fmt.Errorf("its header is %q: %w", strings.TrimSpace(text), checkpoint.ErrFormat)
	}
	l := npyLayout{count: 1, fortran: npyFortran.MatchString(text)}
	switch kind[1] {
	case "<f4":
		l.size, l.decode = 4, func(raw []byte) float64 { return float64(math.Float32frombits(binary.LittleEndian.Uint32(raw))) }
	case "<f8":
		l.size, l.decode = 8, func(raw []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(raw)) }
	case "<i4":
		l.size, l.decode = 4, func(raw []byte) float64 { return float64(int32(binary.LittleEndian.Uint32(raw))) }
	case "<i8":
		l.size, l.decode = 8, func(raw []byte) float64 { return float64(int64(binary.LittleEndian.Uint64(raw))) }
	case "|u1":
		l.size, l.decode = 1, func(raw []byte) float64 { return float64(raw[0]) }
	default:
		return npyLayout{}, fmt.Errorf("its elements are %q, want float32, float64, integers or bytes: %w", kind[1], checkpoint.ErrFormat)
	}
	for _, extent := range strings.FieldsFunc(shape[1], func(r rune) bool { return r == ',' || r == ' ' }) {
		n, err := strconv.Atoi(extent)
		if err != nil || n > maxValues || l.count*n > maxValues {
			return npyLayout{}, fmt.Errorf("its shape is (%s): %w", shape[1], checkpoint.ErrFormat)
		}
		l.shape = append(l.shape, n)
		l.count *= n
	}
	return l, nil
}

// npzWriter writes arrays into a .npz file.
type npzWriter struct{ zip *zip.Writer }

// floats writes an array of float64.
func (w npzWriter) floats(name string, values []float64, shape ...int) error {
	raw := make([]byte, 0, 8*len(values))
	for _, v := range values {
		raw = binary.LittleEndian.AppendUint64(raw, math.Float64bits(v))
	}
	return w.entry(name, "<f8", raw, shape)
}

// bytes writes an array of bytes.
func (w npzWriter) bytes(name string, values []byte) error {
	return w.entry(name, "|u1", values, []int{len(values)})
}

func (w npzWriter) entry(name, kind string, raw []byte, shape []int) error {
	out, err := w.zip.Create(name + ".npy")
	if err != nil {
		return err
	}
	var extents strings.Builder
	for _, n := range shape {
		fmt.Fprintf(&extents, "%d, ", n)
	}
	text := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", kind, extents.String())
	const before = len(npyMagic) + 4
	text += strings.Repeat(" ", 63-(before+len(text))%64) + "\n" // the elements begin at a multiple of 64
	header := append([]byte(npyMagic), 1, 0)
	header = binary.LittleEndian.AppendUint16(header, uint16(len(text)))
	if _, err := out.Write(append(header, text...)); err != nil {
		return err
	}
	_, err = out.Write(raw)
	return err
}
