package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"autogan/tools/genspv/source"
	"autogan/vk/durable"
)

// generateTree builds the kernels whose sources changed and writes what
// differs from the files that are there.
func generateTree(dir string, tools toolchains) error {
	kernels, errs := source.Scan(dir)
	old, err := source.ReadManifest(filepath.Join(dir, "manifest"))
	if err != nil {
		return fmt.Errorf("genspv: %w (delete the file to rebuild all)", err)
	}
	var stale []source.Kernel
	for _, k := range kernels {
		if !fresh(dir, old, k) || !tools.built(old, k) {
			stale = append(stale, k)
		}
	}
	if err := os.MkdirAll(filepath.Join(dir, "spv"), 0o755); err != nil {
		return err
	}
	rebuilt := map[string]*source.Built{}
	for _, r := range compileAll(dir, stale, tools) {
		if r.err != nil {
			errs = append(errs, r.err)
			continue
		}
		if err := replaceFile(modulePath(dir, r.built.Name), r.code); err != nil {
			return err
		}
		rebuilt[r.built.Name] = &r.built
	}
	next := &source.Manifest{Tools: tools.installed.line, Newest: old.Newest}
	if tools.without == nil {
		next.Newest = tools.newest.line
	}
	for _, k := range keep(dir, kernels, old, len(errs) > 0) {
		if b := rebuilt[k]; b != nil {
			next.Kernels = append(next.Kernels, *b)
		} else if b := old.Kernel(k); b != nil && exists(modulePath(dir, k)) {
			next.Kernels = append(next.Kernels, *b)
		}
	}
	if err := writeTables(dir, next); err != nil {
		return err
	}
	fmt.Printf("genspv: %d kernels, %d rebuilt, %d errors\n", len(next.Kernels), len(rebuilt), len(errs))
	return errors.Join(errs...)
}

// built reports whether a module of the old manifest was built by the compilers
// that are here. Where the newest are not, what they built stays.
func (t toolchains) built(old *source.Manifest, k source.Kernel) bool {
	if k.Newest {
		return t.without != nil || old.Newest == t.newest.line
	}
	return old.Tools == t.installed.line
}

func fresh(dir string, old *source.Manifest, k source.Kernel) bool {
	b := old.Kernel(k.Name)
	return b != nil && b.Hash == k.Hash && b.File == k.File && exists(modulePath(dir, k.Name))
}

// keep lists the names of the kernels that stay: those of the sources and,
// while there are errors, those that a source still in place built before.
func keep(dir string, kernels []source.Kernel, old *source.Manifest, broken bool) []string {
	var names []string
	for _, k := range kernels {
		names = append(names, k.Name)
	}
	for _, b := range old.Kernels {
		if broken && exists(filepath.Join(dir, b.File)) {
			names = append(names, b.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// writeTables writes the manifest and the Go table and removes modules that
// no kernel owns.
func writeTables(dir string, m *source.Manifest) error {
	table, err := goTable(m)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	m.WriteTo(&text)
	if err := replaceFile(filepath.Join(dir, "kernels_gen.go"), table); err != nil {
		return err
	}
	if err := replaceFile(filepath.Join(dir, "manifest"), text.Bytes()); err != nil {
		return err
	}
	for _, name := range moduleNames(dir) {
		if m.Kernel(name) != nil {
			continue
		}
		if err := os.Remove(modulePath(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// replaceFile writes a file as a whole: a build at the same moment never reads
// half of it. It leaves an equal file alone: the build cache sees no change.
func replaceFile(path string, data []byte) error {
	if was, err := os.ReadFile(path); err == nil && bytes.Equal(was, data) {
		return nil
	}
	return durable.WriteFile(path, data)
}

func modulePath(dir, name string) string {
	return filepath.Join(dir, "spv", name+".spv")
}

func moduleNames(dir string) []string {
	files, _ := filepath.Glob(filepath.Join(dir, "spv", "*.spv"))
	for i, f := range files {
		files[i] = strings.TrimSuffix(filepath.Base(f), ".spv")
	}
	return files
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
