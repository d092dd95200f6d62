package browser

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"autogan/tools/debian"
	"autogan/tools/newest"
	"autogan/vk/durable"
)

// Browser is a Chromium that runs without a screen.
type Browser struct {
	Program string
	Env     []string // besides that of the process
}

// shell is Debian's package of a Chromium that has no windows, and its program.
const shell = "chromium-headless-shell"

// installed are names of browsers that understand --headless.
var installed = []string{shell, "chromium", "chromium-browser", "google-chrome"}

// Find returns a browser. The error says how to get one.
func Find() (Browser, error) {
	for _, name := range installed {
		if path, err := exec.LookPath(name); err == nil {
			return Browser{Program: path}, nil
		}
	}
	root, err := folder()
	if err != nil {
		return Browser{}, err
	}
	program := filepath.Join(root, "usr", "lib", "chromium", shell)
	if _, err := os.Stat(program); err != nil {
		return Browser{}, errors.New("no Chromium is installed, and none is below .cache: `make browser` fetches one")
	}
	return Browser{program, []string{"LD_LIBRARY_PATH=" + libraries(root)}}, nil
}

// folder is where the browser is unpacked. One that is there is complete.
func folder() (string, error) {
	drivers, err := newest.Cache()
	return filepath.Join(filepath.Dir(drivers), "browser"), err
}

// libraries lists the folders that hold libraries, except the browser's own, which
// it finds by itself.
func libraries(root string) string {
	var folders []string
	_ = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error { // what cannot be read holds none
		if err != nil || entry.IsDir() && entry.Name() == "chromium" {
			return filepath.SkipDir
		}
		if dir := filepath.Dir(path); strings.Contains(entry.Name(), ".so") && !slices.Contains(folders, dir) {
			folders = append(folders, dir)
		}
		return nil
	})
	return strings.Join(folders, string(filepath.ListSeparator))
}

// Fetch unpacks a browser from the machine's apt sources, unless there is one.
func Fetch() (Browser, error) {
	if b, err := Find(); err == nil {
		return b, nil
	}
	root, err := folder()
	if err == nil {
		err = unpack(root)
	}
	if err != nil {
		return Browser{}, err
	}
	return Find()
}

func unpack(root string) error {
	source := debian.Machine(filepath.Join(filepath.Dir(root), "browser-apt"))
	if err := source.Update(); err != nil {
		return err
	}
	names := []string{shell}
	for i := 0; i < len(names); i++ {
		missing, err := source.Dependencies(names[i])
		if err != nil {
			return err
		}
		for _, name := range missing {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return durable.WriteFolder(context.Background(), root, func(draft *os.Root) error {
		return source.Unpack(draft.Name(), names...)
	})
}
