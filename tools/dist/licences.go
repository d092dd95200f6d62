package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
)

// licenceName fits the files and folders at the top of a module that say under
// which terms it may be used.
var licenceName = regexp.MustCompile(`(?i)^(licen[cs]es?|copying|notice|patents|authors|unlicense|third_party_licenses)([._-].*)?$`)

// mingw are Debian's records of the licences of the C runtime that is linked
// into a program for Windows.
var mingw = map[string]string{
	"mingw-w64": "/usr/share/doc/mingw-w64-x86-64-dev/copyright",
	"libgcc":    "/usr/share/doc/gcc-mingw-w64-base/copyright",
}

// licences returns the licence files of all that is linked into the program,
// below the folder LICENSES.
func licences(p program) ([]entry, error) {
	list, err := licencesBelow(goFolder(), "LICENSES/go")
	if err != nil {
		return nil, fmt.Errorf("licence of Go: %w", err)
	}
	for _, m := range p.modules {
		folder, err := moduleFolder(m)
		if err != nil {
			return nil, err
		}
		files, err := licencesBelow(folder, "LICENSES/"+m.Path)
		if err != nil {
			return nil, fmt.Errorf("licence of %s: %w", m.Path, err)
		}
		list = append(list, files...)
	}
	if p.goos != "windows" {
		return list, nil
	}
	for name, file := range mingw {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("licence of %s: %w", name, err)
		}
		list = append(list, entry{"LICENSES/" + name + "/copyright", 0o644, text})
	}
	slices.SortFunc(list, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	return list, nil
}

// moduleFolder is where the module cache holds a module, which is downloaded if
// need be.
func moduleFolder(m *debug.Module) (string, error) {
	if m.Replace != nil {
		m = m.Replace
	}
	text, err := exec.Command("go", "mod", "download", "-json", m.Path+"@"+m.Version).Output()
	var at struct{ Dir, Error string }
	if failed := json.Unmarshal(text, &at); failed != nil || at.Dir == "" {
		return "", fmt.Errorf("module %s: %s (%w)", m.Path, at.Error, err)
	}
	return at.Dir, nil
}

func goFolder() string {
	text, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return runtime.GOROOT()
	}
	return strings.TrimSpace(string(text))
}

// licencesBelow returns the licences at the top of a folder, under new names.
func licencesBelow(folder, under string) ([]entry, error) {
	tops, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var list []entry
	for _, top := range tops {
		if !licenceName.MatchString(top.Name()) {
			continue
		}
		err := filepath.WalkDir(filepath.Join(folder, top.Name()), func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			relative, err := filepath.Rel(folder, file)
			list = append(list, entry{path.Join(under, filepath.ToSlash(relative)), 0o644, text})
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("no file in %s has the name of a licence", folder)
	}
	return list, nil
}
