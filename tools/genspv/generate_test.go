package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"autogan/tools/genspv/operations"
	"autogan/tools/genspv/source"
	"autogan/tools/newest"
)

const fillSource = `// fill: dst[i] = value.
#version 460
#extension GL_EXT_buffer_reference : require
layout(buffer_reference, std430, buffer_reference_align = 4) buffer Uints { uint at[]; };
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { Uints dst; uint n; uint value; } p;
void main() {
    uint i = gl_GlobalInvocationID.x;
    if (i >= p.n) return;
    p.dst.at[i] = p.value;
}
`

// tree writes .comp files into a new folder and returns it with the tool line.
func tree(t *testing.T, files map[string]string) (dir string, tools toolchains) {
	t.Helper()
	for _, name := range []string{"glslangValidator", "spirv-opt", "spirv-val"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("%s is not installed", name)
		}
	}
	tools, err := findTools(newest.Folder{Root: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	for name, text := range files {
		put(t, dir, name, text)
	}
	return dir, tools
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestBrokenShaderKeepsItsFormerModule(t *testing.T) {
	dir, tools := tree(t, map[string]string{"fill.comp": fillSource})
	if err := generateTree(dir, tools); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(modulePath(dir, "fill"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, "fill.comp", "broken")
	put(t, dir, "copy.comp", fillSource)
	put(t, dir, "new.comp", "broken")
	err = generateTree(dir, tools)
	if err == nil || !strings.Contains(err.Error(), "kernel fill") || !strings.Contains(err.Error(), "kernel new") {
		t.Fatalf("error = %v, want one that names fill and new", err)
	}
	after, err := os.ReadFile(modulePath(dir, "fill"))
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("fill.spv changed (%v)", err)
	}
	if !exists(modulePath(dir, "copy")) || exists(modulePath(dir, "new")) {
		t.Errorf("modules = %v, want copy and fill", moduleNames(dir))
	}
	if checkTree(dir, tools) == nil {
		t.Error("the check passes with broken shaders")
	}
}

func TestDeletedShaderLosesItsModule(t *testing.T) {
	dir, tools := tree(t, map[string]string{"fill.comp": fillSource, "copy.comp": fillSource})
	if err := generateTree(dir, tools); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "copy.comp")); err != nil {
		t.Fatal(err)
	}
	if err := checkTree(dir, tools); err == nil || !strings.Contains(err.Error(), "copy.spv") {
		t.Errorf("check error = %v, want one that names copy.spv", err)
	}
	if err := generateTree(dir, tools); err != nil {
		t.Fatal(err)
	}
	if exists(modulePath(dir, "copy")) {
		t.Error("copy.spv is still there")
	}
	if err := checkTree(dir, tools); err != nil {
		t.Error(err)
	}
}

// With other compilers than those that built the modules the check names both.
// It passes where only the modules differ, and fails where one is invalid or an
// interface differs.
func TestCheckNamesTheCompilers(t *testing.T) {
	dir, tools := tree(t, map[string]string{"fill.comp": fillSource, "next.comp": strings.Replace(fillSource, "= p.value", "= p.value + 1", 1)})
	others := tools
	others.installed.line = "glslangValidator 11:99.0.0 -S comp; spirv-opt v2099.1 -O"
	wantError := func(tools toolchains, parts ...string) {
		t.Helper()
		err := checkTree(dir, tools)
		for _, part := range parts {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("error %v, want one with %q", err, part)
			}
		}
	}
	if err := generateTree(dir, tools); err != nil {
		t.Fatal(err)
	}
	other, err := os.ReadFile(modulePath(dir, "next"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "spv"), "fill.spv", string(other))
	wantError(tools, "spv/fill.spv")
	if err := checkTree(dir, others); err != nil {
		t.Errorf("by other compilers: %v", err)
	}
	put(t, filepath.Join(dir, "spv"), "fill.spv", "no module")
	wantError(others, "fill.spv: spirv-val", "they were built by "+versions(tools.installed.line))
	put(t, filepath.Join(dir, "spv"), "fill.spv", string(other))
	put(t, dir, "fill.comp", strings.Replace(fillSource, "uint n;", "uint m, n;", 1))
	wantError(others, "manifest", "here is glslangValidator 11:99.0.0, spirv-opt v2099.1")
}

// What follows from the table of operations is noticed when it is stale or
// missing, and made again.
func TestStaleFilesOfTheTableAreNoticed(t *testing.T) {
	root := t.TempDir()
	files := []operations.File{{Path: "fresh.go", Text: []byte("a")}, {Path: "stale.glsl", Text: []byte("b")}, {Path: "missing.go", Text: []byte("c")}}
	put(t, root, "fresh.go", "a")
	put(t, root, "stale.glsl", "B")
	err := checkFiles(root, files)
	if err == nil || strings.Contains(err.Error(), "fresh.go") || !strings.Contains(err.Error(), "stale.glsl") || !strings.Contains(err.Error(), "missing.go") {
		t.Errorf("check error = %v, want one that names stale.glsl and missing.go alone", err)
	}
	if err := writeFiles(root, files); err != nil {
		t.Fatal(err)
	}
	if err := checkFiles(root, files); err != nil {
		t.Error(err)
	}
}

// Kernels that need newer compilers than are here stay as they are. The check
// says so, and refuses a source that has changed since.
func TestKernelsThatNeedNewerCompilers(t *testing.T) {
	dir, tools := tree(t, map[string]string{"fill.comp": fillSource, "late.comp": "//!newest\n" + fillSource})
	if err := generateTree(dir, tools); err == nil || !strings.Contains(err.Error(), "kernel late") || !strings.Contains(err.Error(), "make drivers") {
		t.Fatalf("error = %v, want one that names late and what to do", err)
	}
	with := tools
	with.newest, with.without = tools.installed, nil
	with.newest.line = "glslangValidator 11:99.0.0 -S comp; spirv-opt v2099.1 -O"
	for _, step := range []func(string, toolchains) error{generateTree, checkTree} {
		if err := step(dir, with); err != nil {
			t.Fatal(err)
		}
	}
	module, err := os.ReadFile(modulePath(dir, "late"))
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []func(string, toolchains) error{generateTree, checkTree} { // without them again
		if err := step(dir, tools); err != nil {
			t.Fatal(err)
		}
	}
	if after, err := os.ReadFile(modulePath(dir, "late")); err != nil || !bytes.Equal(after, module) {
		t.Errorf("late.spv changed (%v)", err)
	}
	kernels, _ := source.Scan(dir)
	old, err := source.ReadManifest(filepath.Join(dir, "manifest"))
	if err != nil {
		t.Fatal(err)
	}
	if said := tools.comparison(old, kernels); !strings.Contains(said, "1 modules that need newer compilers not compared") {
		t.Errorf("said %q", said)
	}
	put(t, dir, "late.comp", "//!newest\n"+strings.Replace(fillSource, "= p.value", "= p.value + 1", 1))
	if err := checkTree(dir, tools); err == nil || !strings.Contains(err.Error(), "kernel late") {
		t.Errorf("a changed source: %v, want an error that names late", err)
	}
}
