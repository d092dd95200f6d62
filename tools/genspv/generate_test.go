package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
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
func tree(t *testing.T, files map[string]string) (dir, tools string) {
	t.Helper()
	for _, name := range []string{"glslangValidator", "spirv-opt", "spirv-val"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("%s is not installed", name)
		}
	}
	tools, err := findTools()
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

func TestGoName(t *testing.T) {
	for kernel, want := range map[string]string{
		"conv2d_backward_weight_vec4": "Conv2DBackwardWeightVec4",
		"conv_transpose2d_forward":    "ConvTranspose2DForward",
		"avg_pool2d":                  "AvgPool2D",
		"leaky_relu_forward":          "LeakyReLUForward",
		"lstm_backward_cell":          "LSTMBackwardCell",
		"ema_update":                  "EMAUpdate",
		"matmul":                      "MatMul",
		"rgb_to_float":                "RGBToFloat",
	} {
		if got := goName(kernel); got != want {
			t.Errorf("goName(%q) = %q, want %q", kernel, got, want)
		}
	}
}
