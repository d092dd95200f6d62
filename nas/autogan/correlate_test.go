package autogan

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"autogan/nas"
	"autogan/nas/autogan/config"
)

// scripted draws the given architectures one after the other, and the last of
// them for ever.
type scripted struct {
	nas.Resumable
	draws []nas.Tokens
	next  int
	drawn func(n int) // told how many have been drawn; may be nil
}

func (s *scripted) Suggest(n int) ([]nas.Trial, error) {
	trials := make([]nas.Trial, n)
	for i := range trials {
		trials[i] = nas.Trial{ID: s.next, Tokens: s.draws[min(s.next, len(s.draws)-1)]}
		s.next++
	}
	if s.drawn != nil {
		s.drawn(s.next)
	}
	return trials, nil
}

// TestDerivedArchsAreWhatTheControllerDraws (paper, Figure 7): the correlation
// takes different architectures in the order in which the last stage's
// controller draws them. A controller that has converged gives fewer, and the
// run says how many.
func TestDerivedArchsAreWhatTheControllerDraws(t *testing.T) {
	a, b, c := nas.Tokens{0, 0, 0, 0}, nas.Tokens{1, 0, 0, 0}, nas.Tokens{1, 1, 0, 0}
	for _, of := range []struct {
		name    string
		draws   []nas.Tokens
		want    []nas.Tokens
		correl  int
		message string
	}{
		{"repeated draws", []nas.Tokens{b, b, a, b, c}, []nas.Tokens{b, a, c}, 3, ""},
		{"converged", []nas.Tokens{b, c}, []nas.Tokens{b, c}, 0, "150 draws of the trained controller gave 2 different architectures, not 3; a rank correlation needs at least 3"},
	} {
		t.Run(of.name, func(t *testing.T) {
			said := &remarks{}
			r := &Search{run: run{config: config.Default(config.Paper), observer: said}}
			r.config.Search.Iterations, r.config.Search.Correlate, r.config.Search.CorrelateArchs = []int{1, 1}, 3, config.DerivedArchs
			r.strategy = &scripted{draws: of.draws}
			if err := r.drawDerived(t.Context()); err != nil || r.state.Derived != nil {
				t.Fatalf("after the first of two stages %v, %v are drawn, want none", r.state.Derived, err)
			}
			r.state.Iteration = 1
			if err := r.drawDerived(t.Context()); err != nil {
				t.Fatal(err)
			}
			var got []nas.Tokens
			for _, trial := range r.state.Derived {
				got = append(got, trial.Tokens)
			}
			archs, err := r.toCorrelate(t.Context())
			if fmt.Sprint(got) != fmt.Sprint(of.want) || len(archs) != of.correl || err != nil {
				t.Errorf("got %v and %d to correlate (%v), want %v and %d", got, len(archs), err, of.want, of.correl)
			}
			if of.correl > 0 && !slices.Equal(archs[1].Tokens, of.want[1]) {
				t.Errorf("the second one measured is %v, want %v", archs[1].Tokens, of.want[1])
			}
			if text := strings.Join(said.lines, "\n"); !strings.Contains(text, of.message) || of.message == "" && text != "" {
				t.Errorf("it says %q, want %q", text, of.message)
			}
		})
	}
}

// TestDrawingEndsWithTheContext also where a converged controller would draw many
// times, and keeps nothing.
func TestDrawingEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r := &Search{run: run{config: config.Default(config.Paper), observer: &remarks{}}}
	r.config.Search.Iterations, r.config.Search.Correlate, r.config.Search.CorrelateArchs = []int{1}, 3, config.DerivedArchs
	converged := &scripted{draws: []nas.Tokens{{0, 0, 0, 0}}, drawn: func(n int) {
		if n == 6 {
			cancel()
		}
	}}
	r.strategy = converged
	if err := r.drawDerived(ctx); !errors.Is(err, ErrInterrupted) || converged.next != 6 || r.state.Derived != nil {
		t.Errorf("after %d draws %v, and %v is kept; want an interruption after 6", converged.next, err, r.state.Derived)
	}
	if _, err := r.randomArchs(ctx); !errors.Is(err, ErrInterrupted) {
		t.Errorf("random draws: %v", err)
	}
}

// TestRandomArchsDiffer (paper, Figure 7) draws more architectures than a space
// has: each is correlated once, and the run says how many there are. Where they
// suffice, the correlation takes those of the first draws.
func TestRandomArchsDiffer(t *testing.T) {
	for _, of := range []struct {
		name       string
		fix        string // of the one cell's decisions
		want, have int
		message    string
	}{
		{"four of a space of four", `norm = "batch", upsampling = "nearest"`, 6, 4, "300 random draws gave 4 different architectures, not 6"},
		{"two are too few", `norm = "batch", upsampling = "nearest", shortcut = "on"`, 5, 0, "gave 2 different architectures, not 5; a rank correlation needs at least 3"},
		{"enough", `norm = "batch"`, 5, 5, ""},
	} {
		t.Run(of.name, func(t *testing.T) {
			text := fmt.Sprintf("[search]\niterations = [1]\ncorrelate = %d\n[space]\ncells = 1\nfix = { %s }\n", of.want, of.fix)
			c, err := config.Decode("x.toml", text)
			if err != nil {
				t.Fatal(err)
			}
			said := &remarks{}
			r := &Search{run: run{config: c, observer: said}}
			archs, err := r.toCorrelate(t.Context())
			if err != nil || len(archs) != of.have {
				t.Fatalf("%d architectures (%v), want %d", len(archs), err, of.have)
			}
			seen := map[string]bool{}
			for i, a := range archs {
				if seen[fmt.Sprint(a.Tokens)] || i == 0 && a.ID != 0 || i > 0 && a.ID <= archs[i-1].ID {
					t.Errorf("%v, draw %d, is there already or out of order: %v", a.Tokens, a.ID, archs)
				}
				seen[fmt.Sprint(a.Tokens)] = true
			}
			if lines := strings.Join(said.lines, "\n"); !strings.Contains(lines, of.message) || of.message == "" && lines != "" {
				t.Errorf("it says %q, want %q", lines, of.message)
			}
		})
	}
}

// TestDerivedArchsExtendTheParents runs a search whose two stages have one
// parent: what its controller draws begins with that parent's cell, which random
// architectures would do by chance alone.
func TestDerivedArchsExtendTheParents(t *testing.T) {
	c := tinyConfig(t)
	c.Search.Correlate, c.Search.CorrelateArchs, c.Search.ScratchSteps = 5, config.DerivedArchs, 1
	if err := searchTo(t, c, "", 0); err != nil {
		t.Fatal(err)
	}
	trials, err := nas.ReadLog[TrialLine]((&folder{c.RunDir}).join(trialsFile))
	if err != nil {
		t.Fatal(err)
	}
	var best TrialLine
	var seen []string
	for _, line := range trials {
		if line.Phase == "selection" && line.Stage == 0 && line.Reward > best.Reward {
			best = line
		}
		if line.Phase != correlationPhase {
			continue
		}
		seen = append(seen, fmt.Sprint(line.Tokens))
		if cell := len(best.Tokens); !slices.Equal(line.Tokens[:cell], best.Tokens) || len(line.Tokens) == cell {
			t.Errorf("%v does not extend the parent %v", line.Tokens, best.Tokens)
		}
		if _, ok := line.Metrics[ScratchMetric]; !ok {
			t.Errorf("the trial %v has no reward from scratch", line.Trial)
		}
	}
	if slices.Sort(seen); len(seen) != 5 || len(slices.Compact(seen)) != 5 {
		t.Errorf("%d architectures were correlated, want 5 different ones: %v", len(seen), seen)
	}
}

// TestBootstrap on pairs whose rank correlation has a known spread.
func TestBootstrap(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	pairs := func(n int, rho float64) (a, b []float64) {
		for range n {
			x := random.NormFloat64()
			a, b = append(a, x), append(b, rho*x+math.Sqrt(1-rho*rho)*random.NormFloat64())
		}
		return a, b
	}
	a, _ := pairs(20, 1)
	if i := bootstrap(a, a, 1); math.Abs(i.Low-1) > 1e-12 || math.Abs(i.High-1) > 1e-12 {
		t.Errorf("equal orders: %+v, want 1 to 1", i)
	}
	if i := bootstrap([]float64{1, 1, 1}, []float64{1, 2, 3}, 1); i.Low != 0 || i.High != 0 {
		t.Errorf("nothing to rank: %+v, want 0 to 0", i)
	}
	for _, rho := range []float64{0, 0.8} {
		a, b := pairs(120, rho)
		if *bootstrap(a, b, 1) == *bootstrap(a, b, 2) {
			t.Errorf("ρ = %.2f: two seeds draw the same samples", rho)
		}
		i, value := bootstrap(a, b, 1), spearman(a, b)
		// Fisher's z, with the variance of Bonett and Wright (2000) for ranks.
		half := 1.96 * math.Sqrt((1+value*value/2)/(120-3))
		low, high := math.Tanh(math.Atanh(value)-half), math.Tanh(math.Atanh(value)+half)
		if math.Abs(i.Low-low) > 0.015 || math.Abs(i.High-high) > 0.015 {
			t.Errorf("ρ = %.2f: %.3f to %.3f, want about %.3f to %.3f", rho, i.Low, i.High, low, high)
		}
	}
}

// TestBootstrapIsOfTheTrials: the interval is that of the rewards in the log, and
// every time the same.
func TestBootstrapIsOfTheTrials(t *testing.T) {
	var lines []TrialLine
	shared, scratch := []float64{1, 2, 3, 4, 5, 6}, []float64{2, 1, 4, 3, 6, 5.5}
	for i := range shared {
		line := TrialLine{Phase: correlationPhase}
		line.Reward, line.Metrics = shared[i], map[string]float64{ScratchMetric: scratch[i]}
		lines = append(lines, line, TrialLine{Phase: "controller"})
	}
	first, again := correlation(lines), correlation(lines)
	if *first.Interval != *again.Interval || *first.Interval != *bootstrap(shared, scratch, intervalSeed) {
		t.Errorf("the intervals of equal trials are %+v and %+v", *first.Interval, *again.Interval)
	}
	if want := 1 - 6*6.0/(6*35); first.Archs != 6 || math.Abs(first.Spearman-want) > 1e-12 {
		t.Errorf("got %+v, want 6 architectures with %.3f", first, want)
	}
	if i := first.Interval; i.Level != 0.95 || i.Resamples != 10_000 || !(i.Low < first.Spearman && first.Spearman < i.High) {
		t.Errorf("the interval is %+v", *i)
	}
	if c := correlation(lines[:4]); c != nil {
		t.Errorf("two architectures have the correlation %+v, want none", c)
	}
}
