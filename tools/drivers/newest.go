package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"autogan/tools/debian"
	"autogan/tools/newest"
	"autogan/vk/durable"
)

// fetchNewest unpacks the newest drivers, loader and layer, and the shims where
// the mirror has them, unless they are there; delete the folder for newer ones.
func fetchNewest(cache string) (newest.Folder, error) {
	n := newest.In(cache)
	if n.Exists() {
		return n, nil
	}
	source, err := newestSource(cache)
	if err != nil {
		return n, err
	}
	if err := source.Update(); err != nil {
		return n, err
	}
	wanted := newest.Packages
	if _, err := source.Versions(newest.Shims); err == nil {
		wanted = append(wanted[:len(wanted):len(wanted)], newest.Shims)
	}
	packages, err := source.Closure(wanted)
	if err != nil {
		return n, err
	}
	return n, durable.WriteFolder(context.Background(), n.Root, func(draft *os.Root) error {
		return source.Unpack(draft.Name(), packages...)
	})
}

// fetchONNX unpacks ONNX's checker and runtime, unless they are there.
func fetchONNX(cache string) (newest.Folder, error) {
	n := newest.ONNX(cache)
	if n.Exists() {
		return n, nil
	}
	source, err := newestSource(cache)
	if err != nil {
		return n, err
	}
	return n, durable.WriteFolder(context.Background(), n.Root, func(draft *os.Root) error {
		return source.UnpackWhole(draft.Name(), newest.ONNXPackages...)
	})
}

// newestSource is apt with the newest suite alone, from the mirror that this
// machine uses.
func newestSource(cache string) (*debian.Apt, error) {
	installed := debian.Machine(filepath.Join(cache, "apt"))
	if err := installed.Update(); err != nil {
		return nil, err
	}
	text, err := installed.Output("apt-get", "indextargets", "--format", "$(ORIGIN)|$(COMPONENT)|$(REPO_URI)", "Created-By: Packages")
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(text) {
		fields := strings.Split(strings.TrimSpace(line), "|")
		if len(fields) == 3 && fields[0] == "Debian" && fields[1] == "main" && strings.HasSuffix(fields[2], "/debian/") {
			return debian.Of(filepath.Join(cache, "apt-"+newest.Suite), "deb "+fields[2]+" "+newest.Suite+" main")
		}
	}
	return nil, errors.New("this machine has no apt source of Debian")
}

// targetsIn lists the devices of the newest driver, under the newest loader and
// layer.
func targetsIn(n newest.Folder) ([]target, error) {
	run, env, err := n.Lavapipe()
	if err != nil {
		return nil, err
	}
	return probeBy(run, "Debian "+newest.Suite+", with its loader and layer", env...)
}

// validateKernels checks the committed kernels by the newest spirv-val, where it
// could be had: findTargets says why it could not.
func validateKernels(out io.Writer) error {
	cache, err := newest.Cache()
	if err != nil {
		return err
	}
	n, err := fetchNewest(cache)
	if err != nil {
		return nil
	}
	modules, err := filepath.Glob(filepath.Join(cache, "..", "..", "shaders", "spv", "*.spv"))
	if err != nil {
		return err
	}
	return validateModules(out, n, modules)
}

// validateModules checks all committed kernels by the newest spirv-val.
func validateModules(out io.Writer, n newest.Folder, modules []string) error {
	run, err := n.Linker()
	if err != nil {
		return err
	}
	run = append(run, filepath.Join(n.Root, "usr/bin/spirv-val"))
	version, err := debian.Command("", run[0], append(run[1:len(run):len(run)], "--version")...)
	if err != nil {
		return err
	}
	name, _, _ := strings.Cut(version, "\n")
	var errs []error
	for _, module := range modules {
		if _, err := debian.Command("", run[0], append(run[1:len(run):len(run)], "--target-env", "vulkan1.2", module)...); err != nil {
			errs = append(errs, fmt.Errorf("drivers: %s: %w", filepath.Base(module), err))
		}
	}
	fmt.Fprintf(out, "spirv-val of %s (%s): %d modules, %d invalid\n\n", newest.Suite, name, len(modules), len(errs))
	return errors.Join(errs...)
}
