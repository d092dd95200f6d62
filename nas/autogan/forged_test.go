package autogan

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"autogan/layers/checkpoint"
	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
)

// interrupted is a search or a training that was stopped in the middle.
type interrupted struct {
	config config.Config
	key    string // of its state
	file   *checkpoint.File
	goOn   func(*testing.T, config.Config) error
	blank  func(config.Config) *run
}

// stopAt ends a run at the n-th phase that begins with a word.
type stopAt struct {
	silent
	word string
	n    *int
	stop context.CancelFunc
}

func (s stopAt) Phase(name string, _, _ int) {
	if !strings.Contains(name, s.word) {
		return
	}
	if *s.n--; *s.n == 0 {
		s.stop()
	}
}

func searchTo(t *testing.T, c config.Config, word string, n int) error {
	t.Helper()
	_, s := testgpu.Stream(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := Open(t.Context(), s, c, stopAt{word: word, n: &n, stop: cancel})
	if err != nil {
		return err
	}
	defer r.Release()
	_, err = r.Run(ctx)
	return err
}

// stopAfter ends a training with its first evaluation.
type stopAfter struct {
	silent
	stop context.CancelFunc
}

func (s stopAfter) Message(line string) {
	if strings.Contains(line, "generator steps") { // an evaluation
		s.stop()
	}
}

func trainTo(t *testing.T, c config.Config, stop bool) error {
	t.Helper()
	_, s := testgpu.Stream(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	observer := stopAfter{stop: func() {}}
	if stop {
		observer.stop = cancel
	}
	_, err := Train(ctx, s, c, observer)
	return err
}

// tinyConfig is a search of two stages, and a training, in a few steps.
func tinyConfig(t *testing.T) config.Config {
	c := config.Default(config.Paper)
	c.Name = "tiny"
	c.RunDir = filepath.Join(t.TempDir(), "run")
	c.Data.Images = 16
	c.GAN.Channels, c.GAN.DiscChannels, c.GAN.LatentDim = 4, 4, 8
	c.GAN.BatchG, c.GAN.BatchD, c.GAN.NCritic = 4, 4, 2
	c.Search.Iterations, c.Search.MaxSteps, c.Search.NumCandidates, c.Search.TopK = []int{1, 1}, 2, 2, 1
	c.Controller.Steps, c.Controller.Hidden = 1, 4
	c.Reward.Images, c.Reward.Splits, c.Reward.Batch = 4, 1, 4
	c.Train.Channels, c.Train.DiscChannels, c.Train.GeneratorSteps, c.Train.EvalEvery = 4, 4, 2, 1
	c.Eval.Images, c.Eval.Splits, c.Eval.Batch = 4, 1, 4
	return c
}

func interruptedSearch(t *testing.T) interrupted {
	t.Helper()
	c := tinyConfig(t)
	if err := searchTo(t, c, "controller", 2); !errors.Is(err, ErrInterrupted) {
		t.Fatalf("got %v, want an interruption", err)
	}
	return interrupted{c, "state", loadState(t, c), func(t *testing.T, c config.Config) error { return searchTo(t, c, "", 0) },
		func(c config.Config) *run {
			r := &Search{run: run{config: c}}
			r.work, r.state.Reset = r, NewDynamicReset(c.Reset)
			return &r.run
		}}
}

func interruptedTraining(t *testing.T) interrupted {
	t.Helper()
	c := tinyConfig(t)
	c.Train.Arch = "1 0 1 1"
	if err := trainTo(t, c, true); !errors.Is(err, ErrInterrupted) {
		t.Fatalf("got %v, want an interruption", err)
	}
	return interrupted{c, "training", loadState(t, c), func(t *testing.T, c config.Config) error { return trainTo(t, c, false) },
		func(c config.Config) *run {
			r := &training{run: run{config: c}}
			r.work, r.state.Reset = r, NewDynamicReset(c.Reset)
			return &r.run
		}}
}

func loadState(t *testing.T, c config.Config) *checkpoint.File {
	t.Helper()
	file, err := checkpoint.Load(filepath.Join(c.RunDir, checkpointFile))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// TestForgedStates removes and replaces every field of the state of a search
// and of a training. A state that does not fit is an error of one line that
// names the file; one that fits continues to the end.
func TestForgedStates(t *testing.T) {
	for name, begin := range map[string]func(*testing.T) interrupted{"search": interruptedSearch, "training": interruptedTraining} {
		t.Run(name, func(t *testing.T) {
			run := begin(t)
			text := run.file.Metadata[run.key]
			fields := fieldsOf(decodeAny(t, text), nil)
			if len(fields) < 20 {
				t.Fatalf("only %d fields: %v", len(fields), fields)
			}
			for _, field := range fields {
				for _, put := range []string{"", "null", `"text"`, "-1", "1000000"} {
					run.try(t, field, put, forge(t, text, field, put))
				}
			}
		})
	}
}

// anyValue lists fields of measurements, which may have any value.
var anyValue = []string{"reward", "mean", "m2", "value", "is", "is_std", "fid", "is_name", "fid_name"}

// try reads a forged state and, if it is accepted, continues from it.
func (i interrupted) try(t *testing.T, field []string, put, text string) {
	t.Helper()
	name := fmt.Sprintf("%s = %s", strings.Join(field, "."), put)
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s: panic: %v", name, p)
		}
	}()
	file := &checkpoint.File{Metadata: map[string]string{i.key: text}, Arrays: i.file.Arrays}
	err := i.blank(i.config).readState(file)
	optional := slices.Contains([]string{"numbered_images", "picture", "best.picture", "last.picture", "best_is", "best_is.picture"}, strings.Join(field, "."))
	if put == "" && err == nil && !optional {
		t.Errorf("%s: a state without it is accepted", name)
	}
	if err != nil || slices.Contains(anyValue, field[len(field)-1]) {
		return
	}
	c := i.config
	c.RunDir = filepath.Join(t.TempDir(), "run")
	if err := os.CopyFS(c.RunDir, os.DirFS(i.config.RunDir)); err != nil {
		t.Fatal(err)
	}
	if err := checkpoint.Save(filepath.Join(c.RunDir, checkpointFile), file); err != nil {
		t.Fatal(err)
	}
	if err := i.goOn(t, c); err != nil && strings.Contains(err.Error(), "\n") {
		t.Errorf("%s: %v", name, err)
	}
}

// TestForgedCheckpointIsOneLine opens a checkpoint whose state has no reset.
func TestForgedCheckpointIsOneLine(t *testing.T) {
	for name, begin := range map[string]func(*testing.T) interrupted{"search": interruptedSearch, "training": interruptedTraining} {
		run := begin(t)
		path := filepath.Join(run.config.RunDir, checkpointFile)
		text := forge(t, run.file.Metadata[run.key], []string{"reset"}, "")
		for want, metadata := range map[string]map[string]string{
			"its state is damaged: reset is missing": {run.key: text},
			"the checkpoint of something else":       {"other": text},
		} {
			if err := checkpoint.Save(path, &checkpoint.File{Metadata: metadata, Arrays: run.file.Arrays}); err != nil {
				t.Fatal(err)
			}
			err := run.goOn(t, run.config)
			var mistake *config.Error
			if !errors.As(err, &mistake) || !strings.HasPrefix(err.Error(), path+": ") || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %v, want a config.Error that names %s and says %q", name, err, path, want)
			}
		}
	}
}

func decodeAny(t *testing.T, text string) any {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// fieldsOf lists the members of a JSON value at all depths; of a list, those of
// the first item.
func fieldsOf(value any, above []string) [][]string {
	var list [][]string
	switch v := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			path := append(slices.Clone(above), name)
			list = append(append(list, path), fieldsOf(v[name], path)...)
		}
	case []any:
		if len(v) > 0 {
			list = fieldsOf(v[0], append(slices.Clone(above), "0"))
		}
	}
	return list
}

// forge replaces a field by JSON text; "" removes the field.
func forge(t *testing.T, text string, field []string, put string) string {
	t.Helper()
	root := decodeAny(t, text)
	at := root
	for _, name := range field[:len(field)-1] {
		if list, ok := at.([]any); ok {
			at = list[0]
			continue
		}
		at = at.(map[string]any)[name]
	}
	member, last := at.(map[string]any), field[len(field)-1]
	delete(member, last)
	if put != "" {
		member[last] = json.RawMessage(put)
	}
	forged, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	return string(forged)
}
