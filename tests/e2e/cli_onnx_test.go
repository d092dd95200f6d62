package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"autogan/layers/checkpoint"
	"autogan/nas/autogan"
	"autogan/tests/testgpu"
)

// TestExportToONNX: a training's model has the weights of its best generator and
// their scores, a search's the shared weights and the reward. The models
// themselves are run in tests/interop.
func TestExportToONNX(t *testing.T) {
	testgpu.Stream(t)
	dir := t.TempDir()
	oldRun(t, dir, "trained")
	later := `{"step":6,"is":1.5,"is_std":0,"fid":300.25,"is_name":"IS-8","fid_name":"FID-8/train (scorer procedural, 96-d)"}` + "\n"
	evaluations := filepath.Join(dir, "run", "evaluations.jsonl")
	if err := os.WriteFile(evaluations, append(readBytes(t, evaluations), later...), 0o644); err != nil {
		t.Fatal(err)
	}
	got := in(t, dir, 0, "export", "run", "--to", "onnx")
	if want := "output        images [N, 3, 8, 8]\nfile          run/generator-best.onnx\n"; !strings.Contains(got.stdout, want) {
		t.Errorf("%q is not in\n%s", want, got.stdout)
	}
	model := readBytes(t, dir, "run", "generator-best.onnx")
	wantWeights(t, model, filepath.Join(dir, "run", "generator-best.safetensors"), "")
	var result autogan.TrainResult
	if err := json.Unmarshal(readBytes(t, dir, "run", "result.json"), &result); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"autogan.arch": result.Arch, "autogan.seed": strconv.FormatUint(result.Seed, 10), "autogan.fid_name": result.Best.FIDName,
		"autogan.is":              strconv.FormatFloat(result.Best.IS, 'g', -1, 64),
		"autogan.fid":             strconv.FormatFloat(result.Best.FID, 'g', -1, 64),
		"autogan.generator_steps": strconv.Itoa(result.Best.Step),
	} {
		wantProperty(t, model, name, value)
	}
	if err := os.WriteFile(filepath.Join(dir, "run", "generator-last.safetensors"), readBytes(t, dir, "run", "generator-best.safetensors"), 0o644); err != nil {
		t.Fatal(err)
	}
	in(t, dir, 0, "export", "run/generator-last.safetensors", "--to", "onnx", "-o", "last.onnx")
	wantProperty(t, readBytes(t, dir, "last.onnx"), "autogan.fid", "300.25")
}

func TestExportOfASearchToONNX(t *testing.T) {
	testgpu.Stream(t)
	dir := t.TempDir()
	oldRun(t, dir, "searched")
	in(t, dir, 0, "export", "run", "--to", "onnx")
	model := readBytes(t, dir, "run", "generator-shared.onnx")
	wantWeights(t, model, filepath.Join(dir, "run", "checkpoint.safetensors"), "gan.generator.")
	var result autogan.Result
	if err := json.Unmarshal(readBytes(t, dir, "run", "result.json"), &result); err != nil {
		t.Fatal(err)
	}
	wantProperty(t, model, "autogan.arch", result.Top[0].Arch)
	wantProperty(t, model, "autogan.reward", strconv.FormatFloat(result.Top[0].Reward, 'g', -1, 64))
	for line, want := range map[string]string{
		"export run --to onnx --whole":     "--whole is for --to pytorch",
		"export run --to onnx --arch 9":    "got 1 integers",
		"export run --to onyx":             `--to is "onyx", want pytorch or onnx`,
		"export run/config.toml --to onnx": "config.toml",
	} {
		got := in(t, dir, 2, strings.Fields(line)...)
		if !strings.Contains(got.stderr, want) || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%s: %q is not in the line %q", line, want, got.stderr)
		}
	}
}

// wantProperty wants a StringStringEntry among the model's metadata_props.
func wantProperty(t *testing.T, model []byte, key, value string) {
	t.Helper()
	entry := "\x0a" + string(rune(len(key))) + key + "\x12" + string(rune(len(value))) + value
	if len(value) > 127 {
		entry = value
	}
	if !bytes.Contains(model, []byte(entry)) {
		t.Errorf("the model has no property %s = %s", key, value)
	}
}

// wantWeights wants a layer of a file in the model, as it is.
func wantWeights(t *testing.T, model []byte, path, prefix string) {
	t.Helper()
	file, err := checkpoint.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"linear.weight", "rgb.norm.running_mean"} {
		if a, ok := file.Find(prefix + name); !ok || !bytes.Contains(model, a.Data) {
			t.Errorf("%s of %s (found: %v) is not in the model", name, path, ok)
		}
	}
}

func readBytes(t *testing.T, path ...string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
