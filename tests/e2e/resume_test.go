package e2e

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
	"autogan/vk"
)

// impatient stops a search at its first progress.
type impatient struct{ stop context.CancelFunc }

func (i impatient) Phase(string, int, int) {}
func (i impatient) Advance(int)            { i.stop() }
func (i impatient) Message(string)         {}

// searchOn runs a search on a stream, stopped at its first progress if asked.
func searchOn(t *testing.T, s *vk.Stream, c config.Config, stopEarly bool) error {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	observer := impatient{func() {}}
	if stopEarly {
		observer.stop = cancel
	}
	search, err := autogan.Open(ctx, s, c, observer)
	if err != nil {
		t.Fatal(err)
	}
	defer search.Release()
	_, err = search.Run(ctx)
	return err
}

// TestSearchStoppedEverywhere stops a search after every block of steps, every
// update of the controller and every selection, each time continuing with new
// objects: the files must be those of a search that never stopped. Dynamic
// resets happen in both.
func TestSearchStoppedEverywhere(t *testing.T) {
	for _, c := range []struct {
		name      string
		leastStop int
		overrides []string
	}{
		{"controller", 10, []string{"reset.window=4", "reset.threshold=0.05", "search.losses_every=4"}},
		{"random from scratch by distance", 5, []string{"search.strategy=random", "search.levels=single", "search.weights=scratch", "search.iterations=[2]",
			"search.scratch_steps=2", "reward.metric=fid"}},
		{"halving", 8, halving},
		{"fixed decisions", 8, []string{"space.fix.norm=none", "space.fix.shortcut=on", "search.iterations=[1, 1]"}},
		{"correlation", 3, []string{"search.correlate=3", "search.iterations=[1]", "search.scratch_steps=2", "search.strategy=random"}},
		{"correlation of derived architectures", 5, []string{"search.correlate=3", "search.correlate_archs=derived", "search.iterations=[1, 1]", "search.scratch_steps=2",
			"reward.also=[\"fid\"]"}},
	} {
		t.Run(c.name, func(t *testing.T) { stopSearchEverywhere(t, c.leastStop, c.overrides) })
	}
}

// halving are settings of a search by ASHA with three rungs, of 1, 2 and 4
// generator steps.
var halving = []string{"search.strategy=asha", "search.levels=single", "search.weights=scratch", "search.asha_eta=2",
	"search.scratch_steps=1", "search.asha_max_steps=4", "search.iterations=[3]", "controller.batch=1"}

func stopSearchEverywhere(t *testing.T, least int, overrides []string) {
	t.Helper()
	_, s := testgpu.Stream(t)
	open := func(folder string) config.Config {
		c, err := config.Decode("tiny.toml", tiny, append(overrides, "search.save_minutes=0")...)
		if err != nil {
			t.Fatal(err)
		}
		c.RunDir = filepath.Join(t.TempDir(), folder)
		return c
	}
	whole, pieces := open("whole"), open("pieces")
	if err := searchOn(t, s, whole, false); err != nil {
		t.Fatal(err)
	}
	stops := 0
	for ; stops < 100; stops++ {
		err := searchOn(t, s, pieces, true)
		if err == nil {
			break
		}
		if !errors.Is(err, autogan.ErrInterrupted) {
			t.Fatal(err)
		}
	}
	if stops < least || stops == 100 {
		t.Errorf("the search was stopped %d times, want %d to 99", stops, least)
	}
	for _, name := range []string{"trials.jsonl", "metrics.jsonl", "result.json"} {
		sameFile(t, filepath.Join(whole.RunDir, name), filepath.Join(pieces.RunDir, name))
	}
}
