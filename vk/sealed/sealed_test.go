package sealed

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// texts are one of each kind, as they are before they are sealed.
func texts(t testing.TB) map[string]struct {
	seal Seal
	text []byte
} {
	t.Helper()
	object, err := json.MarshalIndent(map[string]any{"best": 1.5, "arch": "1 0 1 1"}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	entry, err := w.Create("mu.npy")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := entry.Write([]byte("some numbers")); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.SetComment(ZipComment), w.Close()); err != nil {
		t.Fatal(err)
	}
	return map[string]struct {
		seal Seal
		text []byte
	}{
		"json": {JSON, append(object, '\n')},
		"toml": {TOML, []byte("seed = 1\n[gan]\nchannels = 16\n")},
		"zip":  {Zip, archive.Bytes()},
	}
}

// TestEveryWrongBitIsNoticed flips each bit of a sealed text, of its seal too.
func TestEveryWrongBitIsNoticed(t *testing.T) {
	for name, c := range texts(t) {
		text := c.seal.Add(c.text)
		if err := c.seal.Check(text); err != nil {
			t.Errorf("%s: as it was written: %v", name, err)
		}
		for i := range 8 * len(text) {
			text[i/8] ^= 1 << (i % 8)
			if err := c.seal.Check(text); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s: bit %d of byte %d of %q is wrong: got %v, want %v", name, i%8, i/8, text, err, ErrDamaged)
			}
			text[i/8] ^= 1 << (i % 8)
		}
	}
}

// TestTextsOfEarlierProgramsPass: they have no seal.
func TestTextsOfEarlierProgramsPass(t *testing.T) {
	for name, c := range texts(t) {
		plain := bytes.ReplaceAll(c.text, []byte(ZipComment), nil)
		for n := range len(plain) + 1 {
			if err := c.seal.Check(plain[:n]); err != nil {
				t.Errorf("%s: %q: %v", name, plain[:n], err)
			}
		}
	}
}

// TestCutConfigurationIsNoticed: half of a configuration would be another valid
// one.
func TestCutConfigurationIsNoticed(t *testing.T) {
	text := TOML.Add([]byte("seed = 1\n[gan]\nchannels = 16\n"))
	for n := strings.Index(string(text), "seed"); n < len(text); n++ {
		if TOML.Check(text[:n]) == nil {
			t.Errorf("%q passes", text[:n])
		}
	}
}

// TestSealedTextsStayReadable by programs that know no seal.
func TestSealedTextsStayReadable(t *testing.T) {
	all := texts(t)
	var object struct {
		Best float64 `json:"best"`
	}
	if err := json.Unmarshal(JSON.Add(all["json"].text), &object); err != nil || object.Best != 1.5 {
		t.Errorf("json: %+v, %v", object, err)
	}
	var settings struct {
		Seed int
		GAN  struct{ Channels int }
	}
	if _, err := toml.Decode(string(TOML.Add(all["toml"].text)), &settings); err != nil || settings.GAN.Channels != 16 {
		t.Errorf("toml: %+v, %v", settings, err)
	}
	archive := Zip.Add(all["zip"].text)
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	entry, err := r.Open("mu.npy")
	if err != nil {
		t.Fatal(err)
	}
	if content, err := io.ReadAll(entry); err != nil || string(content) != "some numbers" {
		t.Errorf("zip: %q, %v", content, err)
	}
}

func TestAddPanicsOnAnotherText(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a text of another kind was sealed")
		}
	}()
	JSON.Add([]byte("{}"))
}
