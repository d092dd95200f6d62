package autogan

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"autogan/gan/arch"
	"autogan/nas"
	"autogan/nas/autogan/config"
)

// halving returns the rule of a search by ASHA. Its rungs are trainings of
// search.scratch_steps, of asha_eta times as many, and so on up to
// asha_max_steps.
func halving(c config.Search) nas.Halving {
	rule := nas.Halving{Eta: c.ASHAEta, Rungs: 1}
	for steps := c.ScratchSteps; steps <= c.ASHAMaxSteps/c.ASHAEta; steps *= c.ASHAEta {
		rule.Rungs++
	}
	return rule
}

// rungSteps returns the generator steps after which a trial is measured at a
// rung.
func rungSteps(c config.Search, rung int) int {
	steps := c.ScratchSteps
	for range rung {
		steps *= c.ASHAEta
	}
	return steps
}

// rungConfig returns the settings of a trial's training up to the highest rung.
// Every rung ends at the end of a line of the log. So a training that stops at a
// rung and goes on later takes its steps in the same blocks as one that never
// stops.
func rungConfig(c config.Config, a arch.Arch, name string) config.Config {
	steps := rungSteps(c.Search, halving(c.Search).Rungs-1)
	t := scratchConfig(c, a, name)
	t.Train.GeneratorSteps, t.Train.EvalEvery = steps, steps
	lowest := c.Search.ScratchSteps * c.GAN.NCritic
	for lowest%t.Train.LogEvery != 0 {
		t.Train.LogEvery--
	}
	return t
}

// trialName names the folder of a trial's training.
func trialName(id int) string { return fmt.Sprintf("trial-%04d", id) }

// earlyStopping is ASHA with the folders of its trainings. A training stays in its
// folder to be continued when its trial is promoted, as long as [nas.ASHA.Kept]
// lists it. If it was removed, it begins again and ends with the same bits.
type earlyStopping struct {
	*nas.ASHA
	config config.Config
}

// Suggest implements [nas.Strategy]. It removes the trainings that will not go
// on; the checkpoint already has what they were measured at.
func (s earlyStopping) Suggest(n int) ([]nas.Trial, error) {
	trials, err := s.ASHA.Suggest(n)
	if err != nil {
		return nil, err
	}
	return trials, s.removeAllBut(s.Kept())
}

func (s earlyStopping) removeAllBut(kept []int) error {
	folders, err := filepath.Glob(filepath.Join(scratchFolder(s.config), "trial-*"))
	if err != nil {
		return fmt.Errorf("autogan: list trainings: %w", err)
	}
	for _, folder := range folders {
		if slices.ContainsFunc(kept, func(id int) bool { return trialName(id) == filepath.Base(folder) }) {
			continue
		}
		if err := removeTraining(folder); err != nil {
			return err
		}
	}
	return nil
}

// measureRung trains an architecture up to the steps of the trial's rung, from
// where its training stopped at the rung below, and returns its reward there.
func (r *Search) measureRung(ctx context.Context, a arch.Arch, trial nas.Trial) (nas.Measurement, error) {
	c := rungConfig(r.config, a, trialName(trial.ID))
	steps := rungSteps(r.config.Search, trial.Rung)
	m, err := r.rewardAfter(ctx, c, func() (Evaluation, error) { return r.scratch.runTo(ctx, c, steps) })
	if err != nil {
		return nas.Measurement{}, err
	}
	if m.Metrics == nil { // it diverged
		m.Metrics = map[string]float64{}
	}
	m.Metrics["steps"] = float64(steps)
	return m, nil
}

// selectFurthest keeps the best of all trials, by their rewards at the highest
// rung that each has reached. Then nothing goes on from their trainings.
func (r *Search) selectFurthest() error {
	lines, err := nas.ReadLog[TrialLine](r.folder.join(trialsFile))
	if err != nil {
		return err
	}
	records := make([]nas.Record, len(lines))
	for i, line := range lines {
		records[i] = line.Record
	}
	var best []nas.Candidate
	for _, record := range nas.Furthest(records) {
		same := func(other nas.Candidate) bool { return slices.Equal(other.Tokens, record.Tokens) }
		if r.config.Search.AllowDuplicates || !slices.ContainsFunc(best, same) {
			best = append(best, nas.Candidate{Tokens: record.Tokens, Reward: record.Reward})
		}
	}
	r.state.Parents = best[:min(len(best), r.config.Search.TopK)]
	return removeTraining(scratchFolder(r.config))
}

// runTo trains up to the given generator steps and returns the evaluation
// there. A training that collapsed before returns its last one.
func (ts *trainings) runTo(ctx context.Context, c config.Config, steps int) (Evaluation, error) {
	t, err := ts.begin(ctx, c)
	if err != nil {
		return Evaluation{}, err
	}
	defer t.release()
	t.until = steps
	if err := t.drive(ctx, t.ended, t.advance); err != nil {
		return Evaluation{}, t.diverged(err)
	}
	return t.evaluationAt(steps)
}

// evaluationAt returns the last evaluation up to the given generator steps. The
// training may be further, if the search continues from an earlier checkpoint.
func (t *training) evaluationAt(steps int) (Evaluation, error) {
	lines, err := nas.ReadLog[Evaluation](t.folder.join(evaluationsFile))
	if err != nil {
		return Evaluation{}, err
	}
	for _, e := range slices.Backward(lines) {
		if e.Step <= steps {
			return e, nil
		}
	}
	return Evaluation{}, fmt.Errorf("autogan: %s has no evaluation up to step %d", t.folder.join(evaluationsFile), steps)
}
