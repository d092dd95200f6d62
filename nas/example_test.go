package nas_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"

	"autogan/nas"
	"autogan/vk"
)

// evolution is regularised evolution (Real et al. 2019): a new trial is the best of a
// few of the latest ones with one decision drawn anew. It begins like a random search,
// whose numbering and empty methods it takes over.
type evolution struct {
	*nas.RandomSearch
	population []nas.Record // the latest, the oldest first
}

const population, tournament = 12, 4

func newEvolution(_ *vk.Stream, level nas.Level, seed uint64) (nas.Resumable, error) {
	return &evolution{RandomSearch: nas.NewRandomSearch(level, seed)}, nil
}

func (e *evolution) Suggest(n int) ([]nas.Trial, error) {
	trials, err := e.RandomSearch.Suggest(n)
	if len(e.population) < population {
		return trials, err
	}
	for i := range trials {
		r := rand.New(rand.NewPCG(e.Seed, uint64(trials[i].ID))) // equal after a resume
		parent := e.population[r.IntN(population)]
		for range tournament - 1 {
			if rival := e.population[r.IntN(population)]; rival.Reward > parent.Reward {
				parent = rival
			}
		}
		trials[i].Parent, trials[i].Tokens = parent.Parent, slices.Clone(parent.Tokens)
		own := trials[i].Tokens[len(parent.Tokens)-len(e.Level.Space):] // those of this level
		at := r.IntN(len(own))
		own[at] = r.IntN(e.Level.Space[at].Options)
	}
	return trials, err
}

func (e *evolution) Observe(batch []nas.Record) error {
	e.population = append(e.population, batch...)
	e.population = e.population[max(0, len(e.population)-population):]
	return nil
}

func (e *evolution) State() nas.StrategyState {
	state := e.RandomSearch.State()
	state.Own, _ = json.Marshal(e.population)
	return state
}

func (e *evolution) SetState(state nas.StrategyState) error {
	if err := e.RandomSearch.SetState(state); err != nil {
		return err
	}
	return json.Unmarshal(state.Own, &e.population)
}

// A strategy of one's own works in experiments once it is registered:
// search.strategy = "evolution".
func Example_strategy() {
	nas.Register("evolution", newEvolution)

	space := nas.Space{{Name: "width", Options: 9}, {Name: "depth", Options: 9}, {Name: "skips", Options: 9}}
	search, _ := nas.Named("evolution")(nil, nas.Level{Space: space}, 1)
	best := nas.Record{}
	for range 30 {
		trials, _ := search.Suggest(6)
		var batch []nas.Record
		for _, trial := range trials {
			reward := trial.Tokens[0] + trial.Tokens[1] + trial.Tokens[2] // what a training would measure
			record := nas.Record{Trial: trial, Measurement: nas.Measurement{Reward: float64(reward)}}
			if batch = append(batch, record); record.Reward > best.Reward {
				best = record
			}
		}
		search.Observe(batch)
	}
	fmt.Println(best.Tokens, best.Reward)
	// Output: [8 8 8] 24
}
