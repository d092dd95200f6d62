package autogan

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"autogan/nas/autogan/config"
	"autogan/vk/durable"
	"autogan/vk/sealed"
)

// History is what the run folder of a search has recorded so far.
type History struct {
	Info    RunInfo
	Trials  []TrialLine
	Metrics []MetricLine
	Times   []TimeLine // none in runs of earlier versions
	Result  *Result    // nil until the search has ended
}

// TrainingHistory is what the run folder of a training has recorded so far.
type TrainingHistory struct {
	Info        RunInfo
	Metrics     []TrainLine
	Evaluations []Evaluation
	Result      *TrainResult // nil until the training has ended
	Diverged    *Divergence  // nil unless that ended it
}

// IsTraining reports whether the folder holds a training from scratch.
func (r Run) IsTraining() bool {
	return (&folder{r.Folder}).has(evaluationsFile)
}

// ReadInfo reads run.json. Nothing depends on it, so one that is missing or
// empty, as after a crash, gives empty fields.
func (r Run) ReadInfo() (info RunInfo, err error) {
	f := folder{path: r.Folder}
	text, err := f.read(infoFile)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(text) == 0 {
		return RunInfo{}, nil
	}
	if err != nil {
		return RunInfo{}, err
	}
	return info, f.decodeJSON(infoFile, text, &info)
}

// info returns run.json for a run that goes on. Nothing depends on it, so it is
// not known if it is missing or damaged. One that is there and cannot be read is
// an error.
func (f *folder) info() (info RunInfo, known bool, err error) {
	text, err := f.read(infoFile)
	if errors.Is(err, fs.ErrNotExist) {
		return RunInfo{}, false, nil
	}
	if err != nil {
		return RunInfo{}, false, err
	}
	if f.decodeJSON(infoFile, text, &info) != nil {
		return RunInfo{}, false, nil
	}
	return info, true, nil
}

// TrainingHistory reads what a training has recorded so far; it may still be
// running.
func (r Run) TrainingHistory() (TrainingHistory, error) {
	f := &folder{r.Folder}
	return f.trainingHistory(trainingLogs{
		metrics:     func() ([]TrainLine, error) { return readLog[TrainLine](f, metricsFile) },
		evaluations: func() ([]Evaluation, error) { return readLog[Evaluation](f, evaluationsFile) },
	})
}

// trainingLogs read the logs of a training.
type trainingLogs struct {
	metrics     func() ([]TrainLine, error)
	evaluations func() ([]Evaluation, error)
}

func (f *folder) trainingHistory(logs trainingLogs) (TrainingHistory, error) {
	var (
		h   TrainingHistory
		err error
	)
	if h.Info, err = (Run{Folder: f.path}).ReadInfo(); err != nil {
		return h, err
	}
	if h.Metrics, err = logs.metrics(); err != nil {
		return h, err
	}
	if h.Evaluations, err = logs.evaluations(); err != nil {
		return h, err
	}
	if h.Diverged, err = readDivergence(f.path); err != nil {
		return h, err
	}
	result := &TrainResult{Folder: f.path}
	err = f.readJSON(resultFile, result)
	if errors.Is(err, fs.ErrNotExist) {
		return h, nil
	}
	h.Result = result
	return h, err
}

// History reads what a search has recorded so far; it may still be running.
func (r Run) History() (History, error) {
	f := &folder{r.Folder}
	return f.history(searchLogs{
		trials:  func() ([]TrialLine, error) { return readLog[TrialLine](f, trialsFile) },
		metrics: func() ([]MetricLine, error) { return readLog[MetricLine](f, metricsFile) },
		times:   f.readTimes,
	})
}

// searchLogs read the logs of a search.
type searchLogs struct {
	trials  func() ([]TrialLine, error)
	metrics func() ([]MetricLine, error)
	times   func() ([]TimeLine, error)
}

func (f *folder) history(logs searchLogs) (History, error) {
	var (
		h   History
		err error
	)
	if h.Info, err = (Run{Folder: f.path}).ReadInfo(); err != nil {
		return History{}, err
	}
	if h.Trials, err = logs.trials(); err != nil {
		return History{}, err
	}
	if h.Metrics, err = logs.metrics(); err != nil {
		return History{}, err
	}
	if h.Times, err = logs.times(); err != nil {
		return History{}, err
	}
	result := &Result{Folder: f.path}
	err = f.readJSON(resultFile, result)
	if errors.Is(err, fs.ErrNotExist) {
		return h, nil
	}
	h.Result = result
	return h, err
}

// readJSON reads a file that writeJSON wrote. A file with other content, or one
// that is not what was written, is a [*config.Error].
func (f *folder) readJSON(name string, value any) error {
	text, err := f.read(name)
	if err != nil {
		return err
	}
	return f.decodeJSON(name, text, value)
}

func (f *folder) read(name string) ([]byte, error) {
	text, err := durable.ReadFile(f.join(name))
	if err != nil {
		return nil, fmt.Errorf("autogan: read run: %w", err)
	}
	return text, nil
}

func (f *folder) decodeJSON(name string, text []byte, value any) error {
	problem := sealed.JSON.Check(text)
	if err := json.Unmarshal(text, value); problem == nil && err != nil {
		problem = fmt.Errorf("this is not what a run writes there: %w", err)
	}
	if problem != nil {
		return &config.Error{Where: f.join(name), Problem: problem.Error() + "; restore it from a copy, or delete it and repeat the command that made it"}
	}
	return nil
}
