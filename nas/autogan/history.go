package autogan

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

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
	_, err := os.Stat((&folder{r.Folder}).join(evaluationsFile))
	return err == nil
}

// ReadInfo reads run.json. Nothing depends on it, so one that is missing or
// empty, as after a crash, gives empty fields.
func (r Run) ReadInfo() (info RunInfo, err error) {
	f := folder{path: r.Folder}
	file, err := os.Stat(f.join(infoFile))
	if errors.Is(err, fs.ErrNotExist) || err == nil && file.Size() == 0 {
		return RunInfo{}, nil
	}
	return info, f.readJSON(infoFile, &info)
}

// TrainingHistory reads what a training has recorded so far; it may still be
// running.
func (r Run) TrainingHistory() (TrainingHistory, error) {
	f := folder{path: r.Folder}
	var (
		h   TrainingHistory
		err error
	)
	if h.Info, err = r.ReadInfo(); err != nil {
		return h, err
	}
	if h.Metrics, err = readLog[TrainLine](&f, metricsFile); err != nil {
		return h, err
	}
	if h.Evaluations, err = readLog[Evaluation](&f, evaluationsFile); err != nil {
		return h, err
	}
	if h.Diverged, err = readDivergence(r.Folder); err != nil {
		return h, err
	}
	result := &TrainResult{Folder: r.Folder}
	err = f.readJSON(resultFile, result)
	if errors.Is(err, fs.ErrNotExist) {
		return h, nil
	}
	h.Result = result
	return h, err
}

// History reads what a search has recorded so far; it may still be running.
func (r Run) History() (History, error) {
	f := folder{path: r.Folder}
	var (
		h   History
		err error
	)
	if h.Info, err = r.ReadInfo(); err != nil {
		return History{}, err
	}
	if h.Trials, err = readLog[TrialLine](&f, trialsFile); err != nil {
		return History{}, err
	}
	if h.Metrics, err = readLog[MetricLine](&f, metricsFile); err != nil {
		return History{}, err
	}
	if h.Times, err = f.readTimes(); err != nil {
		return History{}, err
	}
	result := &Result{Folder: r.Folder}
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
	text, err := durable.ReadFile(f.join(name))
	if err != nil {
		return fmt.Errorf("autogan: read run: %w", err)
	}
	problem := sealed.JSON.Check(text)
	if err := json.Unmarshal(text, value); problem == nil && err != nil {
		problem = fmt.Errorf("this is not what a run writes there: %w", err)
	}
	if problem != nil {
		return &config.Error{Where: f.join(name), Problem: problem.Error() + "; restore it from a copy, or delete it and repeat the command that made it"}
	}
	return nil
}
