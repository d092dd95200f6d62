package autogan

import (
	"errors"
	"fmt"

	"autogan/gan"
	"autogan/layers/checkpoint"
	"autogan/nas"
)

// trainState is what resuming a training needs besides tensors. Everything
// random is a function of the seed and of the counters here.
type trainState struct {
	Step        int         `json:"step"`      // discriminator steps done
	Evaluated   int         `json:"evaluated"` // the step of the last evaluation
	Collapsed   bool        `json:"collapsed"` // ended early
	Best        *Evaluation `json:"best"`
	Last        *Evaluation `json:"last"`
	BestIS      *Evaluation `json:"best_is,omitempty"` // states of earlier programs have none
	Metrics     int         `json:"metrics"`           // lines of metrics.jsonl
	Evaluations int         `json:"evaluations"`       // lines of evaluations.jsonl

	Losses []gan.Loss `json:"losses,omitempty"` // of a block of steps that was interrupted, and is not logged yet

	Numbered drawing `json:"numbered_images,omitempty"`

	Trainer gan.TrainerState `json:"trainer"`
	Reset   *DynamicReset    `json:"reset"` // used only if a collapse ends the training
}

func (t *training) stateKey() string { return "training" }

func (t *training) statePointer() any { return &t.state }

func (t *training) saveMinutes() float64 { return t.config.Train.SaveMinutes }

// updateState returns an error if the training has diverged: the checkpoint
// before is the last good one.
func (t *training) updateState() ([]tensors, error) {
	if err := t.trainer.CheckFinite(); err != nil {
		return nil, err
	}
	t.state.Trainer = t.trainer.State()
	return []tensors{{"gan.", t.trainer.StateDict()}, {"average.", t.average.StateDict()}}, nil
}

func (t *training) begin() error {
	t.state.Numbered = true
	return nil
}

func (t *training) resume(file *checkpoint.File) error {
	if err := checkpoint.Upload(t.stream, file, "gan.", t.trainer.StateDict()); err != nil {
		return err
	}
	if err := checkpoint.Upload(t.stream, file, "average.", t.average.StateDict()); err != nil {
		return err
	}
	if t.state.BestIS == nil {
		if err := t.findBestIS(); err != nil {
			return err
		}
	}
	return t.trainer.SetState(t.state.Trainer)
}

// findBestIS takes the highest Inception score from the log. An earlier program has
// kept no generator of it, so only a higher one gets a file.
func (t *training) findBestIS() error {
	lines, err := nas.ReadLog[Evaluation](t.folder.join(evaluationsFile))
	if err != nil {
		return err
	}
	for _, e := range lines[:min(t.state.Evaluations, len(lines))] {
		if best := t.state.BestIS; best == nil || e.outscores(*best) {
			t.state.BestIS = &e
		}
	}
	return nil
}

func (t *training) checkState() error {
	s, total := &t.state, t.discriminatorSteps()
	if min(s.Metrics, s.Evaluations) < 0 {
		return errors.New("a count is below 0")
	}
	if s.Step < 0 || s.Step > total || s.Evaluated < 0 || s.Evaluated > s.Step {
		return fmt.Errorf("it has evaluated step %d of %d, of %d in all", s.Evaluated, s.Step, total)
	}
	if s.Collapsed && s.Step == 0 {
		return errors.New("it has collapsed before its first step")
	}
	if s.Evaluated > 0 && (s.Best == nil || s.Last == nil) {
		return errors.New("the evaluations are missing")
	}
	if n := stepsOf(s.Losses); n > s.Step || n >= t.config.Train.LogEvery {
		return fmt.Errorf("it has the losses of %d steps, after %d", n, s.Step)
	}
	return s.Reset.check()
}
