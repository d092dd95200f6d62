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
// the committed modules are checked by this machine's spirv-val. Where the newest
// compilers are not, the sources of the kernels that need them are compared with
// the manifest.
func checkTree(dir string, tools toolchains) error {
	kernels, errs := source.Scan(dir)
	old, err := source.ReadManifest(filepath.Join(dir, "manifest"))
	if err != nil {
		return fmt.Errorf("genspv: %w", err)
	}
	next := &source.Manifest{Tools: old.Tools, Newest: old.Newest}
	differ, failed := tools.compareModules(dir, tools.rebuild(dir, kernels, old), next, old)
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
	said := tools.comparison(old, kernels)
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("%w\ngenspv: %s", err, said)
	}
	fmt.Printf("genspv: %d kernels are as their sources say; %s\n", len(next.Kernels), said)
	return nil
}

// rebuild builds the kernels, in their order. Those that need compilers which are
// not here are taken from the manifest if their sources have not changed.
func (t toolchains) rebuild(dir string, kernels []source.Kernel, old *source.Manifest) []result {
	results := make([]result, len(kernels))
	var building []source.Kernel
	var places []int
	for i, k := range kernels {
		if _, err := t.of(k); err != nil && fresh(dir, old, k) {
			results[i] = result{built: *old.Kernel(k.Name)}
			continue
		}
		building, places = append(building, k), append(places, i)
	}
	for i, r := range compileAll(dir, building, t) {
		results[places[i]] = r
	}
	return results
}

// compareModules adds the kernels that were built to next. It returns the
// committed modules that are not the built ones, if the compilers of the old
// manifest built them, or the errors that spirv-val finds in them, if not.
func (t toolchains) compareModules(dir string, results []result, next, old *source.Manifest) (differ []string, errs []error) {
	for _, r := range results {
		if r.err != nil {
			errs = append(errs, r.err)
			continue
		}
		next.Kernels = append(next.Kernels, r.built)
		c, err := t.of(r.built.Kernel)
		switch {
		case err != nil: // comparison says so
		case !t.built(old, r.built.Kernel):
			errs = append(errs, c.validate(modulePath(dir, r.built.Name)))
		case !holds(modulePath(dir, r.built.Name), r.code):
			differ = append(differ, "spv/"+r.built.Name+".spv")
		}
	}
	for _, name := range moduleNames(dir) {
		if next.Kernel(name) == nil {
			differ = append(differ, "spv/"+name+".spv (no kernel)")
		}
	}
	return differ, errs
}

// comparison says by which compilers the committed modules were built, and
// what is compared if those at hand are others.
func (t toolchains) comparison(old *source.Manifest, kernels []source.Kernel) string {
	said := compared(old.Tools, t.installed.line)
	needing := 0
	for _, k := range kernels {
		if k.Newest {
			needing++
		}
	}
	switch {
	case needing == 0:
		return said
	case t.without != nil:
		return fmt.Sprintf("%s; %d modules that need newer compilers not compared: %v", said, needing, t.without)
	}
	return fmt.Sprintf("%s; of %d that need newer compilers: %s", said, needing, compared(old.Newest, t.newest.line))
}

func compared(committed, here string) string {
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
