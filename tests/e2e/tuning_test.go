package e2e

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// noted keeps messages, but not the one about the reward, which every search
// says.
type noted struct{ lines *[]string }

func (n noted) Phase(string, int, int) {}
func (n noted) Advance(int)            {}
func (n noted) Message(line string) {
	if !strings.HasPrefix(line, "reward: ") {
		*n.lines = append(*n.lines, line)
	}
}

// TestRunKeepsItsKernels opens a run that chooses kernels, again without
// choosing, and again with its file of kernels damaged.
func TestRunKeepsItsKernels(t *testing.T) {
	dev, s := testgpu.Stream(t)
	if len(convplan.Candidates(dev.Caps(), convplan.Shape{})) < 2 {
		t.Skip("this device has no choice")
	}
	t.Cleanup(func() { tensor.UseConvChoices(s, nil) })
	folder := t.TempDir()
	var said []string
	open := func(tuning string) tensor.ConvChoices {
		t.Helper()
		said = nil
		c, err := config.Decode("tiny.toml", tiny, "gan.channels=16", "gan.batch_g=16", "gan.batch_d=16", "reward.batch=16", `tune="`+tuning+`"`)
		if err != nil {
			t.Fatal(err)
		}
		c.RunDir = folder
		search, err := autogan.Open(t.Context(), s, c, noted{&said})
		if err != nil {
			t.Fatal(err)
		}
		search.Release()
		choices, ok := s.Tuning().(tensor.ConvChoices)
		if !ok {
			t.Fatal("the run's stream has no choices")
		}
		return choices
	}
	chosen := open("on")
	if len(chosen) == 0 || len(said) > 0 {
		t.Fatalf("%d kernels chosen, said %q", len(chosen), said)
	}
	if again := open("off"); !maps.Equal(again, chosen) {
		t.Errorf("the run continues on %v, it began on %v", again, chosen)
	}
	if err := os.WriteFile(filepath.Join(folder, "kernels.json"), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if anew := open("off"); len(anew) != 0 || len(said) != 1 || !strings.Contains(said[0], "kernels.json") {
		t.Errorf("%d kernels after the file was damaged, said %q; want none, and a line", len(anew), said)
	}
}
