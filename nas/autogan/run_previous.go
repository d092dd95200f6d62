package autogan

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"autogan/layers/checkpoint"
	"autogan/nas/autogan/config"
	"autogan/vk/durable"
)

// keepPrevious gives the checkpoint a second name before the one of a new state
// replaces it, so that damage of one file does not lose the run.
func (r *run) keepPrevious(state string) error {
	if state == r.savedState {
		return nil // the same again: the one before it is worth more
	}
	if err := durable.Keep(r.folder.join(checkpointFile), r.folder.join(previousFile)); err != nil {
		return fmt.Errorf("autogan: keep the previous checkpoint: %w", err)
	}
	r.savedState = state
	return nil
}

// forgetPrevious removes the previous checkpoint: a run that has ended goes on
// from none.
func (f *folder) forgetPrevious() error {
	if err := os.Remove(f.join(previousFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("autogan: remove the previous checkpoint: %w", err)
	}
	return nil
}

// loadCheckpoint loads the run's checkpoint. If it is damaged or gone and the
// one before it is whole, the error says how to go on from there.
func (f *folder) loadCheckpoint() (*checkpoint.File, error) {
	file, err := checkpoint.Load(f.join(checkpointFile))
	gone := errors.Is(err, fs.ErrNotExist)
	if !gone && !errors.Is(err, checkpoint.ErrFormat) {
		return file, err
	}
	if _, before := checkpoint.Load(f.join(previousFile)); before != nil {
		return nil, err
	}
	problem := err.Error()
	if gone {
		problem = "it is gone"
	}
	return nil, &config.Error{Where: f.join(checkpointFile), Problem: fmt.Sprintf(
		"%s; the checkpoint before it is whole: to go on from there, rename %s to %s", problem, f.join(previousFile), checkpointFile)}
}
