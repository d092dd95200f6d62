package main

import (
	"embed"
	"fmt"
	"path"
	"strings"

	"github.com/BurntSushi/toml"
)

// fault is a mistake to plant: Old becomes New in File.
type fault struct {
	Group string `toml:"-"` // the table it stands in
	Name  string `toml:"name"`
	File  string `toml:"file"` // slash-separated, from the root
	Old   string `toml:"old"`  // occurs exactly once
	New   string `toml:"new"`

	// Tests names the packages whose tests must catch the fault, each with a
	// pattern as for go test -run.
	Tests map[string]string `toml:"tests"`

	// Sync runs them under synchronisation validation, for mistakes that no
	// result shows on a device that happens to work in order.
	Sync bool `toml:"sync"`

	// Newest marks a fault that only the newest drivers and compilers can show:
	// see tools/newest. Where they are not, it is skipped.
	Newest bool `toml:"newest"`
}

//go:embed faults/*.toml
var tables embed.FS

// readFaults returns the faults of all tables.
func readFaults() ([]fault, error) {
	files, err := tables.ReadDir("faults")
	if err != nil {
		return nil, err
	}
	var all []fault
	for _, file := range files {
		name := path.Join("faults", file.Name())
		text, err := tables.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var table struct {
			Fault []fault `toml:"fault"`
		}
		meta, err := toml.Decode(string(text), &table)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if unknown := meta.Undecoded(); len(unknown) > 0 {
			return nil, fmt.Errorf("%s: unknown key %q", name, unknown[0])
		}
		for _, f := range table.Fault {
			f.Group = strings.TrimSuffix(file.Name(), ".toml")
			all = append(all, f)
		}
	}
	return all, nil
}

// plant returns the text of f.File with the fault in it.
func (f fault) plant(text string) (string, error) {
	if n := strings.Count(text, f.Old); n != 1 || f.Old == "" {
		return "", fmt.Errorf("%s: %q occurs %d times, want once", f.File, f.Old, n)
	}
	if f.Old == f.New {
		return "", fmt.Errorf("%s: %q becomes itself", f.File, f.Old)
	}
	return strings.Replace(text, f.Old, f.New, 1), nil
}

// inShader reports whether the kernels must be rebuilt for the fault.
func (f fault) inShader() bool { return strings.HasPrefix(f.File, "shaders/") }
