package metric

import (
	"archive/zip"
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	"autogan/vk/durable"
	"autogan/vk/filekind"
	"autogan/vk/sealed"
)

// ErrFormat is wrapped by every error about the content of a file of statistics.
var ErrFormat = errors.New("not readable statistics")

// npz are the arrays of a NumPy .npz file, read on demand.
type npz struct {
	file  *os.File
	zip   *zip.Reader
	names []string // in the order of the file
}

// openNPZ opens a file. An error about its content wraps ErrFormat and says what
// the file is instead.
func openNPZ(path string) (npz, error) {
	file, err := durable.Open(path)
	if err != nil {
		return npz{}, err
	}
	n := npz{file: file}
	if err := n.readList(); err != nil {
		file.Close()
		return npz{}, err
	}
	return n, nil
}

func (n *npz) readList() error {
	info, err := n.file.Stat()
	if err != nil {
		return err
	}
	n.zip, err = zip.NewReader(n.file, info.Size())
	if errors.Is(err, zip.ErrFormat) {
		return otherFile(n.file)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("its list of arrays is cut off or damaged: %w", ErrFormat)
	}
	if err != nil {
		return err
	}
	if err := checkSeal(n.file.Name(), n.zip.Comment); err != nil {
		return err
	}
	for _, entry := range n.zip.File {
		if name, isArray := strings.CutSuffix(entry.Name, ".npy"); isArray {
			n.names = append(n.names, name)
		}
	}
	return nil
}

// checkSeal compares an archive that has a comment, as every archive of this
// program has, with the hash there. Each array has a checksum of its own, but
// its name and the list of arrays have none. The file is read once more for it,
// since reading every file whole would take the memory of archives of images too,
// which have gigabytes and no comment.
func checkSeal(path, comment string) error {
	if comment == "" {
		return nil
	}
	data, err := durable.ReadFile(path)
	if err != nil {
		return err
	}
	if err := sealed.Zip.Check(data); err != nil {
		return fmt.Errorf("%w: %w", err, ErrFormat)
	}
	return nil
}

// zipMagic begins the first array of an archive; the list of them is at its end.
const zipMagic = "PK\x03\x04"

// otherFile is the error of a file that is no zip archive, in words.
func otherFile(f io.ReaderAt) error {
	begin, err := io.ReadAll(io.NewSectionReader(f, 0, filekind.Bytes))
	if err != nil {
		return err
	}
	if strings.HasPrefix(string(begin), npyMagic) {
		return fmt.Errorf("it is one NumPy array; statistics are a .npz file with the arrays mu and sigma: %w", ErrFormat)
	}
	if strings.HasPrefix(string(begin), zipMagic) {
		return fmt.Errorf("it is the beginning of a .npz file, whose end is cut off or damaged; copy or download it again: %w", ErrFormat)
	}
	return fmt.Errorf("it is %s, want a .npz file with the arrays mu and sigma: %w", filekind.Of(begin), ErrFormat)
}

// first reads the first of the named arrays that is there, of a limited number of
// values; none if there is none of them. Elements may be numbers of any size and
// byte order.
func (n npz) first(limit int, names ...string) (array, error) {
	for _, name := range names {
		entry, err := n.open(name)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return array{}, fmt.Errorf("array %s: %w: %w", name, err, ErrFormat)
		}
		defer entry.Close()
		a, err := readNPY(bufio.NewReader(entry), limit)
		if err != nil {
			return array{}, fmt.Errorf("array %s: %w", name, err)
		}
		return a, nil
	}
	return array{}, nil
}

func (n npz) open(name string) (io.ReadCloser, error) {
	for _, entry := range n.zip.File {
		if entry.Name == name+".npy" {
			return entry.Open()
		}
	}
	return nil, os.ErrNotExist
}

// listed names the arrays of the file and their shapes: "arr_0 [4 8 8 3]".
func (n npz) listed() string {
	var list []string
	for _, name := range n.names {
		shape := "of an unknown shape"
		if entry, err := n.open(name); err == nil {
			if header, err := npyHeader(entry); err == nil {
				shape = fmt.Sprint(header.shape)
			}
			entry.Close()
		}
		list = append(list, name+" "+shape)
	}
	if len(list) == 0 {
		return "no arrays"
	}
	return strings.Join(list, ", ")
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
