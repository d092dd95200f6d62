package lint

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/shaders"
	"autogan/tools/genspv/operations"
	kernels "autogan/tools/genspv/source"
	"autogan/tools/genspv/spirv"
)

func TestShadersBeginWithAComment(t *testing.T) {
	for _, s := range tree(t) {
		if (s.ext() == ".comp" || s.ext() == ".glsl") && !strings.HasPrefix(s.text, "// ") {
			t.Errorf("%s: the first line says what the kernel computes", s.path)
		}
	}
}

// TestKernelsAreFresh compares the sources with the manifest of what was
// built, so it needs no shader compiler. `make check-generate` compares bytes.
func TestKernelsAreFresh(t *testing.T) {
	dir := filepath.Join(root, "shaders")
	sources, errs := kernels.Scan(dir)
	for _, err := range errs {
		t.Error(err)
	}
	manifest, err := kernels.ReadManifest(filepath.Join(dir, "manifest"))
	if err != nil {
		t.Fatal(err)
	}
	if len(manifest.Kernels) != len(sources) || len(shaders.All) != len(sources) {
		t.Errorf("%d kernels in the sources, %d in the manifest, %d in the table: run make generate",
			len(sources), len(manifest.Kernels), len(shaders.All))
	}
	for _, k := range sources {
		built := manifest.Kernel(k.Name)
		if built == nil || built.Hash != k.Hash {
			t.Errorf("%s: kernel %s is not built from this source: run make generate", k.File, k.Name)
		}
	}
	modules, err := filepath.Glob(filepath.Join(dir, "spv", "*.spv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range modules {
		name := strings.TrimSuffix(filepath.Base(path), ".spv")
		if manifest.Kernel(name) == nil {
			t.Errorf("%s belongs to no kernel: run make generate", path)
		}
	}
	for _, k := range shaders.All {
		if _, err := os.Stat(filepath.Join(dir, "spv", k.Name+".spv")); err != nil {
			t.Errorf("kernel %s: %v", k.Name, err)
		}
	}
}

// TestKernelsKeepTheRulesOfPointers needs no spirv-val, and older ones than
// 2026's let such modules pass.
func TestKernelsKeepTheRulesOfPointers(t *testing.T) {
	for _, k := range shaders.All {
		if err := spirv.CheckPointers(k.SPIRV()); err != nil {
			t.Errorf("kernel %s: %v", k.Name, err)
		}
	}
}

// TestTableOfOperationsIsInUse compares what is generated from the table with
// the files. `make check-generate` does, too.
func TestTableOfOperationsIsInUse(t *testing.T) {
	generated, err := operations.Files()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range generated {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(f.Path)))
		if err != nil || string(text) != string(f.Text) {
			t.Errorf("%s is not what vk/tensor/optable says (%v): run make generate", f.Path, err)
		}
	}
}
