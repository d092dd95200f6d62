package filekind

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// Bytes is how much of a file's beginning [Of] looks at.
const Bytes = 3072 // what mimetype takes

// What stands in the place of a file whose transfer was not one.
const (
	Page    = "a web page (HTML)"
	Pointer = "a Git LFS pointer instead of the file itself (`git lfs pull` fetches it)"
)

// Of says what a file is that begins so: "a PNG image".
func Of(begin []byte) string {
	begin = begin[:min(len(begin), Bytes)]
	switch {
	case len(begin) == 0:
		return "empty"
	case bytes.HasPrefix(begin, []byte("version https://git-lfs.")):
		return Pointer
	case bytes.HasPrefix(begin, []byte("\x93NUMPY")):
		return "a NumPy array"
	case IsPickle(begin):
		return "a Python pickle"
	}
	kind, _, _ := strings.Cut(mimetype.Detect(begin).String(), ";")
	if name, known := names[kind]; known {
		return name
	}
	return fmt.Sprintf("a file of another kind (%s)", kind)
}

// IsPickle looks for the head of a Python pickle: an opcode and the version of
// the protocol. PyTorch writes version 2, and on request any later one.
func IsPickle(begin []byte) bool {
	return len(begin) > 2 && begin[0] == 0x80 && begin[1] >= 2 && begin[1] <= 5
}

// names are the words for kinds that stand in the place of others often.
var names = map[string]string{
	"text/html":                Page,
	"application/xhtml+xml":    Page,
	"text/xml":                 "an XML text",
	"text/plain":               "a text",
	"application/json":         "a JSON text",
	"application/zip":          "a zip archive",
	"application/gzip":         "a gzip archive",
	"application/x-tar":        "a tar archive",
	"application/pdf":          "a PDF document",
	"image/png":                "a PNG image",
	"image/jpeg":               "a JPEG image",
	"application/octet-stream": "binary data of an unknown kind",
}
