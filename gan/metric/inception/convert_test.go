package inception

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"autogan/layers/checkpoint"
	"autogan/tests/testgpu"
	"autogan/vk/tensor"

	"github.com/google/go-cmp/cmp"
)

// small is a network of the published layers with a sixteenth of the channels.
var small = newPlan(16, 75)

// converted writes data to a file and converts it.
func converted(t *testing.T, data []byte) (path string, err error) {
	t.Helper()
	from := filepath.Join(t.TempDir(), "network")
	if err := os.WriteFile(from, data, 0o644); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), FileName)
	return path, convert(small, from, path)
}

// TestConvertFoldsBatchNorm reads each form of a random network and compares
// with batch norm by its definition.
func TestConvertFoldsBatchNorm(t *testing.T) {
	pub := randomPublished(t, small)
	scaled := pub
	scaled.scaled = true
	graph := pub.graphDef()
	for name, c := range map[string]struct {
		data  []byte
		gamma bool
	}{
		"graph":        {graph, false},
		"scaled graph": {scaled.graphDef(), true},
		"archive":      {archived(t, "./classify_image_graph_def.pb", graph), false},
		"torch":        {torchZip(t, pub.torchState()), true},
	} {
		t.Run(name, func(t *testing.T) {
			path, err := converted(t, c.data)
			if err != nil {
				t.Fatal(err)
			}
			file, err := checkpoint.Load(path)
			if err != nil {
				t.Fatal(err)
			}
			near := func(what string, want []float64, a checkpoint.Array) {
				for i, v := range a.Floats() {
					if math.Abs(float64(v)-want[i]) > 1e-6*(1+math.Abs(want[i])) {
						t.Fatalf("%s: element %d is %g, want %g", what, i, v, want[i])
					}
				}
			}
			for _, layer := range small.convolutions() {
				weights, bias := pub.folded(layer, c.gamma)
				got, _ := file.Find(layer.weights())
				near(layer.weights(), weights, got)
				got, _ = file.Find(layer.bias())
				near(layer.bias(), bias, got)
			}
			logits, _ := file.Find(logitsWeights)
			if diff := cmp.Diff(pub.arrays[logitsWeights].values, logits.Floats()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", logitsWeights, diff)
			}
			if again, err := converted(t, mustRead(t, path)); err != nil || !bytes.Equal(arrayBytes(t, again), arrayBytes(t, path)) {
				t.Errorf("a converted file gives another one (%v)", err)
			}
		})
	}
}

// TestWeightsOfOtherTypes converts halves and doubles that hold the same numbers as
// float32: the converted files are equal.
func TestWeightsOfOtherTypes(t *testing.T) {
	pub := randomPublished(t, small)
	for _, a := range pub.arrays {
		for i, v := range a.values { // what BF16 holds too
			a.values[i] = math.Float32frombits(math.Float32bits(v) &^ 0xffff)
		}
	}
	state := pub.torchState()
	path, err := converted(t, torchZip(t, state))
	if err != nil {
		t.Fatal(err)
	}
	want := arrayBytes(t, path)
	for class, encode := range map[string]func([]float32) []byte{
		"BFloat16Storage": func(values []float32) (data []byte) {
			for _, v := range values {
				data = binary.LittleEndian.AppendUint16(data, uint16(math.Float32bits(v)>>16))
			}
			return data
		},
		"DoubleStorage": func(values []float32) (data []byte) {
			for _, v := range values {
				data = binary.LittleEndian.AppendUint64(data, math.Float64bits(float64(v)))
			}
			return data
		},
	} {
		if path, err := converted(t, torchZipOf(t, state, class, encode)); err != nil || !bytes.Equal(arrayBytes(t, path), want) {
			t.Errorf("%s: other weights (%v)", class, err)
		}
	}
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// arrayBytes are the numbers of a file.
func arrayBytes(t *testing.T, path string) []byte {
	t.Helper()
	file, err := checkpoint.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, a := range file.Arrays {
		all = append(all, a.Data...)
	}
	return all
}

// TestConvertRefusesTruncatedFiles cuts each form at many places: an error, no
// panic and nothing written.
func TestConvertRefusesTruncatedFiles(t *testing.T) {
	pub := randomPublished(t, small)
	graph := pub.graphDef()
	own, err := converted(t, graph)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"graph": graph, "archive": archived(t, graphFile, graph), "torch": torchZip(t, pub.torchState()), "own": mustRead(t, own),
	} {
		for _, at := range cuts(len(data)) {
			path, err := converted(t, data[:at])
			if err == nil {
				t.Errorf("%s cut at %d of %d bytes is taken", name, at, len(data))
			}
			if exists(path) {
				t.Errorf("%s cut at %d of %d bytes: a file has been written", name, at, len(data))
			}
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// TestConvertRefusesOtherFiles wants one line that says what is wrong.
// zipped is an archive of files with one byte each.
func zipped(t *testing.T, names ...string) []byte {
	t.Helper()
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	for _, name := range names {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte{'.'}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return archive.Bytes()
}

func TestConvertRefusesOtherFiles(t *testing.T) {
	pub := randomPublished(t, small)
	with := func(change func(arrays map[string]array)) published {
		other := pub
		other.arrays = map[string]array{}
		for name, a := range pub.arrays {
			other.arrays[name] = array{a.shape, slices.Clone(a.values)}
		}
		change(other.arrays)
		return other
	}
	narrow := with(func(a map[string]array) {
		a["mixed_8/tower/conv/conv2d_params"] = array{tensor.Shape{1, 1, 3, 4}, make([]float32, 12)}
	})
	noNumber := with(func(a map[string]array) { a["conv_3/batchnorm/beta"].values[1] = float32(math.NaN()) })
	negative := with(func(a map[string]array) { a["conv_3/batchnorm/moving_variance"].values[0] = -2 })
	missing := with(func(a map[string]array) { delete(a, "mixed_10/tower_1/mixed/conv_1/conv2d_params") })
	noNorm := pub
	noNorm.without = "conv_4/batchnorm"
	shortState := pub.torchState()
	delete(shortState, "Mixed_7c.branch3x3dbl_3b.conv.weight")
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"web page":       {[]byte("<!DOCTYPE html><html>404</html>"), "it is a web page (HTML), want a TensorFlow graph"},
		"pointer":        {[]byte("version https://git-lfs.github.com/spec/v1\n"), "it is a Git LFS pointer"},
		"empty":          {nil, "it is empty, want a TensorFlow graph"},
		"pickle":         {[]byte("\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00]\x94."), "it is a Python pickle of something else"},
		"TorchScript":    {zipped(t, "a/data.pkl", "a/code/__torch__.py", "a/version"), "it is a TorchScript program"},
		"another graph":  {bytesField(nil, graphNode, bytesField(nil, nodeName, []byte("x"))), `lacks the node "conv/batchnorm"`},
		"other archive":  {archived(t, "model.pb", pub.graphDef()), "lacks " + graphFile},
		"shape":          {narrow.graphDef(), `"mixed_8/tower/conv/conv2d_params" is [1 1 3 4], want [1 1 48 12]`},
		"not a number":   {noNumber.graphDef(), `"conv_3/bias": element 1 is NaN`},
		"no variance":    {negative.graphDef(), `"conv_3/weights": element 0 is NaN`},
		"missing":        {missing.graphDef(), `"mixed_10/tower_1/mixed/conv_1/conv2d_params" is missing`},
		"no batch norm":  {noNorm.graphDef(), `lacks the node "conv_4/batchnorm"`},
		"missing, torch": {torchZip(t, shortState), `"Mixed_7c.branch3x3dbl_3b.conv.weight" is missing`},
		"other torch":    {mustRead(t, "testdata/state_zip.pth"), `"Conv2d_1a_3x3.conv.weight" is missing`},
		"torch dict":     {mustRead(t, "testdata/other.pth"), "its entry epoch is a int64, want a tensor"},
	} {
		t.Run(name, func(t *testing.T) {
			path, err := converted(t, c.data)
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want one line with %q", err, c.want)
			}
			if exists(path) {
				t.Error("a file has been written")
			}
		})
	}
}

// TestReadTorchFiles reads what PyTorch itself wrote; see testdata/state.py.
func TestReadTorchFiles(t *testing.T) {
	ramp := make([]float32, 24)
	transposed := make([]float32, 24)
	for i := range ramp {
		ramp[i] = float32(i)
		transposed[i] = float32(i/6 + i%6/3*12 + i%3*4) // [2 3 4] with the last axis first
	}
	want := map[string]array{
		"weight": {tensor.Shape{3}, []float32{0.5, -1, 2}}, "bias": {tensor.Shape{3}, []float32{0, 0, 0}},
		"running_mean": {tensor.Shape{3}, []float32{0, 0, 0}}, "running_var": {tensor.Shape{3}, []float32{1, 1, 1}},
		"whole": {tensor.Shape{2, 3, 4}, ramp}, "turned": {tensor.Shape{4, 2, 3}, transposed}, "part": {tensor.Shape{4}, ramp[5:9]},
	}
	for _, name := range []string{"state_zip.pth", "state_legacy.pth"} {
		data := mustRead(t, filepath.Join("testdata", name))
		got, err := readTorch(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(array{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		for at := range data {
			if _, err := readTorch(data[:at]); err == nil {
				t.Errorf("%s cut at %d of %d bytes is taken", name, at, len(data))
			}
		}
	}
}

// TestLoadNeedsTheWholeNetwork loads files that are absent or lack a layer, and
// uses the stages before it.
func TestLoadNeedsTheWholeNetwork(t *testing.T) {
	_, s := testgpu.Stream(t)
	_, err := Load(s, filepath.Join(t.TempDir(), FileName))
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), TorchURL) || !strings.Contains(err.Error(), "--from FILE") {
		t.Errorf("got %v, want where to get the file", err)
	}

	file := randomFile(small, t.Name())
	const lost = "mixed_9/tower_1/conv_1/weights"
	file.Arrays = slices.DeleteFunc(file.Arrays, func(a checkpoint.Array) bool { return a.Name == lost })
	if _, err := load(s, small, file); !errors.Is(err, checkpoint.ErrMismatch) || !strings.Contains(err.Error(), lost) {
		t.Errorf("got %v, want an error with %q", err, lost)
	}
	trunk, err := open(s, small, file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(trunk.Release)
	for _, name := range []string{"mixed_9", "mixed_10", "pool_3"} {
		if _, err := trunk.Stage(name); err == nil || !strings.Contains(err.Error(), "mixed_9/tower_1/conv_1") {
			t.Errorf("stage %s: got %v, want the name of the layer", name, err)
		}
	}
	if _, err := trunk.Stage("mixed_11"); err == nil || !strings.Contains(err.Error(), "mixed_10, pool_3") {
		t.Errorf("got %v, want the names of the stages", err)
	}
	stage, err := trunk.Stage("mixed_7")
	if err != nil {
		t.Fatal(err)
	}
	images := tensor.TempOf(s, tensor.Uint8, 3, 5, 5, 3)
	images.UploadBytes(s, make([]byte, 3*5*5*3))
	if y, err := stage.Features(s, images).Floats(s); err != nil || len(y) != 3*stage.Dim() || stage.Dim() != 768/16 {
		t.Errorf("%d features of 3 images (%v), want 48 each", len(y), err)
	}
}
