package source

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"autogan/tools/genspv/spirv"
)

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestScanListsVariantsAndHashesIncludes(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "add.comp", "//!variant wide WIDTH=4 FAST=1\n#include \"include/a.glsl\"\n")
	write(t, dir, "include/a.glsl", "#include \"b.glsl\"\n")
	write(t, dir, "include/b.glsl", "one\n")
	before, errs := Scan(dir)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if len(before) != 2 || before[0].Name != "add" || before[1].Name != "add_wide" {
		t.Fatalf("Scan = %+v, want add and add_wide", before)
	}
	if want := []string{"WIDTH=4", "FAST=1"}; !reflect.DeepEqual(before[1].Defines, want) {
		t.Errorf("defines = %v, want %v", before[1].Defines, want)
	}
	if before[0].Hash == before[1].Hash {
		t.Error("a variant has the hash of its file")
	}
	write(t, dir, "include/b.glsl", "two\n")
	after, _ := Scan(dir)
	if after[0].Hash == before[0].Hash {
		t.Error("the hash misses a change in an indirect include")
	}
}

func TestScanTellsWhatNeedsNewerCompilers(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "old.comp", "// old: nothing //!newest\n")
	write(t, dir, "late.comp", "// late: something\n//!newest\n//!variant wide WIDTH=4\n")
	kernels, errs := Scan(dir)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	for _, k := range kernels {
		if want := k.File == "late.comp"; k.Newest != want {
			t.Errorf("%s needs the newest compilers: %t, want %t", k.Name, k.Newest, want)
		}
	}
}

func TestScanReportsEachBadFileAndKeepsTheOthers(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "good.comp", "")
	write(t, dir, "Bad.comp", "")
	write(t, dir, "lost.comp", "#include \"nowhere.glsl\"\n")
	write(t, dir, "odd.comp", "//!variant x WIDTH\n")
	kernels, errs := Scan(dir)
	if len(errs) != 3 {
		t.Errorf("errors = %v, want three", errs)
	}
	if len(kernels) != 2 || kernels[0].Name != "good" || kernels[1].Name != "odd" {
		t.Errorf("kernels = %+v, want good and odd", kernels)
	}
}

func TestManifestRoundTrip(t *testing.T) {
	want := &Manifest{Tools: "glslang 1 -O; opt 2", Newest: "glslang 3 -O", Kernels: []Built{
		{Kernel: Kernel{Name: "add_wide", File: "add.comp", Defines: []string{"WIDTH=4"}, Hash: "ab"}, Interface: spirv.Interface{
			Pointers: []string{"x", "y"}, Words: []string{"n"}, LocalSize: [3]uint32{64, 1, 1},
			Spec: []spirv.SpecConstant{{Name: "OP", ID: 2, Default: 7}, {Name: "LX", ID: 5, Default: 64, Axis: 1}},
		}},
		{Kernel: Kernel{Name: "fill", File: "fill.comp", Defines: []string{}, Hash: "cd"}, Interface: spirv.Interface{LocalSize: [3]uint32{8, 8, 1}}},
		{Kernel: Kernel{Name: "product", File: "product.comp", Defines: []string{}, Newest: true, Hash: "ef"}, Interface: spirv.Interface{LocalSize: [3]uint32{32, 1, 1}, Matrices: true}},
	}}
	var text strings.Builder
	if _, err := want.WriteTo(&text); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "manifest")
	if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := ReadManifest(path)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read back %+v, want %+v", got, want)
	}
}

func TestGoName(t *testing.T) {
	for kernel, want := range map[string]string{
		"conv2d_backward_weight_vec4": "Conv2DBackwardWeightVec4",
		"conv_transpose2d_forward":    "ConvTranspose2DForward",
		"avg_pool2d":                  "AvgPool2D",
		"leaky_relu_forward":          "LeakyReLUForward",
		"lstm_backward_cell":          "LSTMBackwardCell",
		"sum_hw":                      "SumHW",
		"ema_update":                  "EMAUpdate",
		"matmul":                      "MatMul",
		"rgb_to_float":                "RGBToFloat",
	} {
		if got := GoName(kernel); got != want {
			t.Errorf("GoName(%q) = %q, want %q", kernel, got, want)
		}
	}
}
