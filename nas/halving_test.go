package nas

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// rungResults are jobs of one rung with the rewards of trials 0, 1, 2, …
func rungResults(rung int, rewards ...float64) []Job {
	var jobs []Job
	for id, reward := range rewards {
		jobs = append(jobs, Job{ID: id, Rung: rung, Reward: reward})
	}
	return jobs
}

// TestHalvingFollowsTheAlgorithm plays get_job of algorithm 2 (Li et al.,
// Massively Parallel Hyperparameter Tuning) by hand, with one worker.
func TestHalvingFollowsTheAlgorithm(t *testing.T) {
	rewards := []float64{0.1, 0.4, 0.3, 0.2, 0.9, 0.5, 0.6}
	want := []Job{
		{ID: 0, Rung: 0}, // 1/2 of no trial, then of one, is none
		{ID: 1, Rung: 0},
		{ID: 1, Rung: 1}, // the best of 0 and 1
		{ID: 2, Rung: 0}, // rung 1 has one trial; 1/2 of three at rung 0 is trial 1
		{ID: 3, Rung: 0},
		{ID: 2, Rung: 1}, // the second of four
		{ID: 1, Rung: 2}, // the best of two at rung 1
		{ID: 4, Rung: 0},
		{ID: 4, Rung: 1}, // 1/2 of five at rung 0 is 4 and 1
		{ID: 4, Rung: 2}, // 1/2 of three at rung 1 is 4
		{ID: 5, Rung: 0},
		{ID: 5, Rung: 1}, // 1/2 of six is 4, 5 and 1
		{ID: 5, Rung: 2}, // 1/2 of four at rung 1 is 4 and 5
		{ID: 6, Rung: 0}, // rung 2 is the last
	}
	var jobs, got []Job
	for range want {
		job := Halving{Eta: 2, Rungs: 3}.Next(jobs)
		got = append(got, job)
		job.Reward = rewards[job.ID]
		jobs = append(jobs, job)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("jobs mismatch (-want +got)\n%s", diff)
	}
}

func TestHalvingPromotes(t *testing.T) {
	rungs := func(lists ...[]Job) []Job { return slices.Concat(lists...) }
	running := Job{ID: 1, Rung: 1, Running: true}
	for _, c := range []struct {
		name string
		eta  int
		jobs []Job
		want Job
	}{
		{"the best quarter of four", 4, rungResults(0, 1, 3, 4, 2), Job{ID: 2, Rung: 1}},
		{"a quarter of seven is one", 4, rungs(rungResults(0, 1, 3, 4, 2, 3, 3, 3), []Job{{ID: 2, Rung: 1, Reward: 4}}), Job{ID: 7}},
		{"a quarter of eight is two", 4, rungs(rungResults(0, 1, 3, 4, 2, 3, 3, 3, 1), []Job{{ID: 2, Rung: 1, Reward: 4}}), Job{ID: 1, Rung: 1}},
		{"highest rung first", 2, rungs(rungResults(0, 6, 5, 4, 3, 2, 1), rungResults(1, 7, 8)), Job{ID: 1, Rung: 2}},
		{"best first", 2, rungResults(0, 1, 2, 4, 3), Job{ID: 2, Rung: 1}},
		{"of equal rewards the earlier trial", 2, rungResults(0, 1, 5, 5, 1), Job{ID: 1, Rung: 1}},
		{"a running trial has no reward yet", 2, []Job{{ID: 0, Reward: 1}, {ID: 1, Running: true}}, Job{ID: 2}},
		{"a running promotion is not repeated", 2, append(rungResults(0, 1, 2), running), Job{ID: 2}},
	} {
		h := Halving{Eta: c.eta, Rungs: 3}
		shuffled := slices.Clone(c.jobs)
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if got, other := h.Next(c.jobs), h.Next(shuffled); got != c.want || other != c.want {
			t.Errorf("%s: got %+v, in another order %+v, want %+v", c.name, got, other, c.want)
		}
	}
	if got := (Halving{Eta: 2, Rungs: 1}).Next(rungResults(0, 1, 2)); got != (Job{ID: 2}) {
		t.Errorf("with a single rung got %+v, want trial 2", got)
	}
}

// TestHalvingKeeps: of rung 0 trial 0 is promoted, of rung 1 none, and nothing
// follows the highest rung.
func TestHalvingKeeps(t *testing.T) {
	jobs := append(rungResults(0, 9, 1, 2, 3, 4), Job{ID: 0, Rung: 1, Reward: 9}, Job{ID: 5, Running: true})
	if diff := cmp.Diff([]int{0, 3, 4, 5}, Halving{Eta: 2, Rungs: 3}.Kept(jobs)); diff != "" {
		t.Errorf("kept mismatch (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]int{3, 4, 5}, Halving{Eta: 2, Rungs: 2}.Kept(jobs)); diff != "" {
		t.Errorf("kept of two rungs mismatch (-want +got)\n%s", diff)
	}
}

func TestFurthestRanksRungsFirst(t *testing.T) {
	record := func(id, rung int, reward float64) Record {
		return Record{Trial{ID: id, Rung: rung}, Measurement{Reward: reward}}
	}
	records := []Record{record(0, 0, 5), record(1, 0, 9), record(2, 0, 6), record(0, 1, 3), record(3, 0, 6), record(2, 1, 4)}
	want := []Record{record(2, 1, 4), record(0, 1, 3), record(1, 0, 9), record(3, 0, 6)}
	if diff := cmp.Diff(want, Furthest(records)); diff != "" {
		t.Errorf("ranking mismatch (-want +got)\n%s", diff)
	}
}

// TestASHAResumes compares a search that goes through a checkpoint after every
// measurement, some with jobs running, with one that does not.
func TestASHAResumes(t *testing.T) {
	level := Level{Space: Space{{Name: "a", Options: 5}, {Name: "b", Options: 7}}}
	measure := func(s *ASHA) Record {
		trials, err := s.Suggest(1)
		if err != nil {
			t.Fatal(err)
		}
		record := Record{trials[0], Measurement{Reward: float64(trials[0].Tokens[0] * trials[0].Tokens[1])}}
		if err := s.Observe([]Record{record}); err != nil {
			t.Fatal(err)
		}
		return record
	}
	whole, pieces := NewASHA(level, Halving{2, 3}, 7), NewASHA(level, Halving{2, 3}, 7)
	promotions := 0
	for range 30 {
		want, got := measure(whole), measure(pieces)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("record mismatch (-whole +pieces)\n%s", diff)
		}
		promotions += min(want.Rung, 1)
		if _, err := pieces.Suggest(2); err != nil { // lost in an interruption
			t.Fatal(err)
		}
		text, err := json.Marshal(pieces.State())
		if err != nil {
			t.Fatal(err)
		}
		var state StrategyState
		pieces = NewASHA(level, Halving{2, 3}, 7)
		if err := json.Unmarshal(text, &state); err != nil || pieces.SetState(state) != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	if promotions < 10 {
		t.Errorf("%d promotions, want 10 or more", promotions)
	}
}

func TestASHARefuses(t *testing.T) {
	s := NewASHA(Level{Space: Space{{Name: "a", Options: 2}}}, Halving{2, 2}, 1)
	if err := s.Observe([]Record{{Trial: Trial{ID: 0}}}); err == nil {
		t.Error("a trial that was not suggested is observed")
	}
	for name, state := range map[string]StrategyState{
		"a rung above the last": {Next: 1, Jobs: []Job{{Rung: 2}}},
		"a rung below 0":        {Next: 1, Jobs: []Job{{Rung: -1}}},
		"a trial from later":    {Next: 1, Jobs: []Job{{ID: 1}}},
		"a trial below 0":       {Next: 0, Jobs: []Job{{ID: -1}}},
		"a trial too many":      {Next: 2, Jobs: []Job{{ID: 0}}},
	} {
		if s.SetState(state) == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}
