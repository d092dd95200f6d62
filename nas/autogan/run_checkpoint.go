package autogan

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"autogan/gan/arch"
	"autogan/layers/checkpoint"
	"autogan/nas/autogan/config"
	"autogan/vk/durable"
	"autogan/vk/tensor"
)

// spaceKey is the metadata key of a checkpoint's search space; without it the
// space is AutoGAN's.
const spaceKey = "space"

// work is what a run does and its checkpoints hold: a search or a training.
type work interface {
	// stateKey is the metadata key of the state; it differs between searches
	// and trainings.
	stateKey() string
	// statePointer returns a pointer to the state, for JSON.
	statePointer() any
	// updateState brings the state up to date and returns the tensors that
	// belong to it. An error says that it must not be saved.
	updateState() ([]tensors, error)
	// checkState returns an error if a state that was read is impossible.
	checkState() error
	// begin starts from nothing, resume from the state and its tensors.
	begin() error
	resume(*checkpoint.File) error
	// saveMinutes is the time between checkpoints; 0 saves at every
	// opportunity.
	saveMinutes() float64
}

// tensors are those of one part of the work; their names begin with the prefix.
type tensors struct {
	prefix string
	dict   map[string]tensor.Tensor
}

// saveSometimes saves if the last checkpoint is older than saveMinutes, which
// limits the work that a crash can lose.
func (r *run) saveSometimes() error {
	if time.Since(r.saved).Minutes() < r.work.saveMinutes() {
		return nil
	}
	return r.save()
}

// save writes the checkpoint: tensors and, as metadata, the state, in one file
// that is replaced as a whole.
func (r *run) save() error {
	for _, l := range r.logs {
		*l.lines = l.log.Len()
	}
	marks, err := r.encodeMarks()
	if err != nil {
		return err
	}
	parts, err := r.work.updateState()
	if err != nil {
		return err
	}
	file := &checkpoint.File{}
	for _, part := range parts {
		arrays, err := checkpoint.Download(r.stream, part.prefix, part.dict)
		if err != nil {
			return err
		}
		file.Arrays = append(file.Arrays, arrays...)
	}
	text, err := json.Marshal(r.work.statePointer())
	if err != nil {
		return fmt.Errorf("autogan: encode state: %w", err)
	}
	file.Metadata = map[string]string{r.work.stateKey(): string(text), spaceKey: r.config.Space.Name, marksKey: marks}
	r.saved = time.Now()
	if err := r.clock.save(); err != nil {
		return err
	}
	if err := r.keepPrevious(string(text)); err != nil {
		return err
	}
	if err := r.folder.replace(checkpointFile, func(path string) error { return checkpoint.Save(path, file) }); err != nil {
		return err
	}
	return r.folder.list()
}

// restore continues from the checkpoint, or begins if there is none. Lines
// logged after the checkpoint are dropped: they will be written again.
func (r *run) restore() error {
	r.saved = time.Now()
	file, err := r.folder.loadCheckpoint()
	if errors.Is(err, fs.ErrNotExist) {
		return r.beginAnew()
	}
	if err != nil {
		return err
	}
	if err := r.readState(file); err != nil {
		return &config.Error{Where: r.folder.join(checkpointFile), Problem: err.Error() + "; take an earlier checkpoint or another run folder"}
	}
	if err := r.checkLogs(file.Metadata); err != nil {
		return err
	}
	if err := r.work.resume(file); err != nil {
		return err
	}
	return r.truncateLogs()
}

// beginAnew begins in a folder without a checkpoint, where a run may have been
// killed before its first one, and empties the logs. A run that has saved or
// ended would lose its results: that is a [*config.Error].
func (r *run) beginAnew() error {
	listed, err := r.folder.listed()
	if err != nil {
		return err
	}
	if slices.Contains(listed, checkpointFile) {
		return r.folder.lostError(checkpointFile)
	}
	ended, err := durable.Exists(r.folder.join(resultFile))
	if err != nil {
		return fmt.Errorf("autogan: begin anew: %w", err)
	}
	if ended {
		return &config.Error{Where: r.folder.path, Problem: "this run has ended and its checkpoint is gone, so it cannot go on; copy the checkpoint back, or begin anew with --restart"}
	}
	if err := r.folder.writeList(nil); err != nil { // of the files that are emptied or removed now
		return err
	}
	if err := r.truncateLogs(); err != nil {
		return err
	}
	return r.work.begin()
}

// readState decodes and checks the state of a checkpoint.
func (r *run) readState(file *checkpoint.File) error {
	text, ok := file.Metadata[r.work.stateKey()]
	if !ok {
		return errors.New("this is the checkpoint of something else")
	}
	r.savedState = text
	if err := r.checkSpace(file.Metadata[spaceKey]); err != nil {
		return err
	}
	if err := decodeWhole([]byte(text), r.work.statePointer()); err != nil {
		return fmt.Errorf("its state is damaged: %w", err)
	}
	if err := r.work.checkState(); err != nil {
		return fmt.Errorf("its state is impossible: %w", err)
	}
	return nil
}

// checkSpace compares the space of a checkpoint with the configuration's.
func (r *run) checkSpace(name string) error {
	space, err := arch.Named(name)
	if err != nil {
		return err
	}
	if space != r.config.Archs() {
		return fmt.Errorf("its architectures are of the space %s, the configuration's of %s", space.Name, r.config.Space.Name)
	}
	return nil
}

func (r *run) truncateLogs() error {
	for _, l := range r.logs {
		if err := l.log.Truncate(*l.lines); err != nil {
			return err
		}
	}
	return nil
}
