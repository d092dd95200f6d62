package autogan

import (
	"context"
	"errors"
	"fmt"

	"autogan/nas/autogan/config"
	"autogan/vk"
)

// Failure is a run of a plan of several that an error has ended, while the
// others were done. Its state is that of its last checkpoint, from which the
// same command continues.
type Failure struct {
	Seed    uint64 `json:"seed"`
	Problem string `json:"problem"`
	Folder  string `json:"-"`
}

// endsPlan reports whether an error of one run would end the others too: the
// user's interruption, a setting that all of them have, or the device's failure.
func endsPlan(ctx context.Context, s *vk.Stream, err error) bool {
	var mistake *config.Error
	setting := errors.As(err, &mistake) && mistake.Key != ""
	return errors.Is(err, ErrInterrupted) || ctx.Err() != nil || setting || s.Err() != nil
}

// with adds a run that has no result.
func (t TrainSummary) with(c config.Config, err error) TrainSummary {
	var d *Divergence
	if errors.As(err, &d) {
		t.Arch, t.Diverged = d.Arch, append(t.Diverged, *d)
		return t
	}
	t.Failed = append(t.Failed, Failure{Seed: c.Seed, Problem: err.Error(), Folder: c.RunFolder()})
	return t
}

// Missing returns nil if every seed has a result. Otherwise the error names the
// others and wraps the first [*Divergence].
func (t TrainSummary) Missing() error {
	if err := t.missing(); err != nil {
		return fmt.Errorf("autogan: %w", err)
	}
	return nil
}

func (t TrainSummary) missing() error {
	n := len(t.Diverged) + len(t.Failed)
	of := n + len(t.Runs)
	switch {
	case n == 0:
		return nil
	case len(t.Failed) == 0:
		return fmt.Errorf("%d of %d seeds have no result, first: %w", n, of, &t.Diverged[0])
	}
	first := t.Failed[0]
	return fmt.Errorf("%d of %d seeds have no result, first: seed %d in %s: %s; the same command tries again", n, of, first.Seed, first.Folder, first.Problem)
}

// Missing returns nil if every architecture has a result with every seed.
// Otherwise the error names the first of the others, and wraps its
// [*Divergence].
func (r DeriveResult) Missing() error {
	for _, d := range r.Derived {
		if err := d.missing(); err != nil {
			return fmt.Errorf("autogan: architecture %d: %w", d.Rank, err)
		}
	}
	return nil
}

// failed is Missing without the architectures that have diverged: that is their
// result, and nothing tries again.
func (r DeriveResult) failed() error {
	tried := DeriveResult{}
	for _, d := range r.Derived {
		if len(d.Failed) > 0 {
			tried.Derived = append(tried.Derived, d)
		}
	}
	return tried.Missing()
}

// Missing returns nil if every run has a result. Otherwise the error names the
// first of the others.
func (c Comparison) Missing() error {
	n, of, first := 0, 0, ""
	for _, s := range c.Searches {
		for _, r := range s.Runs {
			of++
			if r.missing() == "" {
				continue
			}
			if n++; n == 1 {
				first = fmt.Sprintf("%s, seed %d in %s: %s", s.Experiment, r.Seed, r.Folder, r.missing())
			}
		}
	}
	if n == 0 {
		return nil
	}
	return fmt.Errorf("autogan: %d of %d runs have no result, first: %s; the same command tries again what has not diverged", n, of, first)
}
