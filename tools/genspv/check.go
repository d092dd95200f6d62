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
// modules may rightly differ, so then sources and interfaces are compared, and
// the committed modules are checked by this machine's spirv-val.
func checkTree(dir, tools string) error {
	kernels, errs := source.Scan(dir)
	old, err := source.ReadManifest(filepath.Join(dir, "manifest"))
	if err != nil {
		return fmt.Errorf("genspv: %w", err)
	}
	next := &source.Manifest{Tools: old.Tools}
	differ, failed := compareModules(dir, compileAll(dir, kernels), next, old.Tools == tools)
	errs = append(errs, failed...)
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
		return fmt.Errorf("%w\ngenspv: %s", err, comparison(old.Tools, tools))
	}
	fmt.Printf("genspv: %d kernels are as their sources say; %s\n", len(next.Kernels), comparison(old.Tools, tools))
	return nil
}

// compareModules adds the kernels that were built to next. It returns the
// committed modules that are not the built ones, if sameTools built them, or the
// errors that spirv-val finds in them, if not.
func compareModules(dir string, built []result, next *source.Manifest, sameTools bool) (differ []string, errs []error) {
	for _, r := range built {
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
		} else if !sameTools {
			errs = append(errs, validate(modulePath(dir, name)))
		}
	}
	return differ, errs
}

// comparison says by which compilers the committed modules were built, and
// what is compared if those at hand are others.
func comparison(committed, here string) string {
	if committed == here {
		return "modules and interfaces compared, built by " + versions(here)
	}
	return fmt.Sprintf("interfaces compared, modules only validated: they were built by %s, here is %s", versions(committed), versions(here))
}

// versions is a manifest's line of tools without their flags.
func versions(tools string) string {
	parts := strings.Split(tools, "; ")
	for i, part := range parts {
		if words := strings.Fields(part); len(words) > 2 {
			parts[i] = words[0] + " " + words[1]
		}
	}
	return strings.Join(parts, ", ")
}

func holds(path string, want []byte) bool {
	got, err := os.ReadFile(path)
	return err == nil && bytes.Equal(got, want)
}
