package autogan

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"autogan/gan/metric"
	"autogan/layers/checkpoint"
	"autogan/nas"
	"autogan/nas/autogan/config"
	"autogan/vk/durable"
	"autogan/vk/tensor/tune"
)

// CheckRun reads all files in a run's folder and in those below it, and compares
// each with its hash. It returns an error for every file that is damaged, or that
// the run has had and is missing or empty, for what is not of the kind that a run
// has at its name, and for what it cannot read. Each names its file, and each file
// is named once. A folder without a file that could have a hash is an error as
// well. Images, reports and the files of earlier programs
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
	c := runCheck{said: map[string]bool{}}
	_ = filepath.WalkDir(real, c.visit) // every error is in found
	if c.checked == 0 && len(c.found) == 0 {
		return []error{&config.Error{Where: dir, Problem: "there is no file of a run to check; name the folder of a run"}}
	}
	return c.found
}

// runCheck is what a check has found so far.
type runCheck struct {
	found   []error
	said    map[string]bool // the paths that errors are about
	checked int             // files
}

// add adds an error about a path, unless one about it is there. Other files are
// checked with what some hold, so their checks may return the same error.
func (c *runCheck) add(path string, err error) {
	var at *os.PathError
	if errors.As(err, &at) && c.said[at.Path] || c.said[path] {
		return
	}
	if at != nil {
		path = at.Path
	}
	c.said[path] = true
	c.found = append(c.found, err)
}

// visit checks what the walk comes to.
func (c *runCheck) visit(path string, entry fs.DirEntry, err error) error {
	if err != nil {
		c.add(path, fmt.Errorf("autogan: check run: %w", err))
		return nil
	}
	if entry.IsDir() {
		if c.said[path] { // it is in the place of a file
			return filepath.SkipDir
		}
		c.visitFolder(&folder{path})
		return nil
	}
	check := checkOf(entry.Name())
	info, err := os.Stat(path) // of what a link leads to
	if check == nil || c.said[path] || err != nil || !info.Mode().IsRegular() {
		return nil
	}
	c.checked++
	f := &folder{filepath.Dir(path)}
	if source := f.join(marksIn(entry.Name())); c.said[source] {
		check = func(f *folder, name string) error { _, err := nas.ReadLog[json.RawMessage](f.join(name)); return err }
	}
	if err := check(f, entry.Name()); err != nil {
		c.add(path, err)
	}
	return nil
}

func (c *runCheck) visitFolder(f *folder) {
	wrong, _ := f.wrongKinds() // that the folder cannot be read, the walk says next
	for _, m := range wrong {
		c.add(m.path, m.err)
	}
	for _, name := range f.missing() {
		c.add(f.join(name), f.lostError(name))
	}
}

// marksIn names the file that says what a log is to hold; "" if it is no log.
func marksIn(name string) string {
	switch {
	case name == timesFile:
		return clockFile
	case filepath.Ext(name) == ".jsonl":
		return checkpointFile
	}
	return ""
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
