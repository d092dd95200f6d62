package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"autogan/tools/debian"
	"autogan/vk/durable"
)

// wanted are the packages that hold drivers worth testing besides the installed
// ones.
var wanted = []struct {
	driver, name string
	every        bool // version, not the newest alone
}{
	{"another Mesa", "mesa-vulkan-drivers", true},
	{"SwiftShader", "chromium-common", false},
}

// unpacked is a driver in the cache.
type unpacked struct {
	origin string // "mesa-vulkan-drivers 22.3.6-1+deb12u2"
	root   string
	icds   []string // its descriptions for Vulkan's loader
}

// unavailable is a driver that could not be had, and why.
type unavailable struct {
	driver string
	why    error
}

// fetch returns the drivers of the cache after adding those that are missing.
func fetch(cache string) (have []unpacked, missing []unavailable) {
	source := debian.Machine(filepath.Join(cache, "apt"))
	for _, w := range wanted {
		versions, err := source.Versions(w.name)
		if err != nil { // what was fetched before is still good
			versions = cached(cache, w.name)
		}
		if !w.every && len(versions) > 1 {
			versions = versions[:1]
		}
		installed := debian.InstalledVersion(w.name)
		versions = slices.DeleteFunc(versions, func(v string) bool { return v == installed })
		if len(versions) == 0 {
			if err == nil {
				err = fmt.Errorf("apt offers %s only as installed", w.name)
			}
			missing = append(missing, unavailable{w.driver, err})
		}
		for _, version := range versions {
			driver, err := fetchOne(source, cache, w.name, version)
			if err != nil {
				missing = append(missing, unavailable{w.driver + " " + version, err})
				continue
			}
			have = append(have, driver)
		}
	}
	return have, missing
}

// cached lists the versions of a package that the cache holds.
func cached(cache, name string) []string {
	prefix := filepath.Join(cache, name+"_")
	folders, _ := filepath.Glob(prefix + "*") // the pattern is well-formed
	for i, folder := range folders {
		folders[i] = strings.TrimPrefix(folder, prefix)
	}
	return folders
}

// fetchOne unpacks a version of a package, unless it is in the cache already.
// The folder gets its name last: one that is there is complete.
func fetchOne(source *debian.Apt, cache, name, version string) (unpacked, error) {
	driver := unpacked{origin: name + " " + version, root: filepath.Join(cache, name+"_"+version)}
	if _, err := os.Stat(driver.root); errors.Is(err, os.ErrNotExist) {
		if err := unpackDriver(source, name, version, driver.root); err != nil {
			return driver, err
		}
	}
	var err error
	driver.icds, err = descriptions(driver.root)
	if err == nil && len(driver.icds) == 0 {
		err = fmt.Errorf("%s holds no Vulkan driver", driver.origin)
	}
	return driver, err
}

func unpackDriver(source *debian.Apt, name, version, root string) error {
	return durable.WriteFolder(context.Background(), root, func(draft *os.Root) error {
		if err := source.Unpack(draft.Name(), name+"="+version); err != nil {
			return err
		}
		if err := relocate(draft.Name()); err != nil {
			return err
		}
		return completeLibraries(source, name+"="+version, draft.Name())
	})
}

// completeLibraries unpacks what the package depends on and the machine lacks,
// if its drivers don't load without.
func completeLibraries(source *debian.Apt, name, root string) error {
	if missingLibraries(root) == "" {
		return nil
	}
	dependencies, err := source.Dependencies(name)
	if err != nil {
		return err
	}
	for _, dependency := range dependencies {
		if err := source.Unpack(root, dependency); err != nil {
			return err
		}
	}
	if still := missingLibraries(root); still != "" {
		return fmt.Errorf("its libraries are missing: %s", still)
	}
	return nil
}
