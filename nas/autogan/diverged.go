package autogan

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"autogan/gan"
	"autogan/layers/checkpoint"
	"autogan/nas/autogan/config"
)

// keptKey is the metadata key of [kept].
const keptKey = "kept"

// kept says when the shared GAN was kept. Its tensors are in the same file.
type kept struct {
	Iteration int              `json:"iteration"`
	Step      int              `json:"step"`
	Trainer   gan.TrainerState `json:"trainer"`
}

// keepGAN writes the shared GAN to a file of its own, if an epoch or the
// iteration's training has ended in the last steps, or if they were the first
// of the search. After a loss that is not finite the search goes back to these
// weights. Unlike the time of a checkpoint, when they are kept depends on
// counters alone. So a search that was interrupted goes back to the same weights
// as one that was not. If a weight is not finite, keepGAN keeps nothing and
// returns an error that wraps [gan.ErrNotFinite].
func (r *Search) keepGAN(steps int) error {
	if !r.keepDue(steps) {
		return nil
	}
	if err := r.trainer.CheckFinite(); err != nil {
		return err
	}
	arrays, err := checkpoint.Download(r.stream, "gan.", r.trainer.StateDict())
	if err != nil {
		return err
	}
	text, err := json.Marshal(kept{r.state.Iteration, r.state.Step, r.trainer.State()})
	if err != nil {
		return fmt.Errorf("autogan: encode %s: %w", keptFile, err)
	}
	file := &checkpoint.File{Arrays: arrays, Metadata: map[string]string{keptKey: string(text)}}
	return r.folder.replace(keptFile, func(path string) error { return checkpoint.Save(path, file) })
}

func (r *Search) keepDue(steps int) bool {
	perEpoch, before := r.shuffler.BatchesPerEpoch(), r.state.Step-steps
	ended := r.state.Collapsed || r.state.Step == r.sharedSteps()
	first := r.state.Iteration == 0 && before == 0
	return ended || first || r.state.Step/perEpoch != before/perEpoch
}

// forgetKept removes what an earlier search kept in the folder.
func (r *Search) forgetKept() error { return r.folder.remove(keptFile) }

// diverge ends the iteration's shared training after a loss or a weight that is
// not finite: the rest of its steps is left out. The controller goes on with
// the weights that were kept last, since images of NaN have no reward. When the
// iteration ends, the GAN starts anew as after a collapse, unless nothing
// follows or resetting is disabled. The next iteration trains on other batches,
// latent vectors and architectures, so it need not diverge again.
func (r *Search) diverge(cause error) error {
	r.state.Lost = true
	r.state.Diverged++
	r.state.Reset.Clear()
	back, err := r.goBack()
	if err != nil {
		return err
	}
	r.observer.Message(fmt.Sprintf("%s: up to step %d: %v. The rest of this iteration's steps is left out; %s", r.label("shared GAN"), r.state.Step, cause, back))
	return nil
}

// goBack gives the shared GAN the weights that were kept last, and says which.
// Before any were kept it gets new ones. The count of latent vectors goes on, so
// the steps to come are not those that diverged.
func (r *Search) goBack() (string, error) {
	path := r.folder.join(keptFile)
	file, err := checkpoint.Load(path)
	if errors.Is(err, fs.ErrNotExist) {
		r.trainer.Restart(r.nextWeights())
		return "no weights have been kept yet, so the GAN starts anew", nil
	}
	if err != nil {
		return "", err
	}
	var last kept
	if err := decodeWhole([]byte(file.Metadata[keptKey]), &last); err != nil {
		return "", &config.Error{Where: path, Problem: fmt.Sprintf("these are not the kept weights of a search: %v", err)}
	}
	if err := checkpoint.Upload(r.stream, file, "gan.", r.trainer.StateDict()); err != nil {
		return "", err
	}
	last.Trainer.Draws = r.trainer.State().Draws
	back := fmt.Sprintf("the GAN goes back to its weights after step %d of iteration %d", last.Step, last.Iteration+1)
	return back, r.trainer.SetState(last.Trainer)
}

// nextWeights is the seed of the weights after the next reset. No weights that
// were trained before had it.
func (r *Search) nextWeights() uint64 {
	return seedFor(r.config, forWeights, r.state.Resets+r.state.Diverged)
}

// untrained reports whether the shared GAN has taken no generator step since it
// was made or reset.
func untrained(s gan.TrainerState) bool { return slices.Max(s.StepsG) == 0 }

// wantTrained returns a [*config.Error] if a checkpoint holds a shared GAN that
// was reset and not trained since. Its images would be noise.
func wantTrained(path string, s gan.TrainerState) error {
	if !untrained(s) {
		return nil
	}
	return &config.Error{Where: path, Problem: "its shared GAN is untrained, since it was reset last; continue the search, or, if it has ended, begin it anew with --restart (earlier programs also reset the GAN at the end)"}
}
