package e2e

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"sync/atomic"
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

// expiring is a context that ends when it has been looked at so often: wherever
// that is, in the middle of a block, of a batch or of a reading.
type expiring struct {
	context.Context
	end  context.CancelFunc
	left atomic.Int64
}

func (e *expiring) Err() error {
	if e.left.Add(-1) <= 0 {
		e.end()
	}
	return e.Context.Err()
}

// searchOn runs a search on a stream, stopped at its first progress if looks is
// 0, or else after so many looks at its context.
func searchOn(t *testing.T, s *vk.Stream, c config.Config, looks int64) error {
	t.Helper()
	plain, cancel := context.WithCancel(t.Context())
	defer cancel()
	ctx, observer := &expiring{Context: plain, end: cancel}, impatient{func() {}}
	ctx.left.Store(looks)
	if looks == 0 {
		ctx.left.Store(unstopped)
		observer.stop = cancel
	}
	search, err := autogan.Open(ctx, s, c, observer)
	if err != nil {
		return err
	}
	defer search.Release()
	_, err = search.Run(ctx)
	return err
}

// unstopped is a number of looks that no search of these tests takes.
const unstopped = math.MaxInt64

// TestSearchStoppedEverywhere stops a search after every block of steps, every
// measurement, and then wherever it looks whether to stop, each time continuing
// with new objects: the files must be those of a search that never stopped, and so
// must what TensorBoard shows. Dynamic resets happen in both.
func TestSearchStoppedEverywhere(t *testing.T) {
	apart := int64(6) // `make kill-test` stops at more looks
	if os.Getenv("AUTOGAN_KILLS") != "" {
		apart = 1
	}
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
		t.Run(c.name, func(t *testing.T) {
			t.Run("at progress", func(t *testing.T) {
				stopSearchEverywhere(t, c.leastStop, c.overrides, func(int) int64 { return 0 })
			})
			t.Run("at looks", func(t *testing.T) {
				stopSearchEverywhere(t, 0, c.overrides, func(stop int) int64 { return apart * int64(17+5*stop%19) })
			})
		})
	}
}

// halving are settings of a search by ASHA with three rungs, of 1, 2 and 4
// generator steps.
var halving = []string{"search.strategy=asha", "search.levels=single", "search.weights=scratch", "search.asha_eta=2",
	"search.scratch_steps=1", "search.asha_max_steps=4", "search.iterations=[3]", "controller.batch=1"}

// stopSearchEverywhere stops a search again and again, each time after the looks
// of searchOn.
func stopSearchEverywhere(t *testing.T, least int, overrides []string, looks func(stop int) int64) {
	t.Helper()
	_, s := testgpu.Stream(t)
	open := func(folder string) config.Config {
		c, err := config.Decode("tiny.toml", tiny, append(overrides, "search.save_minutes=0", "log.tensorboard=true")...)
		if err != nil {
			t.Fatal(err)
		}
		c.RunDir = filepath.Join(t.TempDir(), folder)
		return c
	}
	whole, pieces := open("whole"), open("pieces")
	if err := searchOn(t, s, whole, unstopped); err != nil {
		t.Fatal(err)
	}
	stops := 0
	for ; stops < 100; stops++ {
		err := searchOn(t, s, pieces, looks(stops))
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
	wantSearchShown(t, whole.RunDir)
	sameEvents(t, whole.RunDir, pieces.RunDir)
}
