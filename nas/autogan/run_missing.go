package autogan

import (
	"slices"

	"autogan/nas/autogan/config"
	"autogan/vk/durable"
	"autogan/vk/sealed"
)

// missing lists the files that the run in a folder has had and that are missing
// or empty: those of the list in run.json, and what the other files imply, since
// earlier programs wrote no list. Not missed are
//
//   - images, reports and the previous checkpoint, which is a spare;
//   - what repeating a command makes again of the runs below a folder: the files
//     of a comparison, of several seeds and of a derivation;
//   - what `autogan runs --prune` has removed, which leaves the list;
//   - what was written after the list, in the moment before a run was killed.
func (f *folder) missing() []string {
	names, _ := f.listed() // the check of run.json says why there is none
	for _, name := range f.implied() {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return f.lost(names)
}

// implied lists the files that a run has if it has certain others.
func (f *folder) implied() []string {
	if !f.isRun() {
		if len(f.lost([]string{resultFile})) == 0 { // of a derivation
			return []string{BestFile}
		}
		return nil
	}
	names := []string{configFile, infoFile}
	if f.has(checkpointFile) {
		names = append(names, clockFile) // the clock is saved first
	}
	if f.has(previousFile) && !f.has(resultFile) {
		names = append(names, checkpointFile)
	}
	if f.has(evaluationsFile) && f.has(resultFile) {
		names = append(names, BestFile)
	}
	saved, _ := f.readMarks() // the check of the checkpoint says what is wrong with it
	for name, mark := range saved {
		if mark.Lines > 0 {
			names = append(names, name)
		}
	}
	if work, err := f.readClock(); err == nil && work.Times.Lines > 0 {
		names = append(names, timesFile)
	}
	slices.Sort(names)
	return names
}

// isRun reports whether a folder has a file that only a run has, which it writes
// after its configuration. A result and a generator are also those of a
// derivation, and run.json alone is what a process left that was killed before
// it had written the configuration.
func (f *folder) isRun() bool {
	listed, err := f.listed()
	return err != nil || len(listed) > 0 || slices.ContainsFunc(lastingFiles, func(name string) bool {
		return name != resultFile && name != BestFile && f.has(name)
	})
}

func (f *folder) has(name string) bool {
	there, err := durable.Exists(f.join(name))
	return there || err != nil
}

// checkJSON returns an error if a file that writeJSON wrote is damaged. In a run
// whose configuration has a seal all of them have one.
func (f *folder) checkJSON(name string, value any) error {
	if err := f.readJSON(name, value); err != nil {
		return err
	}
	begun, err := durable.ReadFile(f.join(configFile))
	if err != nil || !sealed.TOML.In(begun) || !slices.Contains(namesOfRun, name) {
		return nil // of an earlier program, or not of a run
	}
	text, err := durable.ReadFile(f.join(name))
	if err != nil || sealed.JSON.In(text) {
		return err
	}
	return &config.Error{Where: f.join(name), Problem: "it has lost its hash: the file is damaged or was edited; restore it from a copy"}
}
