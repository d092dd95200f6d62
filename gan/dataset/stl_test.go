package dataset

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fewSTL stands for STL-10's lists of thousands.
var fewSTL = []stlFile{{"train_X.bin", "train_y.bin", 3}}

func TestReadSTL10(t *testing.T) {
	dir := t.TempDir()
	planes := noise(3 * stlRecord)
	writeFile(t, dir, "train_X.bin", planes)
	writeFile(t, dir, "train_y.bin", []byte{1, 10, 4})
	full, err := readSTLFiles(t.Context(), dir, fewSTL, stlSide, 0)
	if err != nil {
		t.Fatal(err)
	}
	// Image 2, row 5, column 70, green: planes are stored column by column.
	if got, want := full.Image(2)[(5*96+70)*3+1], planes[2*27648+9216+70*96+5]; got != want {
		t.Errorf("pixel = %d, want %d", got, want)
	}
	if !bytes.Equal(full.Labels, []uint8{0, 9, 3}) || full.Classes[9] != "truck" {
		t.Errorf("labels %v of classes %q", full.Labels, full.Classes)
	}
	small, err := readSTLFiles(t.Context(), dir, fewSTL, 48, 0)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(small.Images, full.Resize(48).Images) {
		t.Error("resizing while reading differs from resizing afterwards")
	}
}

// TestReadFirstOfSTL10 reads two of five images in two files: the second file
// need not be there, the first must be whole.
func TestReadFirstOfSTL10(t *testing.T) {
	dir := t.TempDir()
	files := []stlFile{fewSTL[0], {"unlabeled_X.bin", "", 2}}
	planes := noise(3 * stlRecord)
	writeFile(t, dir, "train_X.bin", planes)
	writeFile(t, dir, "train_y.bin", []byte{1, 10, 4})
	all, err := readSTLFiles(t.Context(), dir, files[:1], 48, 0)
	if err != nil {
		t.Fatal(err)
	}
	first, err := readSTLFiles(t.Context(), dir, files, 48, 2)
	if err != nil {
		t.Fatal(err)
	}
	if first.N != 2 || !bytes.Equal(first.Images, all.Slice(0, 2).Images) || len(first.Labels) != 2 {
		t.Errorf("got %d images, %d labels", first.N, len(first.Labels))
	}
	if _, err := readSTLFiles(t.Context(), dir, files, 48, 4); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("four of five images without the second file: %v", err)
	}
	writeFile(t, dir, "train_X.bin", planes[:2*stlRecord])
	var format *FormatError
	if _, err := readSTLFiles(t.Context(), dir, files, 48, 1); !errors.As(err, &format) {
		t.Errorf("a file that was cut after what is read: %v", err)
	}
}

func TestReadSTL10Errors(t *testing.T) {
	images := make([]byte, 3*stlRecord)
	cases := []struct {
		name           string
		images, labels []byte
		want           string
	}{
		{"label of zero", images, []byte{1, 0, 1}, "byte 1: label 0, want 1 to 10"},
		{"too few labels", images, []byte{1}, "byte 1: the file ends"},
		{"truncated", images[:stlRecord+7], []byte{1, 1, 1}, "byte 27655: the file ends in record 1"},
		{"oversized", append(bytes.Clone(images), 0), []byte{1, 1, 1}, "goes on"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			writeFile(t, dir, "train_X.bin", c.images)
			writeFile(t, dir, "train_y.bin", c.labels)
			_, err := readSTLFiles(t.Context(), dir, fewSTL, stlSide, 0)
			var format *FormatError
			if !errors.As(err, &format) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want a FormatError with %q", err, c.want)
			}
		})
	}
	if _, err := ReadSTL10(t.Context(), t.TempDir(), STL10Options{Split: Unlabeled}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("empty folder: error %v, want ErrNotExist", err)
	}
}

// The files of an empty set: as long as the published ones, and all of one class.
func TestVerifySTL10CountsTheClasses(t *testing.T) {
	dir := t.TempDir()
	var missing *MissingFileError
	if err := VerifySTL10(t.Context(), dir); !errors.As(err, &missing) || missing.Name != "train_X.bin" {
		t.Errorf("empty folder: %v", err)
	}
	writeFile(t, dir, "train_X.bin", nil)
	if err := os.Truncate(filepath.Join(dir, "train_X.bin"), 5000*stlRecord); err != nil {
		t.Fatal(err)
	}
	writeFile(t, dir, "train_y.bin", bytes.Repeat([]byte{1}, 5000))
	if err := VerifySTL10(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "airplane has 5000 images, want 500") {
		t.Errorf("airplanes only: %v", err)
	}
}
