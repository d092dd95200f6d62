package autogan

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"autogan/gan"
	"autogan/layers/checkpoint"
	"autogan/nas/autogan/config"
)

// trainState is what resuming a training needs beside tensors. Everything
// random is a function of the seed and of the counters here.
type trainState struct {
	Step        int         `json:"step"`      // discriminator steps done
	Evaluated   int         `json:"evaluated"` // the step of the last evaluation
	Collapsed   bool        `json:"collapsed"` // ended early
	Best        *Evaluation `json:"best"`
	Last        *Evaluation `json:"last"`
	Metrics     int         `json:"metrics"`     // lines of metrics.jsonl
	Evaluations int         `json:"evaluations"` // lines of evaluations.jsonl

	Trainer gan.TrainerState `json:"trainer"`
	Reset   *DynamicReset    `json:"reset"` // only watched when a collapse ends the training
}

func (t *training) saveSometimes() error {
	if time.Since(t.saved).Minutes() < t.config.Train.SaveMinutes {
		return nil
	}
	return t.save()
}

// save writes the checkpoint: the tensors of both networks, their optimisers
// and the average, and the state as metadata, in one file that is replaced as
// a whole.
func (t *training) save() error {
	t.state.Metrics, t.state.Evaluations = t.metrics.Len(), t.evaluations.Len()
	t.state.Trainer = t.trainer.State()
	arrays, err := checkpoint.Download(t.stream, "gan.", t.trainer.StateDict())
	if err != nil {
		return err
	}
	average, err := checkpoint.Download(t.stream, "average.", t.average.StateDict())
	if err != nil {
		return err
	}
	text, err := json.Marshal(t.state)
	if err != nil {
		return fmt.Errorf("autogan: encode state: %w", err)
	}
	t.saved = time.Now()
	if err := t.clock.save(); err != nil {
		return err
	}
	return checkpoint.Save(t.folder.join(checkpointFile), &checkpoint.File{
		Metadata: map[string]string{trainStateKey: string(text)}, Arrays: append(arrays, average...)})
}

// trainStateKey tells the checkpoint of a training from that of a search.
const trainStateKey = "training"

const foreignState = "this is not the checkpoint of a training; use another run folder"

// restore continues from the checkpoint, or begins when there is none. Lines
// logged after the checkpoint are dropped: they will be written again.
func (t *training) restore() error {
	t.saved = time.Now()
	t.state = trainState{Reset: NewDynamicReset(t.config.Reset)}
	path := t.folder.join(checkpointFile)
	file, err := checkpoint.Load(path)
	if errors.Is(err, fs.ErrNotExist) {
		return t.truncateLogs()
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(file.Metadata[trainStateKey]), &t.state); err != nil {
		return &config.Error{Where: path, Problem: foreignState}
	}
	if t.state.Reset == nil {
		return &config.Error{Where: path, Problem: foreignState}
	}
	t.state.Reset.Config = t.config.Reset
	if err := checkpoint.Upload(t.stream, file, "gan.", t.trainer.StateDict()); err != nil {
		return err
	}
	if err := checkpoint.Upload(t.stream, file, "average.", t.average.StateDict()); err != nil {
		return err
	}
	if err := t.trainer.SetState(t.state.Trainer); err != nil {
		return err
	}
	return t.truncateLogs()
}

func (t *training) truncateLogs() error {
	if t.metrics.Len() < t.state.Metrics || t.evaluations.Len() < t.state.Evaluations {
		return fmt.Errorf("autogan: %s: metrics.jsonl or evaluations.jsonl is shorter than the checkpoint says; restore it or use another run folder", t.folder.path)
	}
	if err := os.Remove(t.folder.join("result.json")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := t.metrics.Truncate(t.state.Metrics); err != nil {
		return err
	}
	return t.evaluations.Truncate(t.state.Evaluations)
}
