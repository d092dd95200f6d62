package autogan

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"autogan/gan"
	"autogan/nas"
	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

// poison makes the shared GAN of chosen iterations diverge: when the training
// of one begins, a weight becomes NaN.
type poison struct {
	remarks
	search     *Search
	iterations []int  // from 1; none is all
	tensor     string // of the trainer
	stop       context.CancelFunc
}

func (p *poison) Phase(name string, _, done int) {
	if !strings.HasSuffix(name, "shared GAN") || done > 0 {
		return
	}
	if len(p.iterations) == 0 || slices.Contains(p.iterations, p.search.state.Iteration+1) {
		tensor.Fill(p.search.stream, p.search.trainer.StateDict()[p.tensor], float32(math.NaN()))
	}
}

func (p *poison) Advance(int) {
	if p.stop != nil && slices.Contains(p.iterations, p.search.state.Iteration+1) {
		p.stop()
	}
}

// searchPoisoned runs or continues a search; if asked, it stops at the first
// progress of an iteration that diverges.
func searchPoisoned(t *testing.T, s *vk.Stream, c config.Config, p *poison, stop bool) (Result, error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p.stop = nil
	if stop {
		p.stop = cancel
	}
	r, err := Open(t.Context(), s, c, p)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	p.search = r
	result, err := r.Run(ctx)
	if err == nil {
		if bad := r.trainer.CheckFinite(); bad != nil {
			t.Errorf("the finished search holds %v", bad)
		}
	}
	return result, err
}

// TestSearchGoesOnAfterADivergence lets the GAN diverge in one iteration of
// three, once by a loss and once by a weight that no loss shows. Dynamic
// resetting (paper, Algorithm 1) makes it start anew when the iteration ends.
// In the last iteration, or without resetting, it keeps the last finite weights
// that were kept. However often the search is interrupted, it ends the same.
func TestSearchGoesOnAfterADivergence(t *testing.T) {
	const loss, weight = "discriminator.linear.weight", "generator.cell2.pre.block1.conv.weight"
	for _, c := range []struct {
		name      string
		iteration int
		tensor    string
		resets    bool
		pieces    bool // it is also interrupted
		want      []string
	}{
		{"resetting", 2, loss, true, false, []string{"goes back to its weights after step 6 of iteration 1", "dynamic reset: the GAN starts anew"}},
		{"first", 1, loss, true, true, []string{"no weights have been kept yet", "dynamic reset: the GAN starts anew"}},
		{"last", 3, loss, true, true, []string{"goes back to its weights after step 6 of iteration 2"}},
		{"without resetting", 2, loss, false, false, []string{"goes back to its weights after step 6 of iteration 1"}},
		{"a weight", 2, weight, false, false, []string{weight + " is not finite", "goes back to its weights after step 6 of iteration 1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, s := testgpu.Stream(t)
			settings := tinyConfig(t)
			settings.Search.Iterations, settings.Search.MaxSteps, settings.Search.LossesEvery, settings.Search.SaveMinutes = []int{3}, 6, 2, 0
			settings.Reset.Enabled = c.resets
			p := &poison{iterations: []int{c.iteration}, tensor: c.tensor}
			result, err := searchPoisoned(t, s, settings, p, false)
			if err != nil {
				t.Fatal(err)
			}
			if result.Diverged != 1 || result.Resets != 0 {
				t.Errorf("counted %d divergences and %d resets after a collapse, want 1 and 0", result.Diverged, result.Resets)
			}
			for _, want := range c.want {
				if !p.said(want) {
					t.Errorf("%q is not said:\n%s", want, strings.Join(p.lines, "\n"))
				}
			}
			if reset := p.said("the GAN starts anew\n") || p.said("dynamic reset"); reset != (len(c.want) == 2 && c.resets) {
				t.Errorf("reset: %v\n%s", reset, strings.Join(p.lines, "\n"))
			}
			divergedLine(t, settings, c.iteration)
			if c.pieces {
				sameInPieces(t, s, settings, p)
			}
		})
	}
}

// divergedLine checks that the log says where the GAN diverged, and nowhere
// else.
func divergedLine(t *testing.T, c config.Config, iteration int) {
	t.Helper()
	lines, err := nas.ReadLog[MetricLine](filepath.Join(c.RunDir, metricsFile))
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range lines {
		last := i+1 == len(lines) || lines[i+1].Iteration != line.Iteration
		if want := line.Iteration+1 == iteration && last; line.Diverged != want {
			t.Errorf("line %d, %+v: diverged %v, want %v", i+1, line, line.Diverged, want)
		}
	}
}

// sameInPieces runs the search again, interrupted at each progress of the
// iteration that diverges.
func sameInPieces(t *testing.T, s *vk.Stream, whole config.Config, p *poison) {
	t.Helper()
	pieces := whole
	pieces.RunDir = filepath.Join(t.TempDir(), "pieces")
	stops := 0
	for ; ; stops++ {
		_, err := searchPoisoned(t, s, pieces, p, true)
		if err == nil {
			break
		}
		if !errors.Is(err, ErrInterrupted) || stops > 10 {
			t.Fatal(err)
		}
	}
	if stops < 2 {
		t.Errorf("interrupted %d times", stops)
	}
	for _, name := range []string{trialsFile, metricsFile, resultFile, checkpointFile, keptFile} {
		want, err := os.ReadFile(filepath.Join(whole.RunDir, name))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(pieces.RunDir, name))
		if err != nil || !bytes.Equal(want, got) {
			t.Errorf("%s differs from that of an uninterrupted search, %v", name, err)
		}
	}
}

// TestSearchThatAlwaysDivergesSaysWhatToChange: no stage is ranked with weights
// that never were trained. The same command says the same again.
func TestSearchThatAlwaysDivergesSaysWhatToChange(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := tinyConfig(t)
	var said []string
	for range 2 {
		_, err := searchPoisoned(t, s, c, &poison{tensor: "discriminator.linear.weight"}, false)
		if !errors.Is(err, gan.ErrNotFinite) || !strings.Contains(err.Error(), "nothing to rank") {
			t.Fatalf("got %v, want an error about the divergence", err)
		}
		said = append(said, err.Error())
	}
	if said[0] != said[1] {
		t.Errorf("first %q, then %q", said[0], said[1])
	}
}

// TestDivergenceNamesSettings that exist.
func TestDivergenceNamesSettings(t *testing.T) {
	named := 0
	for word := range strings.FieldsFuncSeq(gan.ErrNotFinite.Error(), func(r rune) bool { return strings.ContainsRune(" ;,", r) }) {
		section, key, found := strings.Cut(word, ".")
		if !found {
			continue
		}
		named++
		text := fmt.Sprintf("[%s]\n%s = 1e-5\n", section, key)
		if _, err := config.Decode("a.toml", text); err != nil {
			t.Error(err)
		}
	}
	if named < 2 {
		t.Errorf("%q names %d settings", gan.ErrNotFinite, named)
	}
}
