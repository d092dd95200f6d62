package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"autogan/tools/genspv/source"
	"autogan/tools/genspv/spirv"
)

var (
	glslangFlags = []string{"--quiet", "--target-env", "vulkan1.2", "-S", "comp", "-I."}
	optFlags     = []string{"--target-env=vulkan1.2", "-O", "--strip-debug"}
	valFlags     = []string{"--target-env", "vulkan1.2"}
)

// findTools returns the line of the manifest that names the compilers and
// their flags, or an error that says which one is missing.
func findTools() (string, error) {
	var parts []string
	for _, tool := range []struct {
		name  string
		flags []string
	}{{"glslangValidator", glslangFlags}, {"spirv-opt", optFlags}, {"spirv-val", valFlags}} {
		out, err := exec.Command(tool.name, "--version").CombinedOutput() // spirv-opt prints it on stderr
		if errors.Is(err, exec.ErrNotFound) {
			return "", fmt.Errorf("genspv: %s not found: run make setup", tool.name)
		}
		if err != nil {
			return "", fmt.Errorf("genspv: %s --version: %w", tool.name, err)
		}
		first, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
		version := strings.TrimPrefix(strings.TrimPrefix(first, "Glslang Version: "), "SPIRV-Tools ")
		version, _, _ = strings.Cut(version, " ")
		parts = append(parts, tool.name+" "+version+" "+strings.Join(tool.flags, " "))
	}
	return strings.Join(parts, "; "), nil
}

// result is a kernel that was built, or the reason why not.
type result struct {
	built source.Built
	code  []byte
	err   error
}

// compileAll builds the kernels in parallel; results keep the order.
func compileAll(dir string, kernels []source.Kernel) []result {
	results := make([]result, len(kernels))
	slots := make(chan struct{}, runtime.NumCPU())
	var wg sync.WaitGroup
	for i, k := range kernels {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			results[i] = compile(dir, k)
		})
	}
	wg.Wait()
	return results
}

func compile(dir string, k source.Kernel) result {
	tmp, err := os.MkdirTemp("", "genspv-")
	if err != nil {
		return result{err: err}
	}
	defer os.RemoveAll(tmp)
	raw, final := filepath.Join(tmp, "raw.spv"), filepath.Join(tmp, "final.spv")

	args := append([]string(nil), glslangFlags...)
	for _, d := range k.Defines {
		args = append(args, "-D"+d)
	}
	if err := tool(dir, "glslangValidator", append(args, "-o", raw, k.File)...); err != nil {
		return failed(k, err)
	}
	words, err := readWords(raw)
	if err != nil {
		return failed(k, err)
	}
	iface, err := spirv.Reflect(words)
	if err != nil {
		return failed(k, err)
	}
	if err := tool(dir, "spirv-opt", append(optFlags[:len(optFlags):len(optFlags)], raw, "-o", final)...); err != nil {
		return failed(k, err)
	}
	if err := validate(final); err != nil {
		return failed(k, err)
	}
	if words, err = readWords(final); err != nil {
		return failed(k, err)
	}
	if err := spirv.CheckPointers(words); err != nil {
		return failed(k, err)
	}
	code, err := os.ReadFile(final)
	if err != nil {
		return failed(k, err)
	}
	return result{built: source.Built{Kernel: k, Interface: iface}, code: code}
}

func failed(k source.Kernel, err error) result {
	return result{built: source.Built{Kernel: k}, err: fmt.Errorf("shaders/%s: kernel %s: %w", k.File, k.Name, err)}
}

// validate checks a module by spirv-val.
func validate(module string) error {
	if err := tool("", "spirv-val", append(valFlags[:len(valFlags):len(valFlags)], module)...); err != nil {
		return fmt.Errorf("%s: %w", module, err)
	}
	return nil
}

// tool runs a compiler in dir; its output becomes the error's text.
func tool(dir, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, bytes.TrimSpace(out))
	}
	return nil
}

func readWords(path string) ([]uint32, error) {
	code, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	words := make([]uint32, len(code)/4)
	for i := range words {
		words[i] = binary.LittleEndian.Uint32(code[4*i:])
	}
	return words, nil
}
