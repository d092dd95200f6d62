package autogan

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
)

func TestRunBest(t *testing.T) {
	const (
		early = `{"phase":"controller","stage":0,"tokens":[1,0,1,1],"reward":9}` + "\n"
		late  = `{"phase":"controller","stage":1,"tokens":[1,0,1,1,0,0,0,0,1],"reward":2}` + "\n"
		best  = `{"phase":"selection","stage":1,"tokens":[0,1,2,0,1,2,0,0,0],"reward":3}` + "\n"
	)
	cases := []struct {
		name  string
		files map[string]string
		want  string // the architecture, or part of the error
	}{
		{"not begun", map[string]string{"trials.jsonl": ""}, "no architecture yet"},
		{"first stage", map[string]string{"trials.jsonl": early}, "1 0 1 1"},
		{"rewards of stages do not compare", map[string]string{"trials.jsonl": early + late + best}, "0 1 2 0 / 1 2 0 0 0"},
		{"ended", map[string]string{"trials.jsonl": early + late + best, "result.json": `{"top":[{"arch":"1 0 1 1 / 1 0 0 1 1","reward":4}]}`}, "1 0 1 1 / 1 0 0 1 1"},
		{"another space", map[string]string{"result.json": `{"space":"other","top":[{"arch":"1 0 1 1","reward":4}]}`}, `of the space "other", the configuration's of "autogan"`},
		{"damaged result", map[string]string{"result.json": `{"top":`}, "this is not what a run writes there"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			c.files["config.toml"] = "seed = 4\n"
			for name, text := range c.files {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			run, err := ReadRun(dir)
			if err != nil || run.Config.Seed != 4 {
				t.Fatalf("got seed %d, %v", run.Config.Seed, err)
			}
			arch, err := run.Best()
			got := arch.String()
			if err != nil {
				got = err.Error()
			}
			if !strings.Contains(got, c.want) {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// TestSearchWithoutGenerator: a search that diverged or was killed before its
// first checkpoint may have a best architecture, but no weights of it.
func TestSearchWithoutGenerator(t *testing.T) {
	dir := t.TempDir()
	_, err := Run{Folder: dir, Config: config.Default(config.Paper)}.Generator(nil) // fails before it needs a stream
	var mistake *config.Error
	if !errors.As(err, &mistake) || mistake.Where != dir || !strings.Contains(mistake.Problem, "no checkpoint yet") {
		t.Errorf("got %v, want an error about %s", err, dir)
	}
}

// TestTrainingWithoutGenerator: before its first evaluation a training has
// none, and the error says whether one will come.
func TestTrainingWithoutGenerator(t *testing.T) {
	_, s := testgpu.Stream(t)
	dir := t.TempDir()
	c := tinyConfig(t)
	c.Train.Arch = "1 0 1 1"
	run := Run{dir, c}
	check := func(want string) {
		t.Helper()
		_, err := run.Generator(s)
		var mistake *config.Error
		if !errors.As(err, &mistake) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want a config.Error with %q", err, want)
		}
	}
	check("it has not been evaluated yet")
	if err := os.WriteFile(filepath.Join(dir, divergedFile), []byte(`{"step":3}`), 0o644); err != nil {
		t.Fatal(err)
	}
	check("it diverged before its first evaluation")
}

func TestReadRunOfAnotherFolder(t *testing.T) {
	_, err := ReadRun(t.TempDir())
	var mistake *config.Error
	if !errors.As(err, &mistake) || !strings.Contains(err.Error(), "no run folder") {
		t.Errorf("got %v, want a config.Error that says so", err)
	}
}
