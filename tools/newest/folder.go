package newest

import (
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Suite is where Debian's packages arrive first.
const Suite = "sid"

// Packages are those that a user of tomorrow has. They come with all that they
// depend on, the C library too.
var Packages = []string{"mesa-vulkan-drivers", "libvulkan1", "vulkan-validationlayers", "spirv-tools", "glslang-tools", "libc6"}

// Shims is the package that the cards need. It need not be offered.
const Shims = "mesa-drm-shim"

// Folder holds the unpacked packages. One that is there is complete.
type Folder struct{ Root string }

// In is the folder in a cache of drivers.
func In(cache string) Folder { return Folder{filepath.Join(cache, "newest")} }

// Exists reports whether the packages have been unpacked.
func (f Folder) Exists() bool {
	_, err := os.Stat(f.Root)
	return err == nil
}

// Mesa is the version of the folder's Mesa, as its drivers name it, or "".
func (f Folder) Mesa() string {
	file, err := os.Open(filepath.Join(f.Root, "usr", "share", "doc", "mesa-vulkan-drivers", "changelog.Debian.gz"))
	if err != nil {
		return ""
	}
	defer file.Close()
	text, err := gzip.NewReader(file)
	if err != nil {
		return ""
	}
	var version string
	if _, err := fmt.Fscanf(text, "mesa (%s", &version); err != nil {
		return ""
	}
	return "Mesa " + strings.TrimSuffix(version, ")")
}

// Linker is the command that runs a program with the folder's libraries, after
// those to preload.
func (f Folder) Linker(preload ...string) ([]string, error) {
	found, _ := filepath.Glob(filepath.Join(f.Root, "usr", "lib*", "ld-linux-*.so.*")) // the pattern is well-formed
	if len(found) == 0 {
		if found, _ = filepath.Glob(filepath.Join(f.Root, "usr", "lib", "*", "ld-linux-*.so.*")); len(found) == 0 {
			return nil, fmt.Errorf("%s holds no dynamic linker", f.Root)
		}
	}
	line := []string{found[0], "--library-path", Libraries(f.Root)}
	if len(preload) > 0 {
		line = append(line, "--preload", strings.Join(preload, " "))
	}
	return line, nil
}

// Libraries lists the folders below root that hold libraries for all. A
// program's own folder is not among them: chromium's holds another loader.
func Libraries(root string) string {
	folders, _ := filepath.Glob(filepath.Join(root, "usr", "lib", "*-linux-*"))
	return strings.Join(folders, string(filepath.ListSeparator))
}

// Cache is where drivers are unpacked, in the module that holds the working
// directory.
func Cache() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, ".cache", "drivers"), nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("newest: no go.mod here or above")
		}
		dir = parent
	}
}

// Lavapipe returns the command and the environment that let a program find the
// folder's lavapipe, and no other device, under the folder's loader and
// validation layer. The error says what the folder lacks.
func (f Folder) Lavapipe() (runner, env []string, err error) {
	driver, err := f.find("usr/share/vulkan/icd.d/lvp_icd*.json")
	if err != nil {
		return nil, nil, err
	}
	runner, err = f.Linker()
	return runner, []string{"VK_DRIVER_FILES=" + driver, "VK_LAYER_PATH=" + filepath.Join(f.Root, "usr/share/vulkan/explicit_layer.d")}, err
}
