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
	"slices"
	"strings"
	"sync"

	"autogan/tools/genspv/source"
	"autogan/tools/genspv/spirv"
	"autogan/tools/newest"
)

var (
	glslangFlags = []string{"--quiet", "--target-env", "vulkan1.2", "-S", "comp", "-I."}
	optFlags     = []string{"--target-env=vulkan1.2", "-O", "--strip-debug"}
	valFlags     = []string{"--target-env", "vulkan1.2"}
)

// compilers are programs that build kernels.
type compilers struct {
	line   string   // of the manifest: their versions and flags
	runner []string // the command that runs one of the newest; none for those installed
	folder string   // of the newest; "" for those installed
}

// command is the line that runs one of the compilers.
func (c compilers) command(name string, args ...string) []string {
	return slices.Concat(c.runner, []string{filepath.Join(c.folder, name)}, args)
}

// installed are the compilers on the path. The error says which one is missing.
func installed() (compilers, error) {
	var c compilers
	err := c.identify()
	if errors.Is(err, exec.ErrNotFound) {
		return c, fmt.Errorf("%w: run make setup", err)
	}
	return c, err
}

// newestIn are the compilers of the folder of the newest drivers.
func newestIn(f newest.Folder) (compilers, error) {
	c := compilers{folder: filepath.Join(f.Root, "usr", "bin")}
	if !exists(filepath.Join(c.folder, "glslangValidator")) {
		return c, fmt.Errorf("%s holds no glslangValidator: delete it, then run make drivers", f.Root)
	}
	var err error
	if c.runner, err = f.Linker(); err != nil {
		return c, err
	}
	return c, c.identify()
}

// identify asks the compilers for their versions.
func (c *compilers) identify() error {
	var parts []string
	for _, tool := range []struct {
		name  string
		flags []string
	}{{"glslangValidator", glslangFlags}, {"spirv-opt", optFlags}, {"spirv-val", valFlags}} {
		line := c.command(tool.name, "--version")
		out, err := exec.Command(line[0], line[1:]...).CombinedOutput() // spirv-opt prints it on stderr
		if err != nil {
			return fmt.Errorf("genspv: %s --version: %w", tool.name, err)
		}
		first, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
		version := strings.TrimPrefix(strings.TrimPrefix(first, "Glslang Version: "), "SPIRV-Tools ")
		version, _, _ = strings.Cut(version, " ")
		parts = append(parts, tool.name+" "+version+" "+strings.Join(tool.flags, " "))
	}
	c.line = strings.Join(parts, "; ")
	return nil
}

// toolchains are the installed compilers, and the newest or why there are none.
type toolchains struct {
	installed compilers
	newest    compilers
	without   error
}

// findTools finds the compilers. The newest may be missing.
func findTools(f newest.Folder) (t toolchains, err error) {
	if t.installed, err = installed(); err != nil {
		return t, err
	}
	t.newest, t.without = newestIn(f)
	return t, nil
}

// of are the compilers for a kernel.
func (t toolchains) of(k source.Kernel) (compilers, error) {
	if !k.Newest {
		return t.installed, nil
	}
	return t.newest, t.without
}

// result is a kernel that was built, or the reason why not.
type result struct {
	built source.Built
	code  []byte
	err   error
}

// compileAll builds the kernels in parallel; results keep the order.
func compileAll(dir string, kernels []source.Kernel, tools toolchains) []result {
	results := make([]result, len(kernels))
	slots := make(chan struct{}, runtime.NumCPU())
	var wg sync.WaitGroup
	for i, k := range kernels {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			results[i] = tools.compile(dir, k)
		})
	}
	wg.Wait()
	return results
}

func (t toolchains) compile(dir string, k source.Kernel) result {
	c, err := t.of(k)
	if err != nil {
		return failed(k, fmt.Errorf("only the newest compilers can build it: %w", err))
	}
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
	if err := c.tool(dir, "glslangValidator", append(args, "-o", raw, k.File)...); err != nil {
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
	if err := c.tool(dir, "spirv-opt", append(optFlags[:len(optFlags):len(optFlags)], raw, "-o", final)...); err != nil {
		return failed(k, err)
	}
	if err := c.validate(final); err != nil {
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
func (c compilers) validate(module string) error {
	if err := c.tool("", "spirv-val", append(valFlags[:len(valFlags):len(valFlags)], module)...); err != nil {
		return fmt.Errorf("%s: %w", module, err)
	}
	return nil
}

// tool runs a compiler in dir; its output becomes the error's text.
func (c compilers) tool(dir, name string, args ...string) error {
	line := c.command(name, args...)
	cmd := exec.Command(line[0], line[1:]...)
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
