package nas

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"autogan/tests/testgpu"
	"autogan/vk"
)

// With every seed the controller must take fewer samples than random search
// does on average: as many as the space has points, or half of that if it never
// repeats one.
func TestSyntheticControllerBeatsRandomSearch(t *testing.T) {
	if testing.Short() {
		t.Skip("seconds of search")
	}
	_, s := testgpu.Stream(t)
	var list []comparison
	for seed := range uint64(3) {
		c, err := compare(s, seed, 20_000)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, c)
		if half := (c.Size + 1) / 2; !c.Found || c.Controller >= half || float64(c.Controller) >= c.Random {
			t.Errorf("seed %d: the controller took %d samples (found: %v), random search %.0f, without repeats %d",
				c.Seed, c.Controller, c.Found, c.Random, half)
		}
	}
	t.Logf("samples until the best point\n%s", comparisonTable(list))
}

// comparison is the outcome of searching one synthetic benchmark with the
// controller and with random search: how many samples each took until the best
// point came up.
type comparison struct {
	Seed       uint64
	Size       int     // points of the space
	Controller int     // samples; the limit if it never came up
	Found      bool    // whether the controller found it within the limit
	Random     float64 // samples, mean of randomRuns searches
}

// randomRuns is the number of random searches; several, since the standard
// deviation of their samples is as large as the mean.
const randomRuns = 10

// comparisonBatch is the number of samples per update of the controller.
const comparisonBatch = 32

// compare searches the synthetic benchmark of a seed with the controller, which
// gives up after limit samples, and with random search, which does not.
func compare(s *vk.Stream, seed uint64, limit int) (comparison, error) {
	bench := newSynthetic(syntheticSpace(), seed)
	result := comparison{Seed: seed, Size: bench.Space.Size()}
	level := Level{Space: bench.Space}
	for run := range randomRuns {
		search := NewRandomSearch(level, seed*randomRuns+uint64(run))
		samples, _, err := samplesToBest(search, bench, 100*bench.Space.Size())
		if err != nil {
			return result, err
		}
		result.Random += float64(samples) / randomRuns
	}
	controller, err := NewREINFORCE(s, level, comparisonConfig(seed))
	if err != nil {
		return result, err
	}
	defer controller.Release()
	result.Controller, result.Found, err = samplesToBest(controller, bench, limit)
	return result, err
}

// comparisonConfig learns faster than the paper's controller and weighs
// exploration more: rewards here are of the order of one, without noise.
func comparisonConfig(seed uint64) REINFORCEConfig {
	c := DefaultREINFORCE()
	c.LR, c.Entropy, c.Seed = 2e-3, 0.3, seed
	return c
}

// samplesToBest counts samples until the best point is suggested, or to the limit.
func samplesToBest(search Strategy, bench *synthetic, limit int) (samples int, found bool, err error) {
	for samples < limit {
		trials, err := search.Suggest(comparisonBatch)
		if err != nil {
			return samples, false, err
		}
		records := make([]Record, len(trials))
		for i, t := range trials {
			if slices.Equal(t.Tokens, bench.Best) {
				return samples + i + 1, true, nil
			}
			records[i] = Record{t, Measurement{Reward: bench.Score(t.Tokens)}}
		}
		samples += len(trials)
		if err := search.Observe(records); err != nil {
			return samples, false, err
		}
	}
	return samples, false, nil
}

// comparisonTable formats comparisons, a line each, and their means.
func comparisonTable(list []comparison) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "seed\tpoints\tcontroller\trandom (mean of %d)\trandom, no repeats (expected)\t\n", randomRuns)
	var controller, random float64
	for _, c := range list {
		mark := ""
		if !c.Found {
			mark = "not in "
		}
		fmt.Fprintf(w, "%d\t%d\t%s%d\t%.0f\t%d\t\n", c.Seed, c.Size, mark, c.Controller, c.Random, (c.Size+1)/2)
		controller += float64(c.Controller) / float64(len(list))
		random += c.Random / float64(len(list))
	}
	fmt.Fprintf(w, "mean\t\t%.0f\t%.0f\t\t\n", controller, random)
	w.Flush() // a strings.Builder does not fail
	return b.String()
}
