package vk

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// driverVariables name the driver descriptions that the loader takes instead of
// the installed ones; the first that is set counts. The second is the name before
// loader 1.3.207.
var driverVariables = []string{"VK_DRIVER_FILES", "VK_ICD_FILENAMES"}

// noDriver says why there is no device and what to do. It is ErrNoVulkan with
// what the loader said of the drivers, or, where the environment names a
// description that is not there, the error of reading it.
func noDriver(refused []string) error {
	for _, variable := range driverVariables {
		names := os.Getenv(variable)
		if names == "" {
			continue
		}
		for _, path := range filepath.SplitList(names) {
			if _, err := os.Stat(path); err != nil {
				return fmt.Errorf("%s names a driver's description that can't be read, correct or unset it: %w", variable, err)
			}
		}
		return fmt.Errorf("%w by the drivers that %s names (%s)%s; correct or unset it", ErrNoVulkan, variable, names, quoted(refused))
	}
	return fmt.Errorf("%w%s: install a GPU driver with Vulkan, or Mesa's lavapipe (package mesa-vulkan-drivers)", ErrNoVulkan, quoted(refused))
}

// unloaded is in the loader's line about a driver whose library cannot be opened.
// The system's own words on that are the line before.
const unloaded = "Failed loading library associated with ICD"

// ofDrivers returns the loader's lines that are about drivers, each once. The
// others are about layers and say nothing about devices.
func ofDrivers(said []string) []string {
	var kept []string
	for i, line := range said {
		reason := i+1 < len(said) && strings.Contains(said[i+1], unloaded)
		if (reason || isOfDriver(line)) && !slices.Contains(kept, line) {
			kept = append(kept, line)
		}
	}
	return kept
}

// isOfDriver looks for the words that the loader has for a driver. It names the
// place of a description too: /usr/share/vulkan/icd.d/nvidia_icd.json.
func isOfDriver(line string) bool {
	line = strings.ToLower(line)
	return (strings.Contains(line, "icd") || strings.Contains(line, "driver")) && !strings.Contains(line, "layer")
}

// quoted is a parenthesis with what the loader said.
func quoted(said []string) string {
	if len(said) == 0 {
		return ""
	}
	return " (Vulkan's loader: " + strings.Join(said, "; ") + ")"
}
