package autogan

import (
	"fmt"
	"strings"
	"testing"

	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"

	"github.com/google/go-cmp/cmp"
)

// tracer records what a search reports, each with the state of its shared GAN
// at that moment.
type tracer struct {
	silent
	search *Search
	events []string
}

func (t *tracer) Phase(name string, _, _ int) { t.add(name) }

func (t *tracer) Message(line string) {
	event, _, _ := strings.Cut(line, ": ")
	if strings.HasSuffix(event, "growth") || strings.HasSuffix(event, "dynamic reset") {
		t.add(event)
	}
}

func (t *tracer) add(event string) {
	trained := "trained"
	if untrained(t.search.trainer.State()) {
		trained = "untrained"
	}
	t.events = append(t.events, fmt.Sprintf("%s, %s, %d parents", event, trained, len(t.search.state.Parents)))
}

// collapsing is a tiny search of two stages whose GAN collapses in every
// iteration: any variance is below the threshold.
func collapsing(t *testing.T) config.Config {
	c := tinyConfig(t)
	c.Search.Iterations, c.Search.MaxSteps = []int{1, 2}, 4
	c.Reset.Window, c.Reset.Threshold = 2, 1e9
	return c
}

// TestOrderOfAlgorithm1 follows a search in which each iteration collapses. The
// paper's Algorithm 1 trains the shared GAN, then the controller,
// then saves the top K and grows if the stage ends, and only then initialises a
// collapsed GAN again. The last iteration initialises nothing, since no
// training follows.
func TestOrderOfAlgorithm1(t *testing.T) {
	_, s := testgpu.Stream(t)
	trace := &tracer{}
	r, err := Open(t.Context(), s, collapsing(t), trace)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	trace.search = r
	if _, err := r.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	trace.add("end")
	want := []string{
		"iteration 1/3, 8×8, shared GAN, untrained, 0 parents",
		"iteration 1/3, 8×8, controller, trained, 0 parents",
		"iteration 1/3, 8×8, top K, trained, 0 parents",
		"iteration 1/3, 8×8, growth, trained, 1 parents",
		"iteration 1/3, 8×8, dynamic reset, untrained, 1 parents",
		"iteration 2/3, 16×16, shared GAN, untrained, 1 parents",
		"iteration 2/3, 16×16, controller, trained, 1 parents",
		"iteration 2/3, 16×16, dynamic reset, untrained, 1 parents",
		"iteration 3/3, 16×16, shared GAN, untrained, 1 parents",
		"iteration 3/3, 16×16, controller, trained, 1 parents",
		"iteration 3/3, 16×16, top K, trained, 1 parents",
		"end, trained, 1 parents",
	}
	if diff := cmp.Diff(want, trace.events); diff != "" {
		t.Errorf("the order of the search (-want +got)\n%s", diff)
	}
}
