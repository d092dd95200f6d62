package autogan

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"autogan/layers/checkpoint"
	"autogan/nas/autogan/config"
)

// trainingWith is the folder of a training with files, empty but for its
// evaluations.
func trainingWith(t *testing.T, evaluations []Evaluation, files ...string) Run {
	t.Helper()
	r := Run{Folder: t.TempDir(), Config: config.Default(config.Paper)}
	r.Config.Train.Arch = "1 0 1 1"
	var lines strings.Builder
	for _, e := range evaluations {
		if err := json.NewEncoder(&lines).Encode(e); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range append(files, evaluationsFile) {
		text := ""
		if name == evaluationsFile {
			text = lines.String()
		}
		if err := os.WriteFile(filepath.Join(r.Folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// TestKeptWeights: the highest Inception score may be of a generator that was kept
// for another reason, or of none.
func TestKeptWeights(t *testing.T) {
	at := func(step int, is, fid float64) Evaluation {
		return Evaluation{Step: step, IS: is, FID: fid, ISName: "IS", FIDName: "FID"}
	}
	otherwise := Evaluation{Step: 1, IS: 99, FID: 1, ISName: "IS of others", FIDName: "FID of others"}
	for name, c := range map[string]struct {
		evaluations []Evaluation
		want        string // the file of the highest score
	}{
		"none":                     {nil, ""},
		"the lowest distance":      {[]Evaluation{at(1, 2, 50), at(2, 5, 10), at(3, 4, 20)}, BestFile},
		"the last":                 {[]Evaluation{at(1, 2, 50), at(2, 4, 10), at(3, 5, 20)}, LastFile},
		"both":                     {[]Evaluation{at(1, 2, 50), at(2, 5, 10)}, BestFile},
		"neither":                  {[]Evaluation{at(1, 9, 50), at(2, 5, 10), at(3, 4, 20)}, ""},
		"one measured otherwise":   {[]Evaluation{otherwise, at(2, 5, 10), at(3, 4, 20)}, BestFile},
		"the best before a change": {[]Evaluation{otherwise, at(2, 5, 30), at(3, 4, 20), at(4, 3, 40)}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := trainingWith(t, c.evaluations, BestFile, LastFile)
			if got, err := r.fileOfBestIS(); got != c.want || err != nil {
				t.Errorf("got %q, %v, want %q", got, err, c.want)
			}
			kept, err := r.Kept()
			if slices.Contains(kept, WeightsBestIS) != (c.want != "") || slices.Contains(kept, WeightsRaw) || err != nil {
				t.Errorf("it has %v, %v", kept, err)
			}
		})
	}
	own := trainingWith(t, []Evaluation{at(1, 9, 50), at(2, 5, 10), at(3, 4, 20)}, BestFile, BestISFile, LastFile)
	if got, err := own.fileOfBestIS(); got != BestISFile || err != nil {
		t.Errorf("of a training that keeps a file for it: %q, %v", got, err)
	}
	r := trainingWith(t, nil, checkpointFile)
	if kept, err := r.Kept(); err != nil || !slices.Equal(kept, []Weights{WeightsRaw}) {
		t.Errorf("before its first evaluation it has %v, %v, want the raw ones", kept, err)
	}
}

// TestHighestScoreIsKept compares the file of the highest Inception score with what
// each evaluation has left. An earlier program's state, which does not name that
// score, gets a file only from a higher one.
func TestHighestScoreIsKept(t *testing.T) {
	for _, named := range []bool{true, false} {
		run := interruptedTraining(t) // after its first evaluation
		c := run.config
		read := func(name string) string {
			text, err := os.ReadFile(filepath.Join(c.RunDir, name))
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			return string(text)
		}
		generators := []string{read(LastFile)}
		if read(BestISFile) != generators[0] {
			t.Fatal("the first generator is not the best so far")
		}
		if !named {
			run.file.Metadata[run.key] = forge(t, run.file.Metadata[run.key], []string{"best_is"}, "")
			if err := checkpoint.Save(filepath.Join(c.RunDir, checkpointFile), run.file); err != nil {
				t.Fatal(err)
			}
		}
		if err := trainTo(t, c, false); err != nil {
			t.Fatal(err)
		}
		generators = append(generators, read(LastFile))
		evaluations, err := readLog[Evaluation](&folder{c.RunDir}, evaluationsFile)
		if err != nil || len(evaluations) != 2 || evaluations[0].IS == evaluations[1].IS {
			t.Fatalf("%v, %v, want two that differ", evaluations, err)
		}
		highest := 0
		if evaluations[1].IS > evaluations[0].IS {
			highest = 1
		}
		if read(BestISFile) != generators[highest] || generators[0] == generators[1] {
			t.Errorf("named %v: of the scores %.4f and %.4f the file has not the generator of the higher", named, evaluations[0].IS, evaluations[1].IS)
		}
	}
}

// TestSearchesKeepSharedWeights, unless they train from scratch.
func TestSearchesKeepSharedWeights(t *testing.T) {
	r := trainingWith(t, nil, checkpointFile)
	r.Config.Train.Arch = ""
	if kept, err := r.Kept(); err != nil || !slices.Equal(kept, []Weights{WeightsShared}) {
		t.Errorf("it has %v, %v, want the shared ones", kept, err)
	}
	r.Config.Search.Weights = config.FromScratch
	if kept, err := r.Kept(); err != nil || len(kept) > 0 {
		t.Errorf("without shared weights it has %v, %v", kept, err)
	}
	if _, err := r.KeptGenerator(nil, WeightsShared); err == nil || !strings.Contains(err.Error(), `this search has no weights "shared"; it has kept no generator`) {
		t.Errorf("got %v", err)
	}
}
