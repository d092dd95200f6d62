package newest

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// unpacked is a folder with these empty files.
func unpacked(t *testing.T, files ...string) Folder {
	t.Helper()
	root := t.TempDir()
	for _, file := range files {
		path := filepath.Join(root, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return Folder{root}
}

func TestMesaIsThatOfTheChangelog(t *testing.T) {
	const changelog = "usr/share/doc/mesa-vulkan-drivers/changelog.Debian.gz"
	f := unpacked(t, changelog)
	if got := f.Mesa(); got != "" {
		t.Errorf("an empty changelog tells %q", got)
	}
	var text bytes.Buffer
	w := gzip.NewWriter(&text)
	fmt.Fprint(w, "mesa (26.2.6-1) unstable; urgency=medium\n\n  * New upstream release.\n")
	if err := errors.Join(w.Close(), os.WriteFile(filepath.Join(f.Root, changelog), text.Bytes(), 0o644)); err != nil {
		t.Fatal(err)
	}
	if got := f.Mesa(); got != "Mesa 26.2.6-1" {
		t.Errorf("got %q", got)
	}
}

func TestLinkerOfBothLayouts(t *testing.T) {
	if _, err := unpacked(t).Linker(); err == nil || !strings.Contains(err.Error(), "no dynamic linker") {
		t.Errorf("without one: %v, want that there is no dynamic linker", err)
	}
	for _, place := range []string{"usr/lib64/ld-linux-x86-64.so.2", "usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1"} {
		f := unpacked(t, place)
		run, err := f.Linker()
		if want := filepath.Join(f.Root, place); err != nil || len(run) != 3 || run[0] != want || run[1] != "--library-path" {
			t.Errorf("%s: the linker is run by %q (%v), want %s", place, run, err, want)
		}
	}
}

// TestPythonIsTheFolders: it runs by the folder's linker and without modules of
// the user's.
func TestPythonIsTheFolders(t *testing.T) {
	const linker, python = "usr/lib64/ld-linux-x86-64.so.2", "usr/bin/python3.14"
	f := unpacked(t, linker, "usr/bin/python3", python)
	line, err := f.Python()
	if err != nil || len(line) != 6 || line[0] != filepath.Join(f.Root, linker) || line[3] != filepath.Join(f.Root, python) || line[4] != "-I" {
		t.Errorf("runs by %q, %v", line, err)
	}
	for without, part := range map[string]string{linker: "python3.*", python: "no dynamic linker"} {
		if _, err := unpacked(t, without).Python(); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("with %s alone: %v", without, err)
		}
	}
	if _, err := ONNX("nowhere").Python(); err == nil || !strings.Contains(err.Error(), "make drivers") {
		t.Errorf("without a folder: %v", err)
	}
}

// TestCardsAreReached wants the shim preloaded, its driver alone, and a line that
// names what is not there.
func TestCardsAreReached(t *testing.T) {
	const lib, icd = "usr/lib/x86_64-linux-gnu/", "usr/share/vulkan/icd.d/"
	navi31 := Cards[slices.IndexFunc(Cards, func(c Card) bool { return c.Name == "navi31" })]
	full := []string{lib + "ld-linux-x86-64.so.2", lib + "libamdgpu_noop_drm_shim.so", icd + "radeon_icd.json", icd + "lvp_icd.json"}
	f := unpacked(t, full...)
	runner, env, err := f.Reach(navi31)
	if err != nil {
		t.Fatal(err)
	}
	in := func(file string) string { return filepath.Join(f.Root, filepath.FromSlash(file)) }
	if want := []string{in(full[0]), "--library-path", filepath.Dir(in(full[0])), "--preload", in(full[1])}; !slices.Equal(runner, want) {
		t.Errorf("runs by %q, want %q", runner, want)
	}
	if want := []string{"VK_DRIVER_FILES=" + in(full[2]), "AMDGPU_GPU_ID=navi31"}; !slices.Equal(env, want) {
		t.Errorf("in the environment %q, want %q", env, want)
	}
	for i, part := range []string{"no dynamic linker", "libamdgpu_noop_drm_shim.so", "radeon_icd"} {
		_, _, err := unpacked(t, slices.Delete(slices.Clone(full), i, i+1)...).Reach(navi31)
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("without %s: %v", full[i], err)
		}
	}
	if _, _, err := (Folder{in("nowhere")}).Reach(navi31); err == nil || !strings.Contains(err.Error(), "make drivers") {
		t.Errorf("without a folder: %v", err)
	}
}
