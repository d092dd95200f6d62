package tensorboard

import (
	"bytes"
	"encoding/binary"
	"errors"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"autogan/tests/events"
)

var update = flag.Bool("update", false, "rewrite the golden file")

// at is a writer whose clock stands still.
func at(t *testing.T, folder string, from, seconds int64) *Writer {
	t.Helper()
	w, err := New(folder, from)
	if err != nil {
		t.Fatal(err)
	}
	w.now = func() time.Time { return time.Unix(seconds, 500_000_000) }
	t.Cleanup(func() { w.Close() })
	return w
}

func add(t *testing.T, w *Writer, step int64, points ...Point) {
	t.Helper()
	if err := w.Add(step, points...); err != nil {
		t.Fatal(err)
	}
}

// pixel is a PNG of 2×1 pixels.
func pixel(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 1))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestFileIsGolden holds the bytes of an event of each kind. The decoder of
// package events was written from the specification, not from the writer.
func TestFileIsGolden(t *testing.T) {
	folder := t.TempDir()
	w := at(t, folder, 1, 1_700_000_000)
	drawn, err := Image("samples", pixel(t))
	if err != nil {
		t.Fatal(err)
	}
	add(t, w, 0, Text("configuration", "    seed = 1"))
	add(t, w, 300, Scalar("loss/discriminator", 1.5), Scalar("loss/generator", -0.25))
	add(t, w, 301, drawn)
	got, err := os.ReadFile(filepath.Join(folder, "events.out.tfevents.1700000000.autogan"))
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "events.golden")
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the file is\n%q\nwant\n%q", got, want)
	}
	list := read(t, got)
	if len(list) != 5 || list[0].Version != "brain.Event:2" || !list[1].Start || list[1].Step != 0 || list[2].Time != 1_700_000_000.5 {
		t.Fatalf("events are %+v", list)
	}
	text, losses, samples := list[2].Values[0], list[3].Values, list[4].Values[0]
	if text.Tag != "configuration/text_summary" || text.Text != "    seed = 1" || text.Plugin != "text" {
		t.Errorf("the text is %+v", text)
	}
	if list[3].Step != 300 || len(losses) != 2 || losses[0].Tag != "loss/discriminator" || losses[0].Scalar != 1.5 || losses[1].Scalar != -0.25 {
		t.Errorf("the losses are %+v", list[3])
	}
	if samples.Width != 2 || samples.Height != 1 || !bytes.Equal(samples.Image, pixel(t)) {
		t.Errorf("the image is %+v", samples)
	}
}

func read(t *testing.T, data []byte) []events.Event {
	t.Helper()
	list, err := events.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestEarlierPointsAreTakenBack: a later process has a file of its own, which
// sorts last also if its clock is slow, and says which steps are new.
func TestEarlierPointsAreTakenBack(t *testing.T) {
	folder := t.TempDir()
	first := at(t, folder, 1, 1_700_000_000)
	for step := range int64(4) {
		add(t, first, step, Scalar("x", float64(step)))
	}
	second := at(t, folder, 2, 1_600_000_000)
	if first.Continues() || !second.Continues() {
		t.Error("the second goes on, the first does not")
	}
	add(t, second, 2, Scalar("x", 20))
	third := at(t, folder, 4, 1_700_000_001)
	add(t, third, 4, Scalar("x", 40))
	for _, name := range []string{"1700000000", "1700000001", "1700000002"} {
		if !IsName("events.out.tfevents." + name + ".autogan") {
			t.Errorf("%s is not the name of an event file", name)
		}
	}
	list, err := events.Folder(folder)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := events.Curve(list, "x"), [][2]float64{{0, 0}, {1, 1}, {2, 20}, {4, 40}}; !equal(got, want) {
		t.Errorf("TensorBoard shows %v, want %v", got, want)
	}
}

func equal(a, b [][2]float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// TestNoPointsNoFile: a writer that is given nothing makes no file, and one that
// is not there takes everything.
func TestNoPointsNoFile(t *testing.T) {
	folder := t.TempDir()
	var none *Writer
	for _, w := range []*Writer{none, at(t, folder, 1, 1_700_000_000)} {
		add(t, w, 3)
		if err := w.Close(); err != nil || w.Continues() {
			t.Errorf("close: %v", err)
		}
	}
	add(t, none, 3, Scalar("x", 1))
	if entries, err := os.ReadDir(folder); err != nil || len(entries) > 0 {
		t.Errorf("%d files, %v", len(entries), err)
	}
}

// TestErrors: a folder that is gone, a number that is none, bytes of no image,
// and a file that cannot be written, whose later points are refused too.
func TestErrors(t *testing.T) {
	if _, err := New(filepath.Join(t.TempDir(), "gone"), 0); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without a folder: %v", err)
	}
	if _, err := Image("samples", []byte("GIF89a")); err == nil {
		t.Error("a GIF passes for a PNG")
	}
	folder := t.TempDir()
	w := at(t, folder, 0, 1_700_000_000)
	add(t, w, 1, Scalar("x", 1))
	w.file.Close()
	for range 2 {
		if err := w.Add(2, Scalar("x", 2)); !errors.Is(err, os.ErrClosed) {
			t.Errorf("got %v", err)
		}
		var err error
		if w.file, err = os.Create(filepath.Join(folder, "again")); err != nil { // where it could be written
			t.Fatal(err)
		}
		defer w.file.Close()
	}
	if w = at(t, folder, 0, 1_700_000_000); os.RemoveAll(folder) != nil || w.Add(1, Scalar("x", 1)) == nil {
		t.Error("a file is made in a folder that is gone")
	}
}

// TestDecoderFindsDamage: the checksums are of all bytes, so the decoder of the
// tests would notice a wrong one.
func TestDecoderFindsDamage(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "events.golden"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range data {
		damaged := bytes.Clone(data)
		damaged[i] ^= 1
		if _, err := events.Decode(damaged); err == nil {
			t.Errorf("bit 0 of byte %d may be any", i)
		}
	}
	whole := 16 + int(binary.LittleEndian.Uint64(data))
	if list, err := events.Decode(data[:whole+5]); err == nil || len(list) != 1 {
		t.Errorf("of a record that breaks off: %d events, %v", len(list), err)
	}
}
