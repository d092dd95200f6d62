package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"autogan/tools/debian"
	"autogan/vk/durable"
)

// missingLibraries names the libraries that the drivers below root need and
// the dynamic linker can't find.
func missingLibraries(root string) string {
	icds, err := descriptions(root)
	if err != nil {
		return err.Error()
	}
	var missing []string
	for _, icd := range icds {
		_, library, err := readDescription(icd)
		if err != nil {
			return err.Error()
		}
		text, err := debian.Command("", "env", "LD_LIBRARY_PATH="+libraryPath(root), "ldd", filepath.Join(filepath.Dir(icd), library))
		if err != nil {
			return err.Error()
		}
		for line := range strings.Lines(text) {
			if name, _, lost := strings.Cut(line, " => not found"); lost {
				missing = append(missing, strings.TrimSpace(name))
			}
		}
	}
	return strings.Join(missing, ", ")
}

// libraryPath lists the folders below root that hold libraries for all. A
// program's own folder is not among them: chromium's holds another loader.
func libraryPath(root string) string {
	folders, _ := filepath.Glob(filepath.Join(root, "usr", "lib", "*-linux-*"))
	return strings.Join(folders, string(filepath.ListSeparator))
}

// descriptions finds the files below root that tell Vulkan's loader of a driver.
func descriptions(root string) ([]string, error) {
	var found []string
	for _, pattern := range []string{"usr/share/vulkan/icd.d/*.json", "usr/lib/*/*icd*.json"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			return nil, err
		}
		found = append(found, files...)
	}
	return found, nil
}

// relocate makes the descriptions below root name their libraries relative to
// themselves instead of where the package would have been installed.
func relocate(root string) error {
	icds, err := descriptions(root)
	if err != nil {
		return err
	}
	for _, icd := range icds {
		description, library, err := readDescription(icd)
		if err != nil {
			return err
		}
		if !filepath.IsAbs(library) {
			continue
		}
		relative, err := filepath.Rel(filepath.Dir(icd), filepath.Join(root, library))
		if err != nil {
			return err
		}
		description["ICD"].(map[string]any)["library_path"] = relative
		text, err := json.Marshal(description)
		if err != nil {
			return err
		}
		if err := durable.WriteFile(icd, text); err != nil {
			return err
		}
	}
	return nil
}

// readDescription returns a driver's description and the library it names.
func readDescription(icd string) (description map[string]any, library string, err error) {
	text, err := os.ReadFile(icd)
	if err != nil {
		return nil, "", err
	}
	if err := json.Unmarshal(text, &description); err != nil {
		return nil, "", fmt.Errorf("%s: %w", icd, err)
	}
	entry, _ := description["ICD"].(map[string]any)
	library, _ = entry["library_path"].(string)
	if library == "" {
		return nil, "", fmt.Errorf("%s names no library", icd)
	}
	return description, library, nil
}
