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
	"autogan/nas"
)

const checkpointFile = "checkpoint.safetensors"

// phase is a part of a search iteration.
type phase int

const (
	sharedPhase phase = iota
	controllerPhase
	endPhase
)

// state is what resuming needs beside tensors. Everything random is a function
// of the seed and of the counters here.
type state struct {
	Iteration  int             `json:"iteration"`
	Phase      phase           `json:"phase"`
	Step       int             `json:"step"`      // done in this phase
	Collapsed  bool            `json:"collapsed"` // the GAN starts anew when the iteration ends
	Resets     int             `json:"resets"`
	Reset      *DynamicReset   `json:"reset"`
	Parents    []nas.Candidate `json:"parents"`    // the last stage's top K
	Correlated int             `json:"correlated"` // architectures measured in both ways
	Trials     int             `json:"trials"`     // lines of trials.jsonl
	Metrics    int             `json:"metrics"`    // lines of metrics.jsonl

	Trainer  gan.TrainerState   `json:"trainer"`
	Strategy *nas.StrategyState `json:"strategy,omitempty"` // none once the search has ended
}

// saveSometimes bounds how much work an interruption without warning costs.
func (r *Search) saveSometimes() error {
	if time.Since(r.saved).Minutes() < r.config.Search.SaveMinutes {
		return nil
	}
	return r.save()
}

// save writes the checkpoint: tensors of the GAN and the controller, and the
// state as metadata, in one file that is replaced as a whole.
func (r *Search) save() error {
	r.state.Trials, r.state.Metrics = r.trials.Len(), r.metrics.Len()
	r.state.Strategy = nil
	var arrays []checkpoint.Array
	if r.trainer != nil {
		r.state.Trainer = r.trainer.State()
		var err error
		if arrays, err = checkpoint.Download(r.stream, "gan.", r.trainer.StateDict()); err != nil {
			return err
		}
	}
	if r.strategy != nil {
		strategy := r.strategy.State()
		r.state.Strategy = &strategy
		more, err := checkpoint.Download(r.stream, "strategy.", r.strategy.StateDict())
		if err != nil {
			return err
		}
		arrays = append(arrays, more...)
	}
	text, err := json.Marshal(r.state)
	if err != nil {
		return fmt.Errorf("autogan: encode state: %w", err)
	}
	r.saved = time.Now()
	if err := r.clock.save(); err != nil {
		return err
	}
	return checkpoint.Save(r.folder.join(checkpointFile), &checkpoint.File{Metadata: map[string]string{"state": string(text)}, Arrays: arrays})
}

// restore continues from the checkpoint, or begins when there is none. Lines
// logged after the checkpoint are dropped: they will be written again.
func (r *Search) restore() error {
	file, err := checkpoint.Load(r.folder.join(checkpointFile))
	if errors.Is(err, fs.ErrNotExist) {
		return r.begin()
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(file.Metadata["state"]), &r.state); err != nil {
		return fmt.Errorf("autogan: %s holds no search: %w", r.folder.join(checkpointFile), err)
	}
	r.state.Reset.Config = r.config.Reset
	if r.state.Strategy != nil {
		if err := r.openStage(r.stage()); err != nil {
			return err
		}
		if err := checkpoint.Upload(r.stream, file, "strategy.", r.strategy.StateDict()); err != nil {
			return err
		}
		if err := r.strategy.SetState(*r.state.Strategy); err != nil {
			return err
		}
	}
	r.saved = time.Now()
	if err := r.restoreTrainer(file); err != nil {
		return err
	}
	return r.truncateLogs()
}

func (r *Search) restoreTrainer(file *checkpoint.File) error {
	if r.trainer == nil {
		return nil
	}
	if err := checkpoint.Upload(r.stream, file, "gan.", r.trainer.StateDict()); err != nil {
		return err
	}
	return r.trainer.SetState(r.state.Trainer)
}

// begin starts a search from nothing.
func (r *Search) begin() error {
	r.state = state{Reset: NewDynamicReset(r.config.Reset)}
	if err := r.truncateLogs(); err != nil {
		return err
	}
	if err := os.Remove(r.folder.join("result.json")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	r.saved = time.Now()
	return r.openStage(0)
}

func (r *Search) truncateLogs() error {
	if r.trials.Len() < r.state.Trials || r.metrics.Len() < r.state.Metrics {
		return fmt.Errorf("autogan: %s: trials.jsonl or metrics.jsonl is shorter than the checkpoint says; restore it or use another run_dir", r.folder.path)
	}
	if err := r.trials.Truncate(r.state.Trials); err != nil {
		return err
	}
	return r.metrics.Truncate(r.state.Metrics)
}
