package autogan

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"

	"autogan/nas/autogan/config"
)

// run.json lists the files with content that the run has. Without the list, a
// file that a copy has left out could not be told from one that was not written
// yet. The list never has a file that is not there: a file is written first, and
// leaves the list before it is removed.

// lastingFiles are those that the list may have, besides the statistics of the
// training images. The previous checkpoint is not among them: it is a spare.
var lastingFiles = []string{
	configFile, changesFile, kernelsFile, clockFile, timesFile, checkpointFile, keptFile, metricsFile, trialsFile, evaluationsFile,
	resultFile, divergedFile, BestFile, BestISFile, LastFile,
}

// madeAgain are the files that the same command writes again if they are gone,
// as they were.
var madeAgain = []string{resultFile, divergedFile}

// statisticsName matches the names that [ReferenceFile] gives.
var statisticsName = regexp.MustCompile(`^reference-\d+\.npz$`)

// present lists the lasting files with content.
func (f *folder) present() ([]string, error) {
	entries, err := os.ReadDir(f.path)
	if err != nil {
		return nil, fmt.Errorf("autogan: list the run's files: %w", err)
	}
	var names []string
	for _, e := range entries {
		if !slices.Contains(lastingFiles, e.Name()) && !statisticsName.MatchString(e.Name()) {
			continue
		}
		info, err := os.Stat(f.join(e.Name()))
		if errors.Is(err, fs.ErrNotExist) { // a link that leads nowhere
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("autogan: list the run's files: %w", err)
		}
		if info.Size() > 0 {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// listed returns the list of run.json; none if it is missing or damaged.
func (f *folder) listed() ([]string, error) {
	info, _, err := f.info()
	return info.Files, err
}

// list adds to the list of run.json what is there by now. A file that is gone
// stays on it.
func (f *folder) list() error {
	names, err := f.present()
	if err != nil {
		return err
	}
	before, err := f.listed()
	if err != nil {
		return err
	}
	names = append(names, before...)
	slices.Sort(names)
	return f.writeList(slices.Compact(names))
}

// remove removes files that may be there, and takes them out of the list first.
func (f *folder) remove(names ...string) error {
	listed, err := f.listed()
	if err != nil {
		return err
	}
	left := slices.DeleteFunc(listed, func(name string) bool { return slices.Contains(names, name) })
	if err := f.writeList(left); err != nil {
		return err
	}
	for _, name := range names {
		if err := os.Remove(f.join(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("autogan: remove %s: %w", name, err)
		}
	}
	return nil
}

// writeList writes the list into run.json, unless that is missing or damaged: it
// is written anew when the run continues.
func (f *folder) writeList(names []string) error {
	info, known, err := f.info()
	if err != nil || !known || slices.Equal(info.Files, names) {
		return err
	}
	info.Files = names
	return f.writeJSON(infoFile, info)
}

// lost returns those of the named files that are missing or empty.
func (f *folder) lost(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		info, err := os.Stat(f.join(name))
		return err == nil && info.Size() > 0 || err != nil && !errors.Is(err, fs.ErrNotExist) // another error is that of its reader
	})
}

// lostError is the mistake of a run without a file that it had.
func (f *folder) lostError(name string) error {
	return &config.Error{Where: f.join(name), Problem: "the run has written this file, and it is missing or empty; copy it back, or begin anew with --restart"}
}

// checkWhole returns a [*config.Error] if a file is gone without which the run
// would go on otherwise. Of logs and the checkpoint their readers say so.
func (f *folder) checkWhole() error {
	checked := append([]string{checkpointFile, timesFile, metricsFile, trialsFile, evaluationsFile}, madeAgain...)
	listed, err := f.listed()
	if err != nil {
		return err
	}
	for _, name := range f.lost(listed) {
		if !slices.Contains(checked, name) && !statisticsName.MatchString(name) {
			return f.lostError(name)
		}
	}
	return nil
}

// hashOf is the hash of a file's content in run.json.
func hashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
