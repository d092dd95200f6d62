package autogan

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/gan/onnx"
	"autogan/layers"
	"autogan/layers/checkpoint"
	"autogan/nas"
)

// Model is a generator for other programs.
type Model struct {
	gan.GeneratorFile
	mode  layers.Mode
	about map[string]string // what else is known, as texts by name
}

// Encode writes the model in ONNX's format.
func (m Model) Encode(w io.Writer) error {
	return onnx.Encode(w, m.GeneratorFile, m.mode, Version(), m.about)
}

// ReadModel reads a generator's file. If it is that of a run, the model has the
// run's seed and the generator's scores.
func ReadModel(path string) (Model, error) {
	f, err := gan.ReadGenerator(path)
	if err != nil {
		return Model{}, err
	}
	m := Model{f, layers.Eval, map[string]string{}}
	dir, name := filepath.Split(path)
	if name != BestFile && name != LastFile {
		return m, nil
	}
	result, err := resultOf(dir)
	if err != nil || result == nil {
		return m, err
	}
	m.about["autogan.seed"] = strconv.FormatUint(result.Seed, 10)
	if e := result.Best; e.Step > 0 && name == BestFile {
		m.scored(e)
	}
	if e := result.Last; e.Step > 0 && name == LastFile {
		m.scored(e)
	}
	return m, nil
}

// resultOf returns the seed and the evaluations of a training so far, or of the
// best one of a derivation; nil for another folder.
func resultOf(dir string) (*TrainResult, error) {
	run, err := ReadRun(dir)
	if err == nil && run.Config.Trains() {
		return run.soFar()
	}
	var derived DeriveResult
	err = (&folder{dir}).readJSON(resultFile, &derived)
	if errors.Is(err, fs.ErrNotExist) || len(derived.Derived) == 0 || len(derived.Derived[0].Runs) == 0 {
		return nil, nil
	}
	best := derived.BestRun()
	return &best, err
}

// soFar returns the seed and the evaluations of a training; those that there are
// not yet are of step 0.
func (r Run) soFar() (*TrainResult, error) {
	h, err := r.TrainingHistory()
	if err != nil {
		return nil, err
	}
	result := &TrainResult{Seed: r.Config.Seed}
	for _, e := range h.Evaluations {
		if result.Best.Step == 0 || e.beats(result.Best) {
			result.Best = e
		}
		result.Last = e
	}
	return result, nil
}

// scored adds the scores of an evaluation, with how they were measured.
func (m Model) scored(e Evaluation) {
	m.about["autogan.generator_steps"] = strconv.Itoa(e.Step)
	m.about["autogan.is"], m.about["autogan.is_std"], m.about["autogan.is_name"] = decimal(e.IS), decimal(e.ISStd), e.ISName
	m.about["autogan.fid"], m.about["autogan.fid_name"] = decimal(e.FID), e.FIDName
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// Model returns the shared weights of a search with one architecture, as the
// search draws with it, and its last reward.
func (r Run) Model(a arch.Arch) (Model, error) {
	file, err := r.readShared()
	if err != nil {
		return Model{}, err
	}
	f := gan.GeneratorFile{Arch: a, Geometry: sharedGeometry(r.Config), Tap: tap(r.Config),
		Content: &checkpoint.File{Arrays: under(file, "gan.generator.")}}
	m := Model{f, r.Mode(), map[string]string{"autogan.seed": strconv.FormatUint(r.Config.Seed, 10)}}
	trials, err := readLog[TrialLine](&folder{r.Folder}, trialsFile)
	if err != nil {
		return Model{}, err
	}
	for _, trial := range trials {
		if slices.Equal(trial.Tokens, nas.Tokens(a.Tokens())) {
			m.about["autogan.reward"] = decimal(trial.Reward)
		}
	}
	return m, nil
}
