package vk

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestPipelineCacheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache", "pipelines.bin")
	want := []byte("what the driver gave")
	if err := writeCache(path, want); err != nil {
		t.Fatal(err)
	}
	if got := readCache(path); !bytes.Equal(got, want) {
		t.Fatalf("read %q, want %q", got, want)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, damaged := range map[string][]byte{"truncated": file[:len(file)-1], "changed": append(file[:len(file)-1:len(file)-1], 'x'), "empty": nil} {
		if err := os.WriteFile(path, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		if got := readCache(path); got != nil {
			t.Errorf("a %s file was read as %q, want nothing", name, got)
		}
	}
}
