package checkpoint

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEveryWrongBitIsNoticed flips each bit of a file: of its length, its header,
// its hash, and its tensors.
func TestEveryWrongBitIsNoticed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.safetensors")
	if err := Save(path, sample()); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 8 * len(data) {
		data[i/8] ^= 1 << (i % 8)
		if _, err := Decode(data); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "damaged") && !strings.Contains(err.Error(), "name a checkpoint") {
			t.Fatalf("bit %d of byte %d is wrong: got %v, want an error that says so", i%8, i/8, err)
		}
		data[i/8] ^= 1 << (i % 8)
	}
	if _, err := Decode(data); err != nil {
		t.Errorf("as it was saved: %v", err)
	}
}

// TestHashStaysInTheFile: what was loaded can be changed and saved again.
func TestHashStaysInTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.safetensors")
	if err := Save(path, sample()); err != nil {
		t.Fatal(err)
	}
	f, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if f.Metadata[hashKey]+f.Metadata[hashNameKey] != "" {
		t.Errorf("the hash is among the metadata %v", f.Metadata)
	}
	f.Arrays[0].Data[0]++
	if err := Save(path, f); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err != nil {
		t.Error(err)
	}
}

// TestMetadataAlone reads it from a whole file, and from what is none.
func TestMetadataAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.safetensors")
	if err := Save(path, sample()); err != nil {
		t.Fatal(err)
	}
	if m, err := ReadMetadata(path); err != nil || m["step"] != "12" {
		t.Errorf("got %v, %v", m, err)
	}
	for _, c := range malformed {
		if err := os.WriteFile(path, c.data, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadMetadata(path); err != nil && (!errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), path)) {
			t.Errorf("%s: got %v, want an error that names the file and wraps ErrFormat", c.name, err)
		}
	}
	if _, err := ReadMetadata(path + "x"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("of a missing file: %v", err)
	}
}
