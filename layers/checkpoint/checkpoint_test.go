package checkpoint

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func sample() *File {
	return &File{
		Metadata: map[string]string{"step": "12", "arch": "1 0 1 1"},
		Arrays: []Array{
			Floats("cell1.weight", []float32{1, -2.5, float32(math.Inf(1)), 0, 3, 4}, 2, 3),
			Ints("steps", []int64{7, -1}),
			{Name: "pixels", DType: U8, Shape: []int{3}, Data: []byte{1, 2, 3}},
			{Name: "tokens", DType: U32, Shape: []int{1}, Data: []byte{9, 0, 0, 0}},
			Floats("empty", nil, 0, 4),
			{Name: "scalar", DType: F32, Shape: []int{}, Data: make([]byte, 4)},
		},
	}
}

func encode(t testing.TB, f *File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Encode(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSaveThenLoadKeepsEverything(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latest.safetensors")
	want := sample()
	for range 2 { // the second save replaces the first
		if err := Save(path, want); err != nil {
			t.Fatal(err)
		}
	}
	got, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	want.Metadata[versionKey] = "1"
	if diff := cmp.Diff(want.Metadata, got.Metadata); diff != "" {
		t.Errorf("metadata (-want +got):\n%s", diff)
	}
	if len(got.Arrays) != len(want.Arrays) {
		t.Fatalf("got %d arrays, want %d", len(got.Arrays), len(want.Arrays))
	}
	for _, w := range want.Arrays {
		g, ok := got.Find(w.Name)
		if !ok {
			t.Errorf("%s is missing", w.Name)
			continue
		}
		if w.Data == nil {
			w.Data = []byte{}
		}
		if diff := cmp.Diff(w, g); diff != "" {
			t.Errorf("%s (-want +got):\n%s", w.Name, diff)
		}
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("the folder holds %d files, want the checkpoint alone", len(entries))
	}
}

// The layout that the format's description gives: length, JSON, data.
func TestEncodeWritesTheDocumentedLayout(t *testing.T) {
	got := encode(t, &File{Arrays: []Array{
		{Name: "b", DType: U8, Shape: []int{2}, Data: []byte{5, 6}},
		Floats("w", []float32{1}),
	}})
	header := `{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[2],"data_offsets":[4,6]}}`
	header += strings.Repeat(" ", (8-len(header)%8)%8)
	want := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	want = append(want, header...)
	want = append(want, 0, 0, 0x80, 0x3f, 5, 6)
	if !bytes.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestEncodeRefusesImpossibleFiles(t *testing.T) {
	cases := map[string]Array{
		"two arrays":     Floats("a", nil, 0),
		"cannot name":    Floats("__metadata__", nil, 0),
		"cannot store":   {Name: "b", DType: "F16", Shape: []int{1}, Data: make([]byte, 2)},
		"needs 12 bytes": Floats("c", []float32{1, 2}, 3),
	}
	for want, second := range cases {
		f := &File{Arrays: []Array{Floats("a", []float32{1}), second}}
		if err := Encode(&bytes.Buffer{}, f); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}

func TestFailedSaveKeepsTheFormerFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latest.safetensors")
	if err := Save(path, sample()); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(path)
	bad := &File{Arrays: []Array{Floats("a", nil, 0), Floats("a", nil, 0)}}
	if err := Save(path, bad); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want an error that names the file", err)
	}
	after, _ := os.ReadFile(path)
	if !bytes.Equal(before, after) {
		t.Error("the former checkpoint changed")
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("the folder holds %d files, want 1", len(entries))
	}
}

// raw builds a file from header text and tensor bytes.
func raw(header string, body int) []byte {
	data := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(data, header...), make([]byte, body)...)
}

var malformed = []struct {
	name string
	data []byte
	want string // part of the error
}{
	{"empty", nil, "it is empty"},
	{"foreign", []byte("\x89PNG\r\n\x1a\n and so on"), "it is a PNG image"},
	{"pickle", append([]byte{0x80, 2, 0x8a, 0x0a, 0, 0, 0, 0}, "l\xfc\x9cF"...), "it is a Python pickle"},
	{"header cut", raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 0)[:20], "the header says"},
	{"data cut", raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 3), `tensor "a": its data end at byte 4, the file holds 3`},
	{"header too long", append(binary.LittleEndian.AppendUint64(nil, 1<<40), '{'), "it is binary data"},
	{"no object", raw(`{]`, 0), "JSON"},
	{"header breaks off", raw(`{"a":{"dtype":"F32"`, 0), "JSON"},
	{"header goes on", raw(`{} {}`, 0), "goes on"},
	{"twice", raw(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}`, 2), `"a" is listed twice`},
	{"metadata", raw(`{"__metadata__":{"a":1}}`, 0), "strings"},
	{"no offsets", raw(`{"a":{"dtype":"U8","shape":[1]}}`, 1), "lacks"},
	{"one offset", raw(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}}`, 1), "lacks"},
	{"shape null", raw(`{"a":{"dtype":"U8","shape":null,"data_offsets":[0,1]}}`, 1), "lacks"},
	{"dtype", raw(`{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}`, 2), `elements are "BF16"; convert`},
	{"shape negative", raw(`{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}`, 1), "impossible shape"},
	{"shape overflow", raw(`{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}`, 0), "impossible shape"},
	{"offsets reversed", raw(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}`, 1), "begin at byte 1"},
	{"offset negative", raw(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[-1,0]}}`, 1), "begin at byte -1"},
	{"size differs", raw(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}`, 4), "needs 8 bytes"},
	{"overlap", raw(`{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}`, 3), `"b" overlaps tensor "a"`},
	{"hole", raw(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}`, 3), `"b": 1 unused bytes`},
	{"trailing", raw(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`, 3), "2 bytes follow"},
}

func TestLoadNamesWhatIsWrong(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bad.safetensors")
	for _, c := range malformed {
		t.Run(c.name, func(t *testing.T) {
			if err := os.WriteFile(path, c.data, 0o644); err != nil {
				t.Fatal(err)
			}
			_, err := Load(path)
			if err == nil {
				t.Fatal("no error")
			}
			if !errors.Is(err, ErrFormat) {
				t.Errorf("%v does not wrap ErrFormat", err)
			}
			if text := err.Error(); !strings.Contains(text, c.want) || !strings.Contains(text, path) || strings.Contains(text, "\n") {
				t.Errorf("got %q, want one line with %q and the path", text, c.want)
			}
		})
	}
}

func TestLoadOfAMissingFile(t *testing.T) {
	_, err := Load(filepath.Join(t.TempDir(), "none.safetensors"))
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want os.ErrNotExist", err)
	}
}

// TestVersions checks which versions open. A file without one is of version 1.
func TestVersions(t *testing.T) {
	for _, c := range []struct {
		version string
		ok      bool
	}{{"", true}, {"1", true}, {"2", false}, {"0", false}, {"later", false}} {
		path := filepath.Join(t.TempDir(), "x.safetensors")
		f := sample()
		if c.version != "" {
			f.Metadata[versionKey] = c.version
		}
		if err := os.WriteFile(path, encode(t, f), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := Load(path)
		if c.ok && err != nil {
			t.Errorf("version %q: %v", c.version, err)
		}
		if !c.ok && (!errors.Is(err, ErrVersion) || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "\n")) {
			t.Errorf("version %q: got %v, want one line that wraps ErrVersion and names the file", c.version, err)
		}
	}
}

// Any prefix of a good file is an error, never a smaller checkpoint.
func TestDecodeRefusesEveryPrefix(t *testing.T) {
	data := encode(t, sample())
	for n := range data {
		if _, err := Decode(data[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes decode", n, len(data))
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(encode(f, sample()))
	for _, c := range malformed {
		f.Add(c.data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Decode(data)
		if err != nil {
			if !errors.Is(err, ErrFormat) {
				t.Fatalf("%v does not wrap ErrFormat", err)
			}
			return
		}
		// The empty name is legal in a foreign file and nowhere else.
		if _, ok := file.Find(""); ok {
			return
		}
		again, err := Decode(encode(t, file))
		if err != nil {
			t.Fatalf("its own encoding does not decode: %v", err)
		}
		if len(again.Arrays) != len(file.Arrays) {
			t.Fatalf("round trip: %d arrays became %d", len(file.Arrays), len(again.Arrays))
		}
		for _, want := range file.Arrays {
			if got, ok := again.Find(want.Name); !ok || !cmp.Equal(want, got) {
				t.Fatalf("round trip: %v became %v", want, got)
			}
		}
	})
}
