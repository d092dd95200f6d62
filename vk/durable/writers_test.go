//go:build cgo && !windows

package durable_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/gan/dataset"
	"autogan/gan/dataset/drawn"
	"autogan/gan/metric"
	"autogan/gan/metric/classifier"
	"autogan/layers/checkpoint"
	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/shaders"
	"autogan/tests/testgpu"
	"autogan/tools/autogan/report"
	"autogan/vk"
	"autogan/vk/durable"
	"autogan/vk/tensor/convplan"
	"autogan/vk/tensor/tune"

	"gonum.org/v1/gonum/mat"
)

// The steps of one file and those of a folder of one file.
var (
	file   = []string{durable.Sync, durable.Renamed, durable.SyncFolder}
	folder = []string{durable.SyncFolder, durable.Sync, durable.Renamed, durable.SyncFolder}
)

// writers lists all functions that write whole files, each into a folder of the
// test. A run writes many files, so it repeats the steps of a file.
var writers = []struct {
	name  string
	write func(t *testing.T, dir string) error
	steps []string
	again bool
}{
	{"checkpoint", func(_ *testing.T, dir string) error {
		return checkpoint.Save(filepath.Join(dir, "checkpoint.safetensors"), &checkpoint.File{})
	}, file, false},
	{"grid", func(_ *testing.T, dir string) error {
		return dataset.WriteGrid(filepath.Join(dir, "grid.png"), make([]byte, 3), 1, 1, 1, 1, 1)
	}, file, false},
	{"statistics", func(_ *testing.T, dir string) error {
		return metric.Statistics{Mean: []float64{1}, Covariance: mat.NewSymDense(1, []float64{1})}.Write(filepath.Join(dir, "statistics.npz"))
	}, file, false},
	{"data set", func(t *testing.T, dir string) error {
		return dataset.Dataset{N: 1, H: 1, W: 1, Images: make([]byte, 3)}.WriteFolder(t.Context(), filepath.Join(dir, "set"))
	}, folder, false},
	{"folder of drawn images", drawOne, slices.Concat(file, file), false}, // the first is the record
	{"array of drawn images", func(_ *testing.T, dir string) error {
		return drawn.WriteArray(filepath.Join(dir, "images.npz"), 1, 1, func(put func([]byte) error) error { return put(make([]byte, 3)) })
	}, file, false},
	{"animation", func(_ *testing.T, dir string) error {
		return drawn.WriteGIF(filepath.Join(dir, "walk.gif"), drawn.Frames(make([]byte, 3), 1, 1))
	}, file, false},
	{"archive", extract, folder, false},
	{"download", fetch, slices.Concat(file, []string{durable.Renamed, durable.SyncFolder}), false},
	{"classifier", saveClassifier, file, false},
	{"generator", saveGenerator, file, false},
	{"pipeline cache", cachePipelines, file, false},
	{"kernels", chooseKernels, slices.Concat(file, file), false}, // the first is removed again: it says who has the lock
	{"search and its report", searchAndReport, file, true},
	{"training", train, file, true},
}

func drawOne(_ *testing.T, dir string) error {
	f, err := drawn.Open(filepath.Join(dir, "images"), drawn.Origin{}, 1, func(int) string { return "0.png" })
	if err != nil {
		return err
	}
	return f.Write(0, make([]byte, 3), 1)
}

// TestWriters runs the writers under different umasks and checks the mode of
// every file and the steps taken. The umask belongs to the process, so the
// tests do not run in parallel.
func TestWriters(t *testing.T) {
	for _, umask := range []int{0o022, 0o077, 0o002} {
		for _, w := range writers {
			t.Run(fmt.Sprintf("umask %03o/%s", umask, w.name), func(t *testing.T) {
				dir := t.TempDir()
				watched := durable.Watch(t)
				old := syscall.Umask(umask)
				t.Cleanup(func() { syscall.Umask(old) })
				if err := w.write(t, dir); err != nil {
					t.Fatal(err)
				}
				whole := checkFiles(t, dir, 0o666&^os.FileMode(umask))
				want := w.steps
				if w.again {
					want = slices.Repeat(file, max(whole, len(watched.Steps)/len(file)))
					watched.Steps = flushedByLink(watched.Steps)
				}
				if !slices.Equal(watched.Steps, want) {
					t.Errorf("%d whole files were written with the steps %q, want %q", whole, watched.Steps, want)
				}
			})
		}
	}
}

// flushedByLink replaces the steps in which a file gets a second name: what has
// a name is on the disk.
func flushedByLink(steps []string) []string {
	var flushed []string
	for _, step := range steps {
		if step == durable.Linked {
			step = durable.Sync
		}
		flushed = append(flushed, step)
	}
	return flushed
}

// checkFiles checks the mode of all files below dir. It counts those that are
// not logs and wants at least one.
func checkFiles(t *testing.T, dir string, mode fs.FileMode) (whole int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		checkMode(t, path, mode)
		if filepath.Ext(path) != ".jsonl" {
			whole++
		}
		if strings.HasPrefix(entry.Name(), ".") {
			t.Errorf("%s is left over", path)
		}
		return nil
	})
	if err != nil || whole == 0 {
		t.Errorf("%d whole files were written (%v), want one at least", whole, err)
	}
	return whole
}

func extract(t *testing.T, dir string) error {
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	archive := tar.NewWriter(zipped)
	if err := archive.WriteHeader(&tar.Header{Name: "set/a.bin", Mode: 0o600, Size: 4, Typeflag: tar.TypeReg}); err != nil {
		t.Fatal(err)
	}
	archive.Write([]byte("text"))
	archive.Close()
	zipped.Close()
	path := filepath.Join(t.TempDir(), "set.tar.gz")
	if err := os.WriteFile(path, packed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return dataset.Archive{MD5: md5Of(packed.Bytes()), Files: []string{"a.bin"}}.Extract(t.Context(), path, filepath.Join(dir, "set"))
}

func fetch(t *testing.T, dir string) error {
	content := []byte("published")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "file", time.Time{}, bytes.NewReader(content))
	}))
	defer server.Close()
	return dataset.Download{URL: server.URL, Sum: md5Of(content)}.Fetch(t.Context(), filepath.Join(dir, "file"), nil)
}

func md5Of(content []byte) string {
	sum := md5.Sum(content)
	return hex.EncodeToString(sum[:])
}

func saveClassifier(t *testing.T, dir string) error {
	_, s := testgpu.Stream(t)
	c, err := classifier.New(s, "set", 8, []string{"a", "b"}, 1)
	if err != nil {
		return err
	}
	defer c.Release()
	return c.Save(s, filepath.Join(dir, "classifier.safetensors"))
}

func saveGenerator(t *testing.T, dir string) error {
	_, s := testgpu.Stream(t)
	config := arch.Geometry{Channels: 4, LatentDim: 4, BottomWidth: 4}
	g, err := gan.NewGenerator(s, arch.AutoGAN.Must("top1"), config, arch.TapBeforeSkips, 1)
	if err != nil {
		return err
	}
	defer g.Release()
	return gan.SaveGenerator(s, g, filepath.Join(dir, "generator.safetensors"))
}

// cachePipelines closes a device that has made a pipeline.
func cachePipelines(t *testing.T, dir string) error {
	testgpu.Stream(t) // skips where there is no device
	in, err := vk.Open(vk.Options{CacheDir: dir})
	if err != nil {
		return err
	}
	defer in.Release()
	dev, err := in.OpenDevice(os.Getenv("AUTOGAN_DEVICE"))
	if err != nil {
		return err
	}
	defer dev.Release()
	s, err := dev.NewStream()
	if err != nil {
		return err
	}
	defer s.Release()
	s.Kernel(shaders.Fill).Write(s.Temp(4)).Int(1).Uint(1).Run1D(1)
	return s.Sync()
}

func chooseKernels(t *testing.T, dir string) error {
	dev, s := testgpu.Stream(t)
	shape := convplan.Shape{Pass: convplan.Forward, N: 1, H: 8, W: 8, C: 16, KH: 3, KW: 3, O: 16, Stride: 1, PaddingH: 1, PaddingW: 1}
	if len(convplan.Candidates(dev.Caps(), shape)) < 2 {
		t.Skip("this device has no choice")
	}
	_, err := tune.Convolutions(t.Context(), s, []convplan.Shape{shape}, tune.Options{Path: filepath.Join(dir, "kernels.json"), Budget: time.Minute, Observer: silent{}})
	return err
}

// tiny is a search in a few steps, or a training.
const tiny = `
[data]
images = 32
[gan]
channels = 4
disc_channels = 4
latent_dim = 8
batch_g = 4
batch_d = 4
n_critic = 2
[search]
iterations = [1]
shared_epochs = 1
max_steps = 2
num_candidates = 2
top_k = 1
[controller]
steps = 1
batch = 2
hidden = 8
[reward]
images = 8
splits = 1
batch = 8
[train]
arch = "1 1 1 1"
channels = 4
disc_channels = 4
generator_steps = 2
eval_every = 1
log_every = 1
[eval]
images = 16
splits = 1
batch = 16
`

func searchAndReport(t *testing.T, dir string) error {
	_, s := testgpu.Stream(t)
	c := tinyRun(t, dir)
	search, err := autogan.Open(t.Context(), s, c, silent{})
	if err != nil {
		return err
	}
	defer search.Release()
	if _, err := search.Run(context.Background()); err != nil {
		return err
	}
	return report.Write(filepath.Join(dir, "report.html"), []string{c.RunDir})
}

func train(t *testing.T, dir string) error {
	_, s := testgpu.Stream(t)
	_, err := autogan.Train(context.Background(), s, tinyRun(t, dir), silent{})
	return err
}

func tinyRun(t *testing.T, dir string) config.Config {
	t.Helper()
	c, err := config.Decode("tiny.toml", tiny)
	if err != nil {
		t.Fatal(err)
	}
	c.RunDir = filepath.Join(dir, "run")
	return c
}

type silent struct{}

func (silent) Phase(string, int, int) {}
func (silent) Advance(int)            {}
func (silent) Message(string)         {}
