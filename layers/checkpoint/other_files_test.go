package checkpoint

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOtherFilesAreNamed loads what people have instead of a checkpoint.
func TestOtherFilesAreNamed(t *testing.T) {
	for want, content := range map[string]string{
		"it is empty, 0 bytes":      "",
		"it is a web page (HTML)":   "<!DOCTYPE html><html>404</html>",
		"Git LFS pointer":           "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
		"it is a text":              "an ordinary text, longer than eight bytes",
		"it is a PNG image":         "\x89PNG\r\n\x1a\n and so on",
		"it is a zip archive":       "PK\x03\x04 and so on",
		"it is a Python pickle":     "\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00]\x94.",
		"it is a NumPy array":       "\x93NUMPY\x01\x00 and so on",
		`elements are "F16"; conve`: encoded(`{"w":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}}`, 8),
		`elements are "BOOL"; conv`: encoded(`{"w":{"dtype":"BOOL","shape":[4],"data_offsets":[0,4]}}`, 4),
	} {
		path := filepath.Join(t.TempDir(), "file.safetensors")
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(path); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestHeaderPaddedOtherwise(t *testing.T) {
	for _, pad := range []string{"", " ", "\n", "\x00\x00\x00"} {
		f, err := Decode([]byte(encoded(`{"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}`+pad, 2)))
		if err != nil || len(f.Arrays) != 1 {
			t.Errorf("padded by %q: %v", pad, err)
		}
	}
}

// encoded is a file with the header and n bytes of data.
func encoded(header string, n int) string {
	return string([]byte{byte(len(header)), 0, 0, 0, 0, 0, 0, 0}) + header + strings.Repeat("\x00", n)
}
