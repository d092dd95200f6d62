package autogan

import (
	"context"
	"fmt"
	"math"

	"autogan/nas"
	"autogan/nas/autogan/config"
)

// Budget says how much a search had done when search.hours ended it.
type Budget struct {
	Hours      float64 `json:"hours"`
	Iterations int     `json:"iterations"` // begun
	Steps      int     `json:"steps"`      // discriminator steps of the shared GAN
	Measured   int     `json:"measured"`   // architectures, each rung of one counted
}

// String reads "the budget of 48 h ended the search in iteration 12, after 3600
// steps of the shared GAN and 345 measurements".
func (b Budget) String() string {
	steps := ""
	if b.Steps > 0 {
		steps = fmt.Sprintf("%d steps of the shared GAN and ", b.Steps)
	}
	return fmt.Sprintf("the budget of %g h ended the search in iteration %d, after %s%d measurements", b.Hours, b.Iterations, steps, b.Measured)
}

// iterations returns the number of iterations of the search: the configured
// ones, or those that the budget has allowed.
func (r *Search) iterations() int {
	if r.state.Cut > 0 {
		return r.state.Cut
	}
	return r.config.TotalIterations()
}

// watchBudget makes the current iteration the last one when only the time of the
// final selection is left of the budget. It is called after every block of steps
// of the shared GAN and after every measurement of the controller's phase. So
// everything up to there equals the beginning of a search without a budget.
func (r *Search) watchBudget() {
	hours := r.config.Search.Hours
	if hours == 0 || r.state.Cut > 0 || r.clock.seconds()+r.selection < 3600*hours {
		return
	}
	r.state.Cut = r.state.Iteration + 1
	r.observer.Message(r.label(fmt.Sprintf("the budget of %g h is spent: the search ends with what it has", hours)))
}

// timedArchs is the number of architectures that are measured to know how long
// the final selection will take.
const timedArchs = 3

// reserveSelection times measurements with the shared weights, once in each
// process, so that the final selection ends with the budget and not after it.
// No weight and no random number of the search depends on these measurements.
// The first pass compiles the kernels.
func (r *Search) reserveSelection(ctx context.Context) error {
	c := r.config
	if c.Search.Hours == 0 || c.Search.Weights == config.FromScratch || r.state.Cut > 0 || r.selection > 0 {
		return nil
	}
	r.observer.Phase("time of a measurement", 2*timedArchs, 0)
	for range 2 {
		begun := r.clock.seconds()
		if err := r.measureForTime(ctx); err != nil {
			return err
		}
		r.selection = (r.clock.seconds() - begun) / timedArchs * float64(c.Search.NumCandidates)
	}
	return nil
}

func (r *Search) measureForTime(ctx context.Context) error {
	seed := seedFor(r.config, forTiming, 0)
	trials, err := complete(r.config, 0, nas.NewRandomSearch(Level(r.config, 0, nil), seed)).Suggest(timedArchs)
	if err != nil {
		return err
	}
	archs, err := archsOf(r.config, trials)
	if err != nil {
		return err
	}
	for _, a := range archs {
		if _, err := r.measureShared(ctx, a, seed); err != nil {
			return err
		}
		r.observer.Advance(1)
	}
	return nil
}

// stampBudget puts the work so far into the state. Without a budget nothing in
// a checkpoint depends on time.
func (r *Search) stampBudget() {
	if r.config.Search.Hours > 0 {
		r.state.Seconds = r.clock.seconds()
	}
}

// resumeBudget goes on counting where the checkpoint stopped.
func (r *Search) resumeBudget() {
	if r.config.Search.Hours > 0 {
		r.clock.continueFrom(r.state.Seconds)
	}
}

func (r *Search) checkBudget() error {
	s := &r.state
	if s.Cut < 0 || s.Cut > r.config.TotalIterations() || s.Cut > 0 && r.config.Search.Hours == 0 {
		return fmt.Errorf("a budget of %g h has ended it after %d iterations", r.config.Search.Hours, s.Cut)
	}
	if s.Seconds < 0 || math.IsInf(s.Seconds, 0) {
		return fmt.Errorf("it has worked for %g seconds", s.Seconds)
	}
	return nil
}

// budgetSpent returns what was done when the budget ended the search, nil if it
// ended by itself.
func (r *Search) budgetSpent(trials []TrialLine) (*Budget, error) {
	if r.state.Cut == 0 {
		return nil, nil
	}
	metrics, err := nas.ReadLog[MetricLine](r.folder.join(metricsFile))
	if err != nil {
		return nil, err
	}
	steps := make([]int, r.state.Cut) // of each iteration
	for _, line := range metrics {
		steps[line.Iteration] = line.Step
	}
	b := &Budget{Hours: r.config.Search.Hours, Iterations: r.state.Cut}
	for _, line := range trials {
		if line.Phase != correlationPhase { // which follows the search
			b.Measured++
		}
	}
	for _, n := range steps {
		b.Steps += n
	}
	return b, nil
}
