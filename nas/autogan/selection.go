package autogan

import (
	"context"
	"errors"
	"fmt"

	"autogan/gan"
	"autogan/nas"
	"autogan/nas/autogan/config"
)

// furtherDraws limits how many architectures are drawn beyond
// search.num_candidates until K of them differ. A controller that has settled
// draws the same few again and again.
const furtherDraws = 1000

// selectTopK measures candidates of the trained controller and keeps the best
// as the parents of the next stage, with the controller's states (paper,
// Algorithm 1: the top K of M). Then it draws what the correlation needs. If
// interrupted, it restores the strategy and logs nothing; what was measured is
// in the state.
func (r *Search) selectTopK(ctx context.Context) error {
	if r.config.Search.Strategy == config.ASHAStrategy {
		return r.selectFurthest()
	}
	if r.trainer != nil && untrained(r.trainer.State()) {
		return fmt.Errorf("autogan: %s: the shared GAN has diverged whenever it was trained, so there is nothing to rank: %w", r.label("top K"), gan.ErrNotFinite)
	}
	n := r.config.Search.NumCandidates
	r.observer.Phase(r.label("top K"), n, min(n, len(r.state.Measured)))
	before := r.strategy.State()
	top := r.topK()
	records, err := r.rank(ctx, &top)
	if err == nil {
		err = r.drawDerived(ctx)
	}
	if errors.Is(err, ErrInterrupted) {
		return errors.Join(err, r.strategy.SetState(before))
	}
	if err != nil {
		return err
	}
	if found := len(top.Best); found < top.K {
		r.observer.Message(fmt.Sprintf("%s: %d architectures instead of %d: %s", r.label("top K"), found, top.K, r.whyFewer(found)))
	}
	r.state.Parents = top.Best
	return r.logTrials("selection", records)
}

// topK returns an empty top K.
func (r *Search) topK() nas.TopK {
	return nas.TopK{K: r.config.Search.TopK, AllowDuplicates: r.config.Search.AllowDuplicates}
}

// rank adds the candidates to the top K and returns those that it measured. In
// a search from scratch, all trials so far are the candidates.
func (r *Search) rank(ctx context.Context, top *nas.TopK) ([]nas.Record, error) {
	if r.config.Search.Weights == config.FromScratch {
		if err := r.rankMeasured(top); err != nil {
			return nil, err
		}
		return r.drawOn(ctx, top)
	}
	candidates, err := r.measureCandidates(ctx, top)
	if err != nil {
		return nil, err
	}
	further, err := r.drawOn(ctx, top)
	return append(candidates, further...), err
}

// candidatesPerDraw bounds the candidates that are drawn at once. Drawing cannot
// be interrupted, and the controller's states of all of them need memory.
const candidatesPerDraw = 1000

// measureCandidates draws the candidates, and adds them to the top K.
func (r *Search) measureCandidates(ctx context.Context, top *nas.TopK) ([]nas.Record, error) {
	var records []nas.Record
	for left := r.config.Search.NumCandidates; left > 0; left -= candidatesPerDraw {
		trials, err := r.strategy.Suggest(min(left, candidatesPerDraw))
		if err != nil {
			return nil, err
		}
		measured, err := r.measureInto(ctx, top, trials, r.observer)
		if err != nil {
			return nil, err
		}
		records = append(records, measured...)
	}
	return records, nil
}

// rankMeasured adds all trials so far to the top K.
func (r *Search) rankMeasured(top *nas.TopK) error {
	lines, err := nas.ReadLog[TrialLine](r.folder.join(trialsFile))
	for _, line := range lines {
		top.Add(nas.Candidate{Tokens: line.Tokens, Reward: line.Reward})
	}
	return err
}

// drawOn draws further candidates until the top K are K, where equal ones are
// kept once. It gives up when the stage has no others or after furtherDraws, and
// draws none when the budget is spent. One that is in the top K already is not
// measured again.
func (r *Search) drawOn(ctx context.Context, top *nas.TopK) ([]nas.Record, error) {
	var further []nas.Record
	want := min(top.K, r.stagePoints())
	for draw := 0; r.state.Cut == 0 && draw < furtherDraws && len(top.Best) < want; draw++ {
		if ctx.Err() != nil {
			return nil, ErrInterrupted
		}
		trials, err := r.strategy.Suggest(1)
		if err != nil {
			return nil, err
		}
		if top.Holds(trials[0].Tokens) {
			continue
		}
		records, err := r.measureInto(ctx, top, trials, quiet{})
		if err != nil {
			return nil, err
		}
		further = append(further, records...)
	}
	return further, nil
}

// measureInto measures trials and adds them to the top K, with the states from
// which a later stage extends them.
func (r *Search) measureInto(ctx context.Context, top *nas.TopK, trials []nas.Trial, observer Observer) ([]nas.Record, error) {
	records, err := r.measureAll(ctx, trials, observer)
	if err != nil {
		return nil, err
	}
	hidden, err := r.strategy.States(trials)
	if err != nil {
		return nil, err
	}
	for i, record := range records {
		top.Add(nas.Candidate{Tokens: record.Tokens, Reward: record.Reward, Hidden: hidden[i]})
	}
	return records, nil
}

// stagePoints is the number of architectures that the stage can propose, if its
// parents differ.
func (r *Search) stagePoints() int {
	level := Level(r.config, r.stage(), r.state.Parents)
	return level.Space.Size() * max(1, len(level.Parents))
}

func (r *Search) whyFewer(found int) string {
	if found == r.stagePoints() {
		return "the stage has no others"
	}
	if r.state.Cut > 0 {
		return "the budget leaves no time for further draws"
	}
	return fmt.Sprintf("no others came up in %d further draws", furtherDraws)
}
