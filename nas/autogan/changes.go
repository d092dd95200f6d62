package autogan

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"autogan/nas/autogan/config"
	"autogan/vk/durable"
)

// Change is a setting with which a run has gone on after it had begun.
type Change struct {
	Iteration int    `json:"iteration,omitempty"` // of a search; the first is 0
	Step      int    `json:"step"`                // discriminator steps that were done: of the training, or of the iteration
	Key       string `json:"key"`
	From      string `json:"from"` // as TOML
	To        string `json:"to"`
}

// String reads "gan.lr_d 0.0001 instead of 0.0002 from step 40 on".
func (c Change) String() string {
	text := fmt.Sprintf("%s %s instead of %s from step %d on", c.Key, c.To, c.From, c.Step)
	if c.Iteration > 0 {
		text += fmt.Sprintf(" of iteration %d", c.Iteration+1)
	}
	return text
}

// changes is the content of changes.json.
type changes struct {
	Changes []Change `json:"changes"`
}

// Changes returns the settings that have changed since the run began, in their
// order.
func (r Run) Changes() ([]Change, error) {
	var c changes
	err := (&folder{r.Folder}).readJSON(changesFile, &c)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return c.Changes, err
}

// continuation is how the run in a folder goes on.
type continuation struct {
	original config.Config       // with which it began, or begins now: the one in config.toml
	before   []Change            // as they are recorded
	fresh    []config.Difference // which the user has asked for now
}

// continued returns the configuration with which the run of a configuration goes
// on: with the recorded changes, and with those of ContinueWith that are among
// the given settings. A folder of another configuration is a [*config.Error].
func continued(c config.Config, settings []string) (now config.Config, k continuation, err error) {
	k.original = c
	if err := (&folder{c.RunFolder()}).checkSame(c); err != nil {
		return c, k, err
	}
	if k.before, err = (Run{Folder: c.RunFolder()}).Changes(); err != nil {
		return c, k, err
	}
	now, err = changed(c, k.before)
	if err != nil {
		return c, k, err
	}
	now.ContinueWith = c.ContinueWith
	now, k.fresh, err = now.Continued(settings)
	return now, k, err
}

// changed returns the configuration after recorded changes.
func changed(c config.Config, list []Change) (config.Config, error) {
	c.ContinueWith = nil
	for _, change := range list {
		c.ContinueWith = append(c.ContinueWith, change.Key+"="+change.To)
	}
	c, _, err := c.Continued(config.ContinuableSearch, config.ContinuableTraining)
	return c, err
}

// hasEnded says that the settings with which a run is to go on change nothing.
const hasEnded = "this run has ended, so it cannot go on with other settings"

// lengthens reports whether a training that has ended after so many generator
// steps is to go on for more. For that it needs its checkpoint. Other settings
// cannot change it any more, which the observer is told; to a single training it
// is a mistake.
func (ts *trainings) lengthens(c config.Config, ended int) (bool, error) {
	now, k, err := continued(c, config.ContinuableTraining)
	if err != nil || len(k.fresh) == 0 {
		return false, err
	}
	if now.Train.GeneratorSteps <= ended {
		problem := &config.Error{Where: c.RunFolder(), Problem: fmt.Sprintf("%s; more than its %d steps are added by --continue-with train.generator_steps", hasEnded, ended)}
		if ts.single {
			return false, problem
		}
		ts.observer.Message(problem.Error())
		return false, nil
	}
	there, err := durable.Exists(filepath.Join(c.RunFolder(), checkpointFile))
	if err == nil && !there {
		err = &config.Error{Where: c.RunFolder(), Problem: "this training has ended and its checkpoint is gone, so it cannot go on"}
	}
	return true, err
}

// recordChanges records what changes from the given step on. An end of the run
// before it holds no longer.
func (r *run) recordChanges(iteration, step int) error {
	list := r.continuation.before
	for _, d := range r.continuation.fresh {
		c := Change{Iteration: iteration, Step: step, Key: d.Key, From: d.Theirs, To: d.Ours}
		r.observer.Message("this run goes on with " + c.String())
		list = append(list, c)
	}
	if len(r.continuation.fresh) == 0 {
		return nil
	}
	// The end goes first: after a crash in between, the checkpoint leads to it
	// again. The other way round the change would count as made, and be lost.
	if err := r.folder.remove(resultFile, divergedFile); err != nil {
		return err
	}
	if err := r.folder.writeJSON(changesFile, changes{list}); err != nil {
		return err
	}
	return r.folder.list()
}
