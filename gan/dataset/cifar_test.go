package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadCIFAR10(t *testing.T) {
	dir := t.TempDir()
	var files [][]byte
	for k := range 2 {
		files = append(files, cifarBytes(cifarPerFile, byte(k)))
		writeFile(t, dir, fmt.Sprintf("data_batch_%d.bin", k+1), files[k])
	}
	d, err := ReadCIFAR10(t.Context(), dir, CIFAR10Options{Batches: 2})
	if err != nil {
		t.Fatal(err)
	}
	if d.N != 20_000 || d.H != 32 || d.W != 32 || len(d.Labels) != d.N || len(d.Classes) != 10 {
		t.Fatalf("got %d images of %dx%d, %d labels, classes %q", d.N, d.H, d.W, len(d.Labels), d.Classes)
	}
	for k, file := range files {
		part := d.Slice(k*cifarPerFile, (k+1)*cifarPerFile)
		if i := firstDifference(encodeCIFAR(part), file); i >= 0 {
			t.Errorf("file %d: byte %d differs after reading", k+1, i)
		}
	}
}

// TestReadsTheUnpackedArchive: the folder in the archive need not be moved.
func TestReadsTheUnpackedArchive(t *testing.T) {
	dir := t.TempDir()
	deeper := filepath.Join(dir, "cifar-10-batches-bin")
	if err := os.Mkdir(deeper, 0o755); err != nil {
		t.Fatal(err)
	}
	writeFile(t, deeper, "test_batch.bin", cifarBytes(cifarPerFile, 0))
	if d, err := ReadCIFAR10(t.Context(), dir, CIFAR10Options{Split: Test}); err != nil || d.N != cifarPerFile {
		t.Errorf("CIFAR-10: %d images, error %v", d.N, err)
	}
	if _, err := ReadCIFAR10(t.Context(), dir, CIFAR10Options{}); err == nil || !strings.Contains(err.Error(), deeper) {
		t.Errorf("CIFAR-10: error %v does not name the folder %s", err, deeper)
	}
	dir = t.TempDir()
	deeper = filepath.Join(dir, "stl10_binary")
	if err := os.Mkdir(deeper, 0o755); err != nil {
		t.Fatal(err)
	}
	writeFile(t, deeper, "train_X.bin", nil)
	if err := os.Truncate(filepath.Join(deeper, "train_X.bin"), 5000*stlRecord); err != nil { // a hole
		t.Fatal(err)
	}
	if d, err := ReadSTL10(t.Context(), dir, STL10Options{Split: TrainUnlabeled, Size: 1, Images: 10}); err != nil || d.N != 10 {
		t.Errorf("STL-10: %d images, error %v", d.N, err)
	}
}

// TestReadCIFAR10Pixel follows one pixel from its place in the file.
func TestReadCIFAR10Pixel(t *testing.T) {
	dir := t.TempDir()
	file := cifarBytes(cifarPerFile, 0)
	// Record 7, row 3, column 5: label byte, then planes of 1024.
	for c, value := range []byte{11, 22, 33} {
		file[7*3073+1+c*1024+3*32+5] = value
	}
	file[7*3073] = 9
	writeFile(t, dir, "test_batch.bin", file)
	writeFile(t, dir, "batches.meta.txt", []byte("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n"))
	d, err := ReadCIFAR10(t.Context(), dir, CIFAR10Options{Split: Test})
	if err != nil {
		t.Fatal(err)
	}
	at := (3*32 + 5) * 3
	if got := d.Image(7)[at : at+3]; !bytes.Equal(got, []byte{11, 22, 33}) {
		t.Errorf("pixel = %v, want [11 22 33]", got)
	}
	if got := d.Classes[d.Labels[7]]; got != "j" {
		t.Errorf("class = %q, want j", got)
	}
}

func TestReadCIFAR10Errors(t *testing.T) {
	good := cifarBytes(cifarPerFile, 0)
	badLabel := bytes.Clone(good)
	badLabel[1234*cifarRecord] = 10
	cases := []struct {
		name    string
		files   map[string][]byte
		batches int
		want    []string // all in the message
	}{
		{"empty folder", nil, 0, []string{"data_batch_1.bin is missing", "autogan data cifar10"}},
		{"two files are there", map[string][]byte{"data_batch_1.bin": good, "data_batch_2.bin": good}, 0,
			[]string{"data_batch_3.bin is missing", "autogan data cifar10"}},
		{"truncated", map[string][]byte{"data_batch_1.bin": good[:5*cifarRecord+100]}, 1,
			[]string{"data_batch_1.bin", "byte 15465", "record 5", "30730000"}},
		{"empty file", map[string][]byte{"data_batch_1.bin": nil}, 1, []string{"byte 0", "30730000"}},
		{"oversized", map[string][]byte{"data_batch_1.bin": append(bytes.Clone(good), 0)}, 1,
			[]string{"data_batch_1.bin", "byte 30730000", "goes on"}},
		{"bad label", map[string][]byte{"data_batch_1.bin": badLabel}, 1, []string{"byte 3792082", "record 1234", "0 to 9"}},
		{"bad names", map[string][]byte{"data_batch_1.bin": good, "batches.meta.txt": []byte("cat\n")}, 1,
			[]string{"batches.meta.txt", "1 class names, want 10"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, data := range c.files {
				writeFile(t, dir, name, data)
			}
			_, err := ReadCIFAR10(t.Context(), dir, CIFAR10Options{Batches: c.batches})
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range append(c.want, dir) {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
			if missing := strings.Contains(c.want[0], "missing"); errors.Is(err, fs.ErrNotExist) != missing {
				t.Errorf("errors.Is(%q, ErrNotExist) = %v", err, !missing)
			}
		})
	}
}

func TestRequireBalance(t *testing.T) {
	d := Dataset{Labels: []uint8{1, 0, 1, 0}, Classes: []string{"cat", "dog"}}
	if err := requireBalance(d, 2); err != nil {
		t.Errorf("two of each: %v", err)
	}
	d.Labels[0] = 0
	if err := requireBalance(d, 2); err == nil || !strings.Contains(err.Error(), "cat has 3") {
		t.Errorf("three cats: error %v", err)
	}
}

// TestCIFAR10Published reads the published images where they lie next to the
// repository, and is skipped elsewhere.
func TestCIFAR10Published(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "data", "cifar10")
	if _, err := os.Stat(filepath.Join(dir, "data_batch_1.bin")); err != nil {
		t.Skip("no CIFAR-10 at hand")
	}
	d, err := ReadCIFAR10(t.Context(), dir, CIFAR10Options{Batches: 1})
	if err != nil {
		t.Fatal(err)
	}
	// The first training image is a frog, the second a truck.
	for i, want := range []string{"frog", "truck"} {
		if got := d.Classes[d.Labels[i]]; got != want {
			t.Errorf("image %d is a %s, want a %s", i, got, want)
		}
	}
	if got, want := d.Image(0)[:3], []byte{59, 62, 63}; !bytes.Equal(got, want) {
		t.Errorf("first pixel = %v, want %v", got, want)
	}
}

func FuzzCIFARReader(f *testing.F) {
	f.Add(cifarBytes(2, 0), uint8(2))
	f.Add(cifarBytes(2, 1)[:3500], uint8(2))
	f.Add(append(cifarBytes(1, 3), 1), uint8(1))
	f.Add([]byte{}, uint8(0))
	f.Fuzz(func(t *testing.T, file []byte, records uint8) {
		n := int(records % 8)
		d := Dataset{N: n, H: cifarSide, W: cifarSide, Images: make([]byte, n*cifarPlane*Channels), Labels: make([]uint8, n)}
		err := decodeRecords(bytes.NewReader(file), "fuzz.bin", n, cifarRecord, func(first int, records []byte) error {
			return decodeCIFAR("fuzz.bin", d, first, records)
		})
		if err == nil {
			if !bytes.Equal(encodeCIFAR(d), file) {
				t.Fatal("an accepted file does not come back from its images")
			}
			return
		}
		var format *FormatError
		if !errors.As(err, &format) {
			t.Fatalf("error is %T, want a FormatError", err)
		}
		if format.Offset < 0 || format.Offset > int64(len(file)) {
			t.Fatalf("offset %d outside of a file of %d bytes", format.Offset, len(file))
		}
	})
}

// cifarBytes returns n valid records of pseudo-random images.
func cifarBytes(n int, flip byte) []byte {
	file := noise(n * cifarRecord)
	for i := range file {
		file[i] ^= flip
	}
	for i := range n {
		file[i*cifarRecord] %= 10
	}
	return file
}

// encodeCIFAR is the inverse of decodeCIFAR.
func encodeCIFAR(d Dataset) []byte {
	file := make([]byte, d.N*cifarRecord)
	for i := range d.N {
		record := file[i*cifarRecord : (i+1)*cifarRecord]
		record[0] = d.Labels[i]
		for at, value := range d.Image(i) {
			record[1+at%Channels*cifarPlane+at/Channels] = value
		}
	}
	return file
}

func writeFile(t *testing.T, dir, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
		t.Fatal(err)
	}
}
