package autogan

import (
	"errors"
	"fmt"
	"io/fs"

	"autogan/gan"
)

// Divergence says how a training from scratch has diverged: the content of
// diverged.json, which ends the training as result.json does. The checkpoint
// before it, and the generators of the evaluations before it, are kept. It is
// the error of the training, and wraps [gan.ErrNotFinite].
type Divergence struct {
	Arch    string      `json:"arch"`
	Seed    uint64      `json:"seed"`
	Step    int         `json:"step"`    // discriminator steps at which it was noticed
	Problem string      `json:"problem"` // what was not finite, and which settings to change
	Best    *Evaluation `json:"best"`    // the best evaluation before it; nil if there was none
	Folder  string      `json:"-"`
}

// Error implements error.
func (d *Divergence) Error() string {
	left := "there was no evaluation before, so there is no generator"
	if d.Best != nil {
		left = fmt.Sprintf("the best generator before, %s, is kept", d.Best)
	}
	return fmt.Sprintf("autogan: train %s, seed %d: up to step %d: %s; %s in %s", d.Arch, d.Seed, d.Step, d.Problem, left, d.Folder)
}

// Unwrap returns [gan.ErrNotFinite].
func (d *Divergence) Unwrap() error { return gan.ErrNotFinite }

// diverged writes what is known of the divergence that ended the training, and
// returns it as an error. Other errors pass.
func (t *training) diverged(err error) error {
	if !errors.Is(err, gan.ErrNotFinite) {
		return err
	}
	d := &Divergence{Arch: t.arch.String(), Seed: t.config.Seed, Step: t.state.Step, Problem: err.Error(), Best: t.state.Best, Folder: t.folder.path}
	if err := t.end(divergedFile, d); err != nil {
		return err
	}
	return d
}

// readDivergence returns the divergence that ended the training in a folder;
// nil if none did.
func readDivergence(path string) (*Divergence, error) {
	d := &Divergence{Folder: path}
	err := (&folder{path}).readJSON(divergedFile, d)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}
