package e2e

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
	"autogan/vk"
)

// tinyTraining is a training of two seconds with three evaluations.
const tinyTraining = `
seed = 3
[data]
images = 64
[gan]
latent_dim = 16
batch_g = 8
batch_d = 8
n_critic = 2
[train]
arch = "1 1 1 1 / 1 0 0 1 1"
channels = 8
disc_channels = 8
generator_steps = 10
ema = 0.9
eval_every = 4
log_every = 5
save_minutes = 0
[eval]
images = 32
splits = 2
batch = 16
`

// trainingFiles are those that must be equal, bit for bit, however often a
// training was interrupted.
var trainingFiles = []string{"result.json", "metrics.jsonl", "evaluations.jsonl",
	"generator-best.safetensors", "generator-last.safetensors", "checkpoint.safetensors", "samples/step000010.png"}

// impatientTrainer stops a training at the first progress of its steps.
type impatientTrainer struct {
	impatient
	trains *bool
}

func (i impatientTrainer) Phase(name string, _, _ int) { *i.trains = strings.Contains(name, "seed") }

func (i impatientTrainer) Advance(n int) {
	if *i.trains {
		i.stop()
	}
}

func trainOn(t *testing.T, s *vk.Stream, c config.Config, stopEarly bool) error {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	observer := impatientTrainer{impatient{func() {}}, new(bool)}
	if stopEarly {
		observer.stop = cancel
	}
	_, err := autogan.Train(ctx, s, c, observer)
	return err
}

// TestTrainingStoppedEverywhere stops a training after every block of steps and
// continues with new objects. The files must be those of a training that never
// stopped. They hold the weights of both networks, the optimisers, the average
// and, in mixed precision, the loss scales. TensorBoard shows both alike.
func TestTrainingStoppedEverywhere(t *testing.T) {
	for _, precision := range []config.Precision{config.Float32, config.Mixed} {
		t.Run(string(precision), func(t *testing.T) { stopEverywhere(t, "precision="+string(precision)) })
	}
}

func stopEverywhere(t *testing.T, setting string) {
	_, s := testgpu.Stream(t)
	open := func() config.Config {
		c, err := config.Decode("tiny.toml", tinyTraining, setting, "log.tensorboard=true")
		if err != nil {
			t.Fatal(err)
		}
		c.RunDir = filepath.Join(t.TempDir(), "run")
		return c
	}
	whole, pieces := open(), open()
	if err := trainOn(t, s, whole, false); err != nil {
		t.Fatal(err)
	}
	stops := 0
	for ; stops < 50; stops++ {
		err := trainOn(t, s, pieces, true)
		if err == nil {
			break
		}
		if !errors.Is(err, autogan.ErrInterrupted) {
			t.Fatal(err)
		}
	}
	if stops < 4 || stops == 50 {
		t.Errorf("the training was stopped %d times, want 4 to 49", stops)
	}
	for _, name := range trainingFiles {
		sameFile(t, filepath.Join(whole.RunDir, name), filepath.Join(pieces.RunDir, name))
	}
	wantTrainingShown(t, whole.RunDir, whole.GAN.NCritic)
	sameEvents(t, whole.RunDir, pieces.RunDir)
}

// TestTrainSeveralSeeds trains twice and finds both in the summary.
func TestTrainSeveralSeeds(t *testing.T) {
	_, s := testgpu.Stream(t)
	c, err := config.Decode("tiny.toml", tinyTraining, "train.seeds=[1, 2]", "train.generator_steps=6", "train.eval_every=1", "gan.lr_g=0.05")
	if err != nil {
		t.Fatal(err)
	}
	c.RunDir = filepath.Join(t.TempDir(), "run")
	summary, err := autogan.Train(t.Context(), s, c, impatient{func() {}})
	if err != nil {
		t.Fatal(err)
	}
	if len(summary.Runs) != 2 || summary.Runs[0].Best.IS == summary.Runs[1].Best.IS {
		t.Fatalf("got %+v, want two runs that differ", summary.Runs)
	}
	for _, run := range summary.Runs {
		history, err := autogan.Run{Folder: run.Folder, Config: c}.TrainingHistory()
		if err != nil {
			t.Fatal(err)
		}
		if shown, err := filepath.Glob(filepath.Join(run.Folder, "*tfevents*")); err != nil || len(shown) > 0 {
			t.Errorf("there are event files, and nobody asked for them: %v, %v", shown, err)
		}
		least := slices.MinFunc(history.Evaluations, func(a, b autogan.Evaluation) int { return cmp.Compare(a.FID, b.FID) })
		if len(history.Evaluations) < 3 || run.Best != least || run.Last != history.Evaluations[len(history.Evaluations)-1] {
			t.Errorf("best %+v, last %+v of %+v", run.Best, run.Last, history.Evaluations)
		}
	}
	a, b := summary.Runs[0].Best.IS, summary.Runs[1].Best.IS
	// Of two values the sample deviation is their distance over √2.
	if mean, std := (a+b)/2, max(a-b, b-a)/1.4142135623730951; summary.IS.Mean != mean || !near(summary.IS.Std, std) {
		t.Errorf("IS %+v of %g and %g, want %g ± %g", summary.IS, a, b, mean, std)
	}
}

func near(a, b float64) bool { return max(a-b, b-a) <= 1e-12*max(1, a, b) }

// remarks keeps the messages of a run.
type remarks struct {
	impatientTrainer
	lines *[]string
}

func (r remarks) Message(line string) { *r.lines = append(*r.lines, line) }

// TestTrainingContinuesOnAnotherDevice lets the folder of an interrupted
// training say that it began elsewhere: it goes on and says so.
func TestTrainingContinuesOnAnotherDevice(t *testing.T) {
	_, s := testgpu.Stream(t)
	c, err := config.Decode("tiny.toml", tinyTraining)
	if err != nil {
		t.Fatal(err)
	}
	c.RunDir = filepath.Join(t.TempDir(), "run")
	if err := trainOn(t, s, c, true); !errors.Is(err, autogan.ErrInterrupted) {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"run.json":     `{"version":"v1","device":"another device","driver":"another driver","seed":3}`,
		"kernels.json": `{"device":"another device"}`,
	} {
		if err := os.WriteFile(filepath.Join(c.RunDir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	observer := remarks{impatientTrainer{impatient{func() {}}, new(bool)}, new([]string)}
	if _, err := autogan.Train(t.Context(), s, c, observer); err != nil {
		t.Fatal(err)
	}
	if said := strings.Join(*observer.lines, "\n"); !strings.Contains(said, "this run began on another device") {
		t.Errorf("it does not say where the run began:\n%s", said)
	}
}
