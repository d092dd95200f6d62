package autogan

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"autogan/gan/metric"
	"autogan/layers/checkpoint"
	"autogan/nas/autogan/config"
	"autogan/vk/durable"
	"autogan/vk/tensor/tune"
)

// CheckRun reads all files in a run's folder and in those below it, and compares
// each with its hash. It returns an error for every file that is damaged, or that
// the run has had and is missing or empty, which names it, and for what it cannot
// read. A folder without a file that could have
// a hash is an error as well. Images, reports and the files of earlier programs
// have no hash. A folder in which another process works is a [*config.Error]:
// its files change while they are read.
func CheckRun(dir string) []error {
	real, err := filepath.EvalSymlinks(dir) // the walk follows no link
	if err != nil {
		return []error{fmt.Errorf("autogan: check run: %w", err)}
	}
	if held, _ := inWorkBelow(real); held != nil { // what cannot be read comes again
		return []error{held}
	}
	var damaged []error
	var missing []string // or empty
	checked := 0
	_ = filepath.WalkDir(real, func(path string, entry fs.DirEntry, err error) error { // every error is in damaged
		if err != nil {
			damaged = append(damaged, fmt.Errorf("autogan: check run: %w", err))
			return nil
		}
		f := &folder{filepath.Dir(path)}
		if entry.IsDir() {
			f = &folder{path}
			for _, name := range f.missing() {
				missing = append(missing, f.join(name))
				damaged = append(damaged, f.lostError(name))
			}
			return nil
		}
		check := checkOf(entry.Name())
		if check == nil || !entry.Type().IsRegular() || slices.Contains(missing, path) {
			return nil
		}
		checked++
		if err := check(f, entry.Name()); err != nil {
			damaged = append(damaged, err)
		}
		return nil
	})
	if checked == 0 && len(damaged) == 0 {
		return []error{&config.Error{Where: dir, Problem: "there is no file of a run to check; name the folder of a run"}}
	}
	return damaged
}

// checkOf returns what checks a file of that name; nil if it has no hash.
func checkOf(name string) func(f *folder, name string) error {
	switch name {
	case configFile:
		return func(f *folder, _ string) error { _, err := f.readConfig(); return err }
	case kernelsFile:
		return (*folder).checkKernels
	case timesFile:
		return func(f *folder, _ string) error { _, err := f.readTimes(); return err }
	}
	switch filepath.Ext(name) {
	case ".json":
		return func(f *folder, name string) error { return f.checkJSON(name, new(json.RawMessage)) }
	case ".jsonl":
		return func(f *folder, name string) error { _, err := readLog[json.RawMessage](f, name); return err }
	case ".safetensors":
		return func(f *folder, name string) error { _, err := checkpoint.Load(f.join(name)); return err }
	case ".npz":
		return func(f *folder, name string) error { _, err := metric.ReadStatistics(f.join(name)); return err }
	}
	return nil
}

// checkKernels returns an error if the file of kernels is damaged. It may be of
// any device.
func (f *folder) checkKernels(name string) error {
	text, err := durable.ReadFile(f.join(name))
	if err != nil {
		return err
	}
	if _, err := tune.Decode(tune.Key{}, text); err != nil && !errors.Is(err, tune.ErrOtherKey) {
		return &config.Error{Where: f.join(name), Problem: err.Error()}
	}
	return nil
}
