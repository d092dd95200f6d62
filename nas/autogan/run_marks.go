package autogan

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"autogan/layers/checkpoint"
	"autogan/nas"
	"autogan/nas/autogan/config"
)

// marksKey is the metadata key of [marks]. Earlier programs wrote none.
const marksKey = "logs"

// marks are the places in a run's logs at a checkpoint, by the names of the
// files. A log has no hash of its own, since it grows; the checkpoint has the
// hash of the lines that it counts.
type marks map[string]nas.Mark

// encodeMarks returns where the logs are now.
func (r *run) encodeMarks() (string, error) {
	now := marks{}
	for _, l := range r.logs {
		now[l.name] = l.log.Mark(*l.lines)
	}
	text, err := json.Marshal(now)
	if err != nil {
		return "", fmt.Errorf("autogan: encode the places in logs: %w", err)
	}
	return string(text), nil
}

// decodeMarks returns the marks in a checkpoint's metadata.
func decodeMarks(metadata map[string]string) (marks, error) {
	text, found := metadata[marksKey]
	if !found {
		return nil, nil
	}
	var m marks
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return nil, fmt.Errorf("its places in logs are damaged: %w", err)
	}
	return m, nil
}

// checkLogs returns a [*config.Error] unless the logs begin with the lines that
// the checkpoint counts.
func (r *run) checkLogs(metadata map[string]string) error {
	saved, err := decodeMarks(metadata)
	if err != nil {
		return &config.Error{Where: r.folder.join(checkpointFile), Problem: err.Error()}
	}
	for _, l := range r.logs {
		if has := l.log.Len(); has < *l.lines {
			return &config.Error{Where: r.folder.path, Problem: fmt.Sprintf(
				"the number of lines of %s is %d, the checkpoint counts %d; restore it from a copy or use another run folder", l.name, has, *l.lines)}
		}
		if l.log.Check(saved[l.name]) != nil {
			return changedLog(r.folder.join(l.name), saved[l.name])
		}
	}
	return nil
}

func changedLog(path string, m nas.Mark) error {
	return &config.Error{Where: path, Problem: fmt.Sprintf(
		"its first %d lines are not those that were written there: the file is damaged or was edited; restore it from a copy or use another run folder", m.Lines)}
}

// readLog reads a log of a run that another process may be writing. If its lines
// are not those that the checkpoint counts, that is a [*config.Error].
func readLog[T any](f *folder, name string) ([]T, error) {
	// The checkpoint comes first: the log only grows while it is read.
	saved, err := f.readMarks()
	if err != nil {
		return nil, err
	}
	lines, err := nas.ReadMarked[T](f.join(name), saved[name])
	if errors.Is(err, nas.ErrChanged) {
		if _, err := checkpoint.Load(f.join(checkpointFile)); err != nil {
			return nil, err // it is the checkpoint that is damaged
		}
		return nil, changedLog(f.join(name), saved[name])
	}
	return lines, err
}

// readMarks returns the marks of the run's checkpoint; none without one.
func (f *folder) readMarks() (marks, error) {
	path := f.join(checkpointFile)
	metadata, err := checkpoint.ReadMetadata(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	m, err := decodeMarks(metadata)
	if err != nil {
		return nil, &config.Error{Where: path, Problem: err.Error()}
	}
	return m, nil
}
