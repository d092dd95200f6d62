package autogan

import (
	"strings"
	"testing"

	"autogan/nas"
	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
	"autogan/vk"
)

// remarks keeps the messages of a run.
type remarks struct {
	silent
	lines []string
}

func (r *remarks) Message(line string) { r.lines = append(r.lines, line) }

func (r *remarks) said(words string) bool {
	return strings.Contains(strings.Join(r.lines, "\n"), words)
}

func runSearch(t *testing.T, s *vk.Stream, c config.Config, observer Observer) Result {
	t.Helper()
	r, err := Open(t.Context(), s, c, observer)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	result, err := r.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// TestCollapseInTheLastIterationKeepsTheWeights (paper,
// Algorithm 1: a reset is for the training that follows). The finished search
// holds the GAN that ranked its top K, so it gives the same rewards again, and
// it counts only the resets that took place.
func TestCollapseInTheLastIterationKeepsTheWeights(t *testing.T) {
	_, s := testgpu.Stream(t)
	c, said := collapsing(t), &remarks{}
	result := runSearch(t, s, c, said)
	if result.Resets != 2 || !result.Collapsed {
		t.Errorf("%d resets, collapsed at the end %v, want 2 and true", result.Resets, result.Collapsed)
	}
	if !said.said("iteration 3/3, 16×16, shared GAN: the losses stopped varying at step 4; this is the last iteration") {
		t.Errorf("the collapse is not said:\n%s", strings.Join(said.lines, "\n"))
	}
	again, err := Open(t.Context(), s, c, silent{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Release()
	if untrained(again.trainer.State()) {
		t.Fatal("the finished search holds an untrained generator")
	}
	lines, err := nas.ReadLog[TrialLine](again.folder.join(trialsFile))
	if err != nil {
		t.Fatal(err)
	}
	last := lines[len(lines)-1]
	if now, err := again.measure(t.Context(), last.Trial); err != nil || now.Reward != last.Reward {
		t.Errorf("the reward of %v was %g, the finished search gives %g, %v", last.Tokens, last.Reward, now.Reward, err)
	}
}

// TestUntrainedGANIsRefused reads a finished search that an earlier program
// left with a GAN that it had reset at the end.
func TestUntrainedGANIsRefused(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := tinyConfig(t)
	c.Search.Iterations = []int{1}
	runSearch(t, s, c, silent{})
	run, err := ReadRun(c.RunDir)
	if err != nil {
		t.Fatal(err)
	}
	g, err := run.Generator(s)
	if err != nil {
		t.Fatal(err)
	}
	g.Release()
	resetAtTheEnd(t, s, c)
	if _, err := run.Generator(s); err == nil || !strings.Contains(err.Error(), "its shared GAN is untrained") {
		t.Errorf("got %v, want an error about the untrained GAN", err)
	}
}

// resetAtTheEnd does to a finished search what earlier programs did.
func resetAtTheEnd(t *testing.T, s *vk.Stream, c config.Config) {
	t.Helper()
	r, err := Open(t.Context(), s, c, silent{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	r.trainer.Restart(1)
	if err := r.save(); err != nil {
		t.Fatal(err)
	}
}
