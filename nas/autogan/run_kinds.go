package autogan

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"autogan/nas/autogan/config"
	"autogan/vk/durable"
)

// What a run has at a name is a regular file, or a link to one; at samplesFolder
// it is a folder. A pipe there would be waited for, for ever, and what is written
// to a device is lost.

// writtenByOthers are files in a run's folder that other packages write.
var writtenByOthers = []string{lockFile + ".json", "report.html"}

// replace lets write replace a file of the run. It refuses what is not regular.
func (f *folder) replace(name string, write func(path string) error) error {
	if err := durable.CheckRegular(f.join(name)); err != nil {
		return wrongKind(f.join(name), err)
	}
	return write(f.join(name))
}

// checkKinds returns a [*config.Error] if something in the folder is not of the
// kind that a run has there. The folder need not exist.
func (f *folder) checkKinds() error {
	for _, dir := range []string{f.path, f.join(samplesFolder)} {
		wrong, err := (&folder{dir}).wrongKinds()
		if len(wrong) > 0 {
			return wrong[0].err
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("autogan: run folder: %w", err)
		}
	}
	return nil
}

// misplaced is something that is not of the kind that a run has at its path.
type misplaced struct {
	path string
	err  error
}

// wrongKinds returns a mistake for everything in the folder that is not of the
// kind that a run has there. It does not look into folders below.
func (f *folder) wrongKinds() (wrong []misplaced, err error) {
	entries, err := os.ReadDir(f.path)
	for _, e := range entries {
		var other error
		path := f.join(e.Name())
		switch {
		case e.Name() == samplesFolder:
			other = wantFolder(path)
		case f.hasFileAt(e.Name()):
			other = durable.CheckRegular(path)
		}
		if other != nil {
			wrong = append(wrong, misplaced{path, wrongKind(path, other)})
		}
	}
	return wrong, err
}

// hasFileAt reports whether the name is that of a file of a run, or of samples.
func (f *folder) hasFileAt(name string) bool {
	ofSamples := filepath.Base(f.path) == samplesFolder && filepath.Ext(name) == ".png"
	return ofSamples || slices.Contains(namesOfRun, name) || slices.Contains(writtenByOthers, name) || statisticsName.MatchString(name)
}

func wantFolder(path string) error {
	info, err := os.Stat(path)
	if err == nil && !info.IsDir() {
		err = errors.New("it is not a folder")
	}
	if errors.Is(err, fs.ErrNotExist) { // a link that leads nowhere
		return nil
	}
	return err
}

// wrongKind says in one line what is in the place of a file of a run.
func wrongKind(path string, err error) error {
	what := err
	var at *os.PathError
	if errors.As(err, &at) {
		what = at.Err // without the path
	}
	return (&config.Error{Where: path, Problem: fmt.Sprintf("%v; move it away, or copy the run's own back", what)}).Because(err)
}
