package checkpoint

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
)

// SniffBytes is how much of a file's beginning [Sniff] looks at.
const SniffBytes = 512

// Sniff says in words what a file is that should be something else, from its
// beginning: "a web page (HTML)". It is for error messages.
func Sniff(begin []byte) string {
	begin = begin[:min(len(begin), SniffBytes)]
	if len(begin) == 0 {
		return "empty"
	}
	if bytes.HasPrefix(begin, []byte("version https://git-lfs")) {
		return "a Git LFS pointer instead of the file itself (`git lfs pull` fetches it)"
	}
	if bytes.HasPrefix(begin, []byte("\x93NUMPY")) {
		return "a NumPy array"
	}
	if IsPickle(begin) {
		return "a Python pickle"
	}
	kind, _, _ := strings.Cut(http.DetectContentType(begin), ";")
	if name, known := contentNames[kind]; known {
		return name
	}
	return fmt.Sprintf("a file of another kind (%s)", kind)
}

// IsPickle looks for the head of a Python pickle: an opcode and the version of
// the protocol. PyTorch writes version 2, and on request any later one.
func IsPickle(begin []byte) bool {
	return len(begin) > 2 && begin[0] == 0x80 && begin[1] >= 2 && begin[1] <= 5
}

// contentNames are the words for what [http.DetectContentType] finds.
var contentNames = map[string]string{
	"text/html":                "a web page (HTML)",
	"text/xml":                 "an XML text",
	"text/plain":               "a text",
	"application/zip":          "a zip archive",
	"application/x-gzip":       "a gzip archive",
	"application/pdf":          "a PDF document",
	"image/png":                "a PNG image",
	"image/jpeg":               "a JPEG image",
	"application/octet-stream": "binary data of an unknown kind",
}
