package interop

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/gan/onnx"
	"autogan/layers"
	"autogan/layers/checkpoint"
	"autogan/tests/testgpu"
	"autogan/tools/newest"
	"autogan/vk"
	"autogan/vk/tensor"
)

// TestModelsOfONNX: ONNX's checker accepts the models of many architectures, and
// onnxruntime draws with each what is drawn here, within 1e-4 of values in [−1, 1].
func TestModelsOfONNX(t *testing.T) {
	run := onnxPython(t)
	_, s := testgpu.Stream(t)
	folder := t.TempDir()
	want := map[string][]float32{}
	for i, e := range exchanges(t) {
		a, err := arch.AutoGAN.Arch(e.Tokens)
		if err != nil {
			t.Fatal(err)
		}
		f := gan.GeneratorFile{Arch: a, Geometry: arch.Geometry{Channels: e.Channels, LatentDim: e.Latent, BottomWidth: e.Bottom}, Tap: arch.SkipTap(i % 2)}
		f.Content = &checkpoint.File{Arrays: trained(t, s, f)}
		for prefix, mode := range map[string]layers.Mode{"case": layers.Eval, "batch": layers.EvalBatch} {
			name := fmt.Sprintf("%s%02d", prefix, i)
			want[name] = drawn(t, s, f, mode, filepath.Join(folder, name))
		}
	}
	run("onnx/check.py", folder)
	run("onnx/run.py", folder)
	for name, images := range want {
		got, err := os.ReadFile(filepath.Join(folder, name+".images"))
		if err != nil {
			t.Fatal(err)
		}
		closeTo(t, name, checkpoint.Array{DType: checkpoint.F32, Data: got}.Floats(), images)
	}
}

// trained returns tensors of a generator with which every one of them matters:
// statistics and biases are not those that a network begins with.
func trained(t *testing.T, s *vk.Stream, f gan.GeneratorFile) []checkpoint.Array {
	t.Helper()
	g, err := gan.NewGenerator(s, f.Arch, f.Geometry, f.Tap, 7)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Release()
	arrays, err := checkpoint.Download(s, "", g.StateDict())
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range arrays {
		values := a.Floats()
		for k, x := range testgpu.Normal(testgpu.Rand(f.Arch.String()+a.Name), len(values)) {
			switch {
			case strings.HasSuffix(a.Name, ".running_var"):
				values[k] = 0.5 + x*x
			case strings.HasSuffix(a.Name, ".bias") || strings.HasSuffix(a.Name, ".running_mean"):
				values[k] = 0.3 * x
			case strings.HasSuffix(a.Name, "norm.weight"):
				values[k] = 1 + 0.3*x
			}
		}
		arrays[i] = checkpoint.Floats(a.Name, values, a.Shape...)
	}
	return arrays
}

// drawn writes PATH.onnx and PATH.z, and returns the images of it as [N, 3, H, W].
func drawn(t *testing.T, s *vk.Stream, f gan.GeneratorFile, mode layers.Mode, path string) []float32 {
	t.Helper()
	const n = 3
	z := checkpoint.Floats("z", testgpu.Normal(testgpu.Rand(path), n*f.Geometry.LatentDim), n, f.Geometry.LatentDim)
	var model bytes.Buffer
	if err := onnx.Encode(&model, f, mode, "v1", map[string]string{"test": filepath.Base(path)}); err != nil {
		t.Fatal(err)
	}
	for suffix, data := range map[string][]byte{".onnx": model.Bytes(), ".z": z.Data} {
		if err := os.WriteFile(path+suffix, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	g, err := gan.NewGenerator(s, f.Arch, f.Geometry, f.Tap, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Release()
	if err := checkpoint.Upload(s, f.Content, "", g.StateDict()); err != nil {
		t.Fatal(err)
	}
	images := onDevice(t, s, z, func(z tensor.Tensor) tensor.Tensor { return g.Sample(s, z, f.Arch, mode) })
	shape := images.Shape // [N, H, W, 3]
	images.Data = checkpoint.Permute(images.Data, shape, []int{0, 3, 1, 2})
	return images.Floats()
}

// closeTo wants images within 1e-4, and some contrast in them.
func closeTo(t *testing.T, name string, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", name, len(got), len(want))
	}
	far, low, high := 0.0, math.Inf(1), math.Inf(-1)
	for i, x := range want {
		far = max(far, math.Abs(float64(got[i]-x)))
		low, high = min(low, float64(x)), max(high, float64(x))
	}
	if !(far <= 1e-4) {
		t.Errorf("%s: differs by %.2g", name, far)
	}
	if high-low < 0.1 {
		t.Errorf("%s: all values are between %.2g and %.2g, which shows little", name, low, high)
	}
}

// onnxPython runs a script by the Python of ONNX's packages, or skips the test.
func onnxPython(t *testing.T) func(script string, args ...string) {
	t.Helper()
	cache, err := newest.Cache()
	if err != nil {
		t.Fatal(err)
	}
	python, err := newest.ONNX(cache).Python()
	if err != nil {
		t.Skip(err)
	}
	return func(script string, args ...string) {
		t.Helper()
		line := slices.Concat(python, []string{script}, args)
		if out, err := exec.Command(line[0], line[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", script, err, out[max(0, len(out)-4000):])
		}
	}
}
