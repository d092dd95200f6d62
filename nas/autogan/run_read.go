package autogan

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/layers"
	"autogan/layers/checkpoint"
	"autogan/nas/autogan/config"
	"autogan/vk"
)

// Run is a run folder that is only read: the search may be over, interrupted,
// or still going on.
type Run struct {
	Folder string
	Config config.Config
}

// ReadRun reads the configuration with which the run in a folder goes on. A
// folder that holds no run, or one of a later program, is a [*config.Error].
func ReadRun(dir string) (Run, error) {
	if err := (&folder{dir}).checkFormat(); err != nil {
		return Run{}, err
	}
	c, err := (&folder{dir}).readConfig()
	if errors.Is(err, fs.ErrNotExist) {
		return Run{}, &config.Error{Where: dir, Problem: "this is no run folder: it has no config.toml"}
	}
	if err != nil {
		return Run{dir, c}, err
	}
	run := Run{Folder: dir}
	list, err := run.Changes()
	if err != nil {
		return run, err
	}
	run.Config, err = changed(c, list)
	return run, err
}

// DeriveFolder is where the derivation of a search works.
func (r Run) DeriveFolder() string { return filepath.Join(r.Folder, "derive") }

// Best returns the best architecture of the run's result or, before there is
// one, of the trials of the last stage reached. For a training it is the one
// that is trained.
func (r Run) Best() (arch.Arch, error) {
	if r.Config.Trains() {
		return r.Config.ParseArch(r.Config.Train.Arch)
	}
	if _, err := os.Stat(filepath.Join(r.Folder, resultFile)); errors.Is(err, fs.ErrNotExist) {
		return r.bestTrial()
	}
	found, err := r.Found()
	if err != nil {
		return arch.Arch{}, err
	}
	return r.Config.Archs().Parse(found[0].Arch)
}

// Found returns the architectures that a finished search kept, best first. A
// training or an unfinished search is a [*config.Error].
func (r Run) Found() ([]Found, error) {
	path := filepath.Join(r.Folder, resultFile)
	if r.Config.Trains() {
		return nil, &config.Error{Where: r.Folder, Problem: "this is the run of a training; name that of a search"}
	}
	var result Result
	err := (&folder{r.Folder}).readJSON(resultFile, &result)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &config.Error{Where: r.Folder, Problem: "this search has not ended; continue it with `autogan search`"}
	}
	if err != nil {
		return nil, err
	}
	if len(result.Top) == 0 {
		return nil, &config.Error{Where: path, Problem: "this is not the result of a search"}
	}
	if space, err := arch.Named(result.Space); err != nil || space != r.Config.Archs() {
		return nil, &config.Error{Where: path, Problem: fmt.Sprintf("its architectures are of the space %q, the configuration's of %q", result.Space, r.Config.Space.Name)}
	}
	return result.Top, nil
}

// Mode returns the mode in which the run's generator draws: [layers.Eval] for a
// training, the configured one for a search.
func (r Run) Mode() layers.Mode {
	if r.Config.Trains() {
		return layers.Eval
	}
	return sharedMode(r.Config)
}

// bestTrial returns the architecture with the highest reward among the trials
// of the last stage reached, and there of the highest rung.
func (r Run) bestTrial() (arch.Arch, error) {
	trials, err := readLog[TrialLine](&folder{r.Folder}, trialsFile)
	if err != nil {
		return arch.Arch{}, err
	}
	if len(trials) == 0 {
		return arch.Arch{}, &config.Error{Where: r.Folder, Problem: "the run has measured no architecture yet; name one"}
	}
	best := trials[0]
	for _, t := range trials {
		if cmp.Or(cmp.Compare(t.Stage, best.Stage), cmp.Compare(t.Rung, best.Rung), cmp.Compare(t.Reward, best.Reward)) > 0 {
			best = t
		}
	}
	return r.Config.Archs().Arch(best.Tokens)
}

// Generator makes the run's generator: for a search, the weight-sharing one of
// the checkpoint; for a training, the best one. Release it when done.
func (r Run) Generator(s *vk.Stream) (*gan.Generator, error) {
	if r.Config.Trains() {
		return r.best(s)
	}
	file, err := r.readShared()
	if err != nil {
		return nil, err
	}
	g, err := gan.NewSuperGenerator(s, r.Config.Archs(), sharedGeometry(r.Config), tap(r.Config), 0)
	if err != nil {
		return nil, err
	}
	return filled(s, g, file)
}

// filled gives a generator the weights of a checkpoint. If it can't, it releases it.
func filled(s *vk.Stream, g *gan.Generator, file *checkpoint.File) (*gan.Generator, error) {
	if err := checkpoint.Upload(s, file, "gan.generator.", g.StateDict()); err != nil {
		g.Release()
		return nil, err
	}
	return g, nil
}

// readShared reads the checkpoint of a search, whose shared GAN is trained.
func (r Run) readShared() (*checkpoint.File, error) {
	if r.Config.Search.Weights == config.FromScratch {
		return nil, &config.Error{Where: r.Folder, Problem: "this search has no shared weights; train its architectures with `autogan derive`"}
	}
	file, err := (&folder{r.Folder}).loadCheckpoint()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &config.Error{Where: r.Folder, Problem: "this search has no checkpoint yet, so it has kept no generator"}
	}
	if err != nil {
		return nil, err
	}
	return file, r.checkTrained(file)
}

// best loads the generator of a training's best evaluation.
func (r Run) best(s *vk.Stream) (*gan.Generator, error) {
	g, err := gan.LoadGenerator(s, filepath.Join(r.Folder, BestFile))
	if !errors.Is(err, fs.ErrNotExist) {
		return g, err
	}
	why := "it has not been evaluated yet"
	d, err := readDivergence(r.Folder)
	if d != nil {
		why = "it diverged before its first evaluation"
	}
	return nil, cmp.Or(err, error(&config.Error{Where: r.Folder, Problem: "this training has kept no generator: " + why}))
}

// checkTrained returns a [*config.Error] if the shared GAN of a search's
// checkpoint is untrained.
func (r Run) checkTrained(file *checkpoint.File) error {
	path := filepath.Join(r.Folder, checkpointFile)
	var state struct {
		Trainer gan.TrainerState `json:"trainer"`
	}
	if err := json.Unmarshal([]byte(file.Metadata[searchKey]), &state); err != nil || len(state.Trainer.StepsG) == 0 {
		return &config.Error{Where: path, Problem: "this is not the checkpoint of a search with shared weights"}
	}
	return wantTrained(path, state.Trainer)
}
