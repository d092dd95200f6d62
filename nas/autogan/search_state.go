package autogan

import (
	"errors"
	"fmt"

	"autogan/gan"
	"autogan/layers/checkpoint"
	"autogan/nas"
	"autogan/nas/autogan/config"
)

// phase is a part of a search iteration.
type phase int

const (
	sharedPhase phase = iota
	controllerPhase
	endPhase
)

// state is what resuming a search needs besides tensors. Everything random is a
// function of the seed and of the counters here.
type state struct {
	Iteration  int             `json:"iteration"`
	Phase      phase           `json:"phase"`
	Step       int             `json:"step"`      // done in this phase
	Collapsed  bool            `json:"collapsed"` // the losses stopped varying in this iteration
	Resets     int             `json:"resets"`    // after a collapse
	Reset      *DynamicReset   `json:"reset"`
	Parents    []nas.Candidate `json:"parents"`    // the last stage's top K
	Correlated int             `json:"correlated"` // architectures measured for the correlation
	Trials     int             `json:"trials"`     // lines of trials.jsonl
	Metrics    int             `json:"metrics"`    // lines of metrics.jsonl

	Numbered drawing `json:"numbered_images,omitempty"`

	Lost     bool `json:"lost,omitempty"`     // the GAN diverged in this iteration
	Diverged int  `json:"diverged,omitempty"` // how often it has diverged

	Seconds float64 `json:"seconds,omitempty"` // of work, in searches with a budget
	Cut     int     `json:"cut,omitempty"`     // iterations when the budget ended the search; 0 as long as it has not

	Trainer  gan.TrainerState   `json:"trainer"`
	Strategy *nas.StrategyState `json:"strategy,omitempty"` // nil once the search has ended

	// Of a part of the search that was interrupted in between, and is not logged yet:
	Measured []nas.Measurement `json:"measured,omitempty"` // the trials drawn last, from the first
	Losses   []gan.Loss        `json:"losses,omitempty"`   // the block of steps

	Derived []nas.Trial `json:"derived,omitempty"` // drawn by the last controller, for the correlation
}

// searchKey is the metadata key of a search's state.
const searchKey = "state"

func (r *Search) stateKey() string { return searchKey }

func (r *Search) statePointer() any { return &r.state }

// saveMinutes is 0 in a search by ASHA: what a training was measured at must be
// saved before the training is removed.
func (r *Search) saveMinutes() float64 {
	if r.config.Search.Strategy == config.ASHAStrategy {
		return 0
	}
	return r.config.Search.SaveMinutes
}

func (r *Search) updateState() ([]tensors, error) {
	r.stampBudget()
	var parts []tensors
	if r.trainer != nil {
		r.state.Trainer = r.trainer.State()
		parts = append(parts, tensors{"gan.", r.trainer.StateDict()})
	}
	r.state.Strategy = nil
	if r.strategy != nil {
		strategy := r.strategy.State()
		r.state.Strategy = &strategy
		parts = append(parts, tensors{"strategy.", r.strategy.StateDict()})
	}
	return parts, nil
}

func (r *Search) begin() error {
	if err := r.forgetKept(); err != nil {
		return err
	}
	r.state.Numbered = true
	return r.openStage(0)
}

func (r *Search) resume(file *checkpoint.File) error {
	r.resumeBudget()
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
	if r.trainer == nil {
		return nil
	}
	if err := checkpoint.Upload(r.stream, file, "gan.", r.trainer.StateDict()); err != nil {
		return err
	}
	return r.trainer.SetState(r.state.Trainer)
}

func (r *Search) checkState() error {
	s, total := &r.state, r.iterations()
	if err := r.checkBudget(); err != nil {
		return err
	}
	if min(s.Step, s.Resets, s.Diverged, s.Correlated, s.Trials, s.Metrics) < 0 {
		return errors.New("a count is below 0")
	}
	if s.Iteration < 0 || s.Iteration > total || s.Phase < sharedPhase || s.Phase > endPhase {
		return fmt.Errorf("it is in phase %d of iteration %d of %d", s.Phase, s.Iteration, total)
	}
	if ended := s.Iteration == total; ended == (s.Strategy != nil) {
		return fmt.Errorf("after iteration %d of %d strategy is %v", s.Iteration, total, s.Strategy)
	}
	if err := r.checkParents(); err != nil {
		return err
	}
	for _, trial := range s.Derived {
		if err := r.checkCells(trial.Tokens, r.config.Cells(r.config.Stages()-1)); err != nil {
			return fmt.Errorf("derived: %w", err)
		}
	}
	if len(s.Losses) > 0 && (s.Phase != sharedPhase || stepsOf(s.Losses) > s.Step) {
		return fmt.Errorf("it has the losses of %d steps of the shared GAN, after %d in phase %d", stepsOf(s.Losses), s.Step, s.Phase)
	}
	return s.Reset.check()
}

// checkParents checks the parents that the last finished stage must have left.
func (r *Search) checkParents() error {
	stages := r.stage() // that have ended
	if r.state.Iteration == r.iterations() {
		stages = r.config.Stages()
	}
	if stages == 0 {
		return nil
	}
	if len(r.state.Parents) == 0 {
		return errors.New("there are no parents")
	}
	for _, parent := range r.state.Parents {
		if err := r.checkParent(parent, r.config.Cells(stages-1)); err != nil {
			return fmt.Errorf("parents: %w", err)
		}
	}
	return nil
}

func (r *Search) checkParent(parent nas.Candidate, cells int) error {
	if err := r.checkCells(parent.Tokens, cells); err != nil {
		return err
	}
	ended := r.state.Strategy == nil
	if n := len(parent.Hidden); !ended && r.config.Search.Strategy == config.ControllerStrategy && n != 2*r.config.Controller.Hidden {
		return fmt.Errorf("a hidden state holds %d numbers, want %d", n, 2*r.config.Controller.Hidden)
	}
	return nil
}

// checkCells checks that tokens are an architecture of so many cells.
func (r *Search) checkCells(tokens nas.Tokens, cells int) error {
	a, err := r.config.Archs().Arch(tokens)
	if err != nil {
		return err
	}
	if a.Cells() != cells {
		return fmt.Errorf("%s has %d cells, want %d", a, a.Cells(), cells)
	}
	return nil
}
