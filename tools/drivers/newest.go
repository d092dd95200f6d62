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
	"autogan/vk/durable"
)

// newestSuite is where Debian's packages arrive first, and newestTools are those
// that a user of tomorrow has: the driver, the loader, the validation layer and
// spirv-val. They come with all that they depend on, the C library too, and run
// by its dynamic linker, next to what is installed.
const newestSuite = "sid"

var newestTools = []string{"mesa-vulkan-drivers", "libvulkan1", "vulkan-validationlayers", "spirv-tools", "libc6"}

// newest is a folder of unpacked packages of the newest suite.
type newest struct{ root string }

// fetchNewest unpacks the newest tools, unless they are there; delete the folder
// for newer ones.
func fetchNewest(cache string) (newest, error) {
	n := newest{filepath.Join(cache, newestSuite)}
	if _, err := os.Stat(n.root); err == nil {
		return n, nil
	}
	source, err := newestSource(cache)
	if err != nil {
		return n, err
	}
	if err := source.Update(); err != nil {
		return n, err
	}
	packages, err := source.Closure(newestTools)
	if err != nil {
		return n, err
	}
	return n, durable.WriteFolder(context.Background(), n.root, func(draft *os.Root) error {
		return source.Unpack(draft.Name(), packages...)
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
			return debian.Of(filepath.Join(cache, "apt-"+newestSuite), "deb "+fields[2]+" "+newestSuite+" main")
		}
	}
	return nil, errors.New("this machine has no apt source of Debian")
}

// linker is the command that runs a program with the libraries of n.
func (n newest) linker() ([]string, error) {
	found, _ := filepath.Glob(filepath.Join(n.root, "usr", "lib*", "ld-linux-*.so.*")) // the pattern is well-formed
	if len(found) == 0 {
		if found, _ = filepath.Glob(filepath.Join(n.root, "usr", "lib", "*", "ld-linux-*.so.*")); len(found) == 0 {
			return nil, fmt.Errorf("%s holds no dynamic linker", n.root)
		}
	}
	return []string{found[0], "--library-path", libraryPath(n.root)}, nil
}

// targets are the devices of the newest driver, under the newest loader and
// layer.
func (n newest) targets() ([]target, error) {
	run, err := n.linker()
	if err != nil {
		return nil, err
	}
	icds, err := filepath.Glob(filepath.Join(n.root, "usr/share/vulkan/icd.d/lvp_icd*.json"))
	if err != nil || len(icds) == 0 {
		return nil, fmt.Errorf("%s holds no lavapipe", n.root)
	}
	return probeBy(run, "Debian "+newestSuite+", with its loader and layer",
		"VK_DRIVER_FILES="+icds[0], "VK_LAYER_PATH="+filepath.Join(n.root, "usr/share/vulkan/explicit_layer.d"))
}

// validateKernels checks the committed kernels by the newest spirv-val, where it
// could be had: findTargets says why it could not.
func validateKernels(out io.Writer) error {
	cache, err := cacheDir()
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
	return n.validateModules(out, modules)
}

// validateModules checks all committed kernels by the newest spirv-val.
func (n newest) validateModules(out io.Writer, modules []string) error {
	run, err := n.linker()
	if err != nil {
		return err
	}
	run = append(run, filepath.Join(n.root, "usr/bin/spirv-val"))
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
	fmt.Fprintf(out, "spirv-val of %s (%s): %d modules, %d invalid\n\n", newestSuite, name, len(modules), len(errs))
	return errors.Join(errs...)
}
