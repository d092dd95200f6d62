package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"autogan/tools/genspv/source"
)

// checkTree rebuilds every kernel in memory and compares all generated files
// byte by byte. With compilers of other versions than the manifest names the
// modules may rightly differ, so then only sources and interfaces are compared.
func checkTree(dir, tools string) error {
	kernels, errs := source.Scan(dir)
	old, err := source.ReadManifest(filepath.Join(dir, "manifest"))
	if err != nil {
		return fmt.Errorf("genspv: %w", err)
	}
	sameTools := old.Tools == tools
	next := &source.Manifest{Tools: old.Tools}
	var differ []string
	for _, r := range compileAll(dir, kernels) {
		if r.err != nil {
			errs = append(errs, r.err)
			continue
		}
		next.Kernels = append(next.Kernels, r.built)
		if sameTools && !holds(modulePath(dir, r.built.Name), r.code) {
			differ = append(differ, "spv/"+r.built.Name+".spv")
		}
	}
	for _, name := range moduleNames(dir) {
		if next.Kernel(name) == nil {
			differ = append(differ, "spv/"+name+".spv (no kernel)")
		}
	}
	table, err := goTable(next)
	if err != nil {
		return err
	}
	if !holds(filepath.Join(dir, "kernels_gen.go"), table) {
		differ = append(differ, "kernels_gen.go")
	}
	var text bytes.Buffer
	next.WriteTo(&text)
	if !holds(filepath.Join(dir, "manifest"), text.Bytes()) {
		differ = append(differ, "manifest")
	}
	if len(differ) > 0 {
		errs = append(errs, fmt.Errorf("genspv: not as built from the sources (run make generate):\n  %s", strings.Join(differ, "\n  ")))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if sameTools {
		fmt.Printf("genspv: %d kernels are as built from the sources\n", len(next.Kernels))
	} else {
		fmt.Printf("genspv: %d kernels compile to the committed interfaces; other compilers than the manifest's, modules not compared\n", len(next.Kernels))
	}
	return nil
}

func holds(path string, want []byte) bool {
	got, err := os.ReadFile(path)
	return err == nil && bytes.Equal(got, want)
}
