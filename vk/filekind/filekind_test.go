package filekind

import (
	"strings"
	"testing"
)

// TestKindsThatPeopleHave: each is named in words, by its beginning alone.
func TestKindsThatPeopleHave(t *testing.T) {
	for want, begin := range map[string]string{
		"empty":                               "",
		Page:                                  "\n<!DOCTYPE html><title>Please log in</title>" + strings.Repeat(" ", 2*Bytes),
		Pointer:                               "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
		"a text":                              "an ordinary text",
		"a JSON text":                         `{"a": 1}`,
		"an XML text":                         "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>",
		"a PNG image":                         "\x89PNG\r\n\x1a\n and so on",
		"a JPEG image":                        "\xff\xd8\xff\xe0\x00\x10JFIF\x00",
		"a zip archive":                       "PK\x03\x04 and so on",
		"a gzip archive":                      "\x1f\x8b\x08\x00",
		"a PDF document":                      "%PDF-1.7\n",
		"a Python pickle":                     "\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00]\x94.",
		"a NumPy array":                       "\x93NUMPY\x01\x00",
		"binary data of an unknown kind":      "\x00\x01\x02\x03\xfa\xfb",
		"a file of another kind (image/heic)": "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
	} {
		if got := Of([]byte(begin)); got != want {
			t.Errorf("%.20q is %s, want %s", begin, got, want)
		}
	}
}
