package e2e

import (
	"bytes"
	raw "encoding/binary"
	"encoding/json"
	"image"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"autogan/gan/dataset"
	"autogan/gan/metric"
	"autogan/gan/metric/classifier"
	"autogan/gan/metric/inception"
	"autogan/layers/checkpoint"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

// evaluation is what `autogan eval --json` prints.
type evaluation struct {
	Images, Size int
	Set          string
	Figures      []struct {
		Name, Protocol   string
		Value, Deviation float64
	}
	Warnings []string
}

func (e evaluation) value(t *testing.T, name string) float64 {
	t.Helper()
	for _, f := range e.Figures {
		if f.Name == name {
			return f.Value
		}
	}
	t.Fatalf("no %s in %+v", name, e)
	return 0
}

func evaluate(t *testing.T, dir string, args ...string) (e evaluation) {
	t.Helper()
	got := evalIn(t, dir, append([]string{"eval", "--json"}, args...)...)
	if err := json.Unmarshal([]byte(got.stdout), &e); err != nil {
		t.Fatalf("%v: %s", err, got.stdout)
	}
	return e
}

// twoFolders are images of the built-in set, and others in darker colours; both
// are sorted by class, since they lie in a folder for each.
func twoFolders(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	real, fake := dataset.Procedural(200, 3), dataset.Procedural(150, 4)
	for i, v := range fake.Images {
		fake.Images[i] = v / 4 * 3
	}
	for name, d := range map[string]dataset.Dataset{"real": real, "fake": fake} {
		if err := d.WriteFolder(t.Context(), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// builtinFeatures are the features of the images of a folder by the built-in
// network.
func builtinFeatures(t *testing.T, dir string) (features []float32, dim int) {
	t.Helper()
	_, s := testgpu.Stream(t)
	d, err := dataset.ReadFolder(t.Context(), dir, dataset.FolderOptions{Size: 32})
	if err != nil {
		t.Fatal(err)
	}
	network, err := classifier.Builtin(s)
	if err != nil {
		t.Fatal(err)
	}
	defer network.Release()
	images := tensor.TempOf(s, tensor.Uint8, d.N, d.H, d.W, 3)
	images.UploadBytes(s, d.Images)
	features, err = network.Features(s, images).Floats(s)
	if err != nil {
		t.Fatal(err)
	}
	return features, network.Dim()
}

// TestEvalComparesTwoFolders without a generator. NumPy computes the same of the
// same features.
func TestEvalComparesTwoFolders(t *testing.T) {
	dir := twoFolders(t)
	got := evaluate(t, dir, "--real", "real", "--fake", "fake", "--features", "builtin")
	var names []string
	for _, f := range got.Figures {
		names = append(names, f.Name)
	}
	if all := strings.Join(names, " "); all != "IS FID KID precision recall density coverage" || got.Images != 150 || got.Size != 32 || got.Set != "folder fake" {
		t.Errorf("eval printed %s of %d images of %q at %d", all, got.Images, got.Set, got.Size)
	}
	if score := got.value(t, "IS"); score < 3 { // each split has all classes
		t.Errorf("the score of images sorted by class is %v", score)
	}
	evalIn(t, dir, "data", "fid-stats", "real", "--features", "builtin", "-o", "real.npz")
	byFile := evaluate(t, dir, "--real", "real.npz", "--fake", "fake", "--features", "builtin")
	if byFile.value(t, "FID") != got.value(t, "FID") || len(byFile.Figures) != 2 {
		t.Errorf("against statistics eval printed %+v, want the FID of %+v", byFile, got)
	}
	chosen := evaluate(t, dir, "--real", "real", "--fake", "fake", "--features", "builtin", "--metrics", "dc,kid")
	if len(chosen.Figures) != 3 || chosen.value(t, "KID") != got.value(t, "KID") || chosen.value(t, "coverage") != got.value(t, "coverage") {
		t.Errorf("--metrics dc,kid printed %+v", chosen)
	}
	table := evalIn(t, dir, "eval", "--real", "real", "--fake", "fake", "--features", "builtin", "--metrics", "kid").stdout
	if want := "images  150 images of folder fake at 32x32\nKID     0."; !strings.HasPrefix(table, want) {
		t.Errorf("eval printed\n%swant it to begin\n%s", table, want)
	}
	compareWithNumPy(t, dir, got)
}

// TestEvalMeasuresAGeneratorByAll: what is drawn and then compared is what the
// same images are as a folder.
func TestEvalMeasuresAGeneratorByAll(t *testing.T) {
	dir := evaluated(t)
	common := []string{"generator.safetensors", "--features", "builtin", "--images", "50", "--splits", "2", "--reference", "images"}
	got := evaluate(t, dir, append(common, "--metrics", "kid,pr,dc,fid,is")...)
	plain := evaluate(t, dir, common...)
	if len(plain.Figures) != 2 || len(got.Figures) != 7 || got.value(t, "FID") != plain.value(t, "FID") || got.value(t, "IS") != plain.value(t, "IS") {
		t.Errorf("all metrics are %+v, the standard ones %+v", got, plain)
	}
	if protocol := got.Figures[2].Protocol; got.Figures[2].Name != "KID" || !strings.HasPrefix(protocol, "of 50 images of 32x32 from 60 images of folder images at 32x32 by scorer procedural (96 features), the mean and deviation of 100 subsets of 50 by seed 2020") {
		t.Errorf("the third figure is %s %s", got.Figures[2].Name, protocol)
	}
	same := evaluate(t, dir, "--real", "images", "--fake", "images", "--features", "builtin", "--metrics", "pr,dc,fid")
	if same.value(t, "precision") != 1 || same.value(t, "recall") != 1 || same.value(t, "coverage") != 1 || math.Abs(same.value(t, "FID")) > 1e-6 {
		t.Errorf("a set compared with itself: %+v", same)
	}
}

// compareWithNumPy runs the script of package metric on the same features.
func compareWithNumPy(t *testing.T, dir string, got evaluation) {
	t.Helper()
	const python = "/usr/bin/python3"
	if err := exec.Command(python, "-c", "import numpy").Run(); err != nil {
		t.Logf("not compared with NumPy, which %s lacks: %v", python, err)
		return
	}
	script, err := filepath.Abs("../../gan/metric/testdata/metrics.py")
	if err != nil {
		t.Fatal(err)
	}
	var dim int
	for _, name := range []string{"real", "fake"} {
		var features []float32
		features, dim = builtinFeatures(t, filepath.Join(dir, name))
		var file bytes.Buffer
		_ = raw.Write(&file, raw.LittleEndian, features)
		if err := os.WriteFile(filepath.Join(dir, name+".f32"), file.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(python, script, "real.f32", "fake.f32", "96")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil || dim != 96 {
		t.Fatalf("%d features, %v", dim, err)
	}
	var want struct {
		FID, KID float64
		Exact    map[string]float64
	}
	if err := json.Unmarshal(out, &want); err != nil {
		t.Fatal(err)
	}
	if fid := got.value(t, "FID"); math.Abs(fid-want.FID) > 1e-6*want.FID {
		t.Errorf("the FID is %v, NumPy's %v", fid, want.FID)
	}
	if kid := got.value(t, "KID"); math.Abs(kid-want.KID) > 1e-5*math.Abs(want.KID) {
		t.Errorf("the KID is %v, NumPy's %v", kid, want.KID)
	}
	for name, exact := range want.Exact {
		if v := got.value(t, name); math.Abs(v-exact) > 1e-9 {
			t.Errorf("%s is %v, NumPy's %v", name, v, exact)
		}
	}
}

// firstLayer writes a file of Inception-v3 that has only the first layer, which
// takes little time, and returns its features of an image.
func firstLayer(t *testing.T, s *vk.Stream, dir string) func(pixels []byte, h, w int) tensor.Tensor {
	t.Helper()
	r := testgpu.Rand("first layer")
	weights, bias := make([]float32, 3*3*3*32), make([]float32, 32)
	for i := range weights {
		weights[i] = float32(r.NormFloat64())
	}
	file := &checkpoint.File{Arrays: []checkpoint.Array{checkpoint.Floats("conv/weights", weights, 3, 3, 3, 32), checkpoint.Floats("conv/bias", bias)}}
	path := filepath.Join(dir, "data", "inception", inception.FileName)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := checkpoint.Save(path, file); err != nil {
		t.Fatal(err)
	}
	trunk, err := inception.Open(s, file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(trunk.Release)
	stage, err := trunk.Stage("conv")
	if err != nil {
		t.Fatal(err)
	}
	return func(pixels []byte, h, w int) tensor.Tensor {
		images := tensor.TempOf(s, tensor.Uint8, 1, h, w, 3)
		images.UploadBytes(s, pixels)
		return stage.Features(s, images)
	}
}

// TestEvalTakesImagesAsTheyAre: of any size and form, PNG and JPEG, resized by the
// network alone, and any number of them with a warning if it is small.
func TestEvalTakesImagesAsTheyAre(t *testing.T) {
	_, s := testgpu.Stream(t)
	dir := t.TempDir()
	if err := dataset.Procedural(40, 3).WriteFolder(t.Context(), filepath.Join(dir, "even")); err != nil {
		t.Fatal(err)
	}
	features := firstLayer(t, s, dir)
	moments, err := metric.NewMoments(s, 32)
	if err != nil {
		t.Fatal(err)
	}
	defer moments.Release(s)
	mixed := filepath.Join(dir, "mixed")
	if err := os.Mkdir(mixed, 0o755); err != nil {
		t.Fatal(err)
	}
	r := testgpu.Rand("mixed")
	for i, size := range [][2]int{{40, 30}, {40, 30}, {7, 90}, {64, 64}, {301, 299}, {40, 30}} {
		img := image.NewRGBA(image.Rect(0, 0, size[0], size[1]))
		for p := range img.Pix {
			img.Pix[p] = byte(r.IntN(256)) | byte(p%4/3*255) // opaque
		}
		var file bytes.Buffer
		name := filepath.Join(mixed, string(rune('a'+i))+".png")
		if err := png.Encode(&file, img); err != nil {
			t.Fatal(err)
		}
		if i == 3 {
			file.Reset()
			name = filepath.Join(mixed, "d.jpg")
			if err := jpeg.Encode(&file, img, nil); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(name, file.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		moments.Add(s, features(decoded(t, file.Bytes()), size[1], size[0]))
	}
	want, err := moments.Statistics(s, "conv")
	if err != nil {
		t.Fatal(err)
	}
	got := evaluate(t, dir, "--real", "even", "--fake", "mixed", "--features", "inception/conv", "--metrics", "fid")
	evalIn(t, dir, "data", "fid-stats", "even", "--features", "inception/conv", "-o", "even.npz")
	real, err := metric.ReadStatistics(filepath.Join(dir, "even.npz"))
	if err != nil {
		t.Fatal(err)
	}
	distance, err := metric.FrechetDistance(real, want)
	if err != nil {
		t.Fatal(err)
	}
	if fid := got.value(t, "FID"); math.Abs(fid-distance) > 1e-6*distance {
		t.Errorf("the FID is %v, want %v", fid, distance)
	}
	if protocol := got.Figures[0].Protocol; got.Size != 0 || !strings.Contains(protocol, "of 6 images of folder mixed at their own sizes from 40 images of folder even at 32x32 by conv (32 features)") {
		t.Errorf("the size is %d, the protocol %q", got.Size, protocol)
	}
	if warnings := strings.Join(got.Warnings, "\n"); !strings.Contains(warnings, "the FID of 6 generated images by 32 features") {
		t.Errorf("the warnings are %q", warnings)
	}
}

// TestEvalGoesOnWithoutBadImages only where it is told to.
func TestEvalGoesOnWithoutBadImages(t *testing.T) {
	_, s := testgpu.Stream(t)
	dir := t.TempDir()
	firstLayer(t, s, dir)
	even := dataset.Procedural(4, 3)
	even.Labels, even.Classes = nil, nil
	if err := even.WriteFolder(t.Context(), filepath.Join(dir, "even")); err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(dir, "even", "00002.png")
	if err := os.Truncate(cut, 100); err != nil {
		t.Fatal(err)
	}
	args := []string{"eval", "--real", "even", "--fake", "even", "--features", "inception/conv", "--metrics", "fid"}
	cmd := command(t, args...)
	cmd.Dir = dir
	got := run(t, cmd)
	bad, hint := "1 of 4 images cannot be read: 00002.png: ", "; --skip-bad goes on without them\n"
	if got.status != 2 || !strings.Contains(got.stderr, bad) || !strings.HasSuffix(got.stderr, hint) || got.stdout != "" {
		t.Errorf("status %d, %s", got.status, got.stderr)
	}
	without := evalIn(t, dir, append(args, "--skip-bad")...)
	if !strings.Contains(without.stdout, "3 images of folder even at 32x32") || !strings.Contains(without.stderr, "images that cannot be read: 1") {
		t.Errorf("with --skip-bad it prints\n%s%s", without.stdout, without.stderr)
	}
}

// decoded are the pixels of an image file.
func decoded(t *testing.T, file []byte) []byte {
	t.Helper()
	img, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return pixelsOf(img)
}
