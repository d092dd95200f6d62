package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/tests/events"
	"autogan/tests/testgpu"
)

// shown lists what TensorBoard shows of a run, without times and speeds.
func shown(t *testing.T, run string) (list []events.Event) {
	t.Helper()
	all, err := events.Folder(run)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		var values []events.Value
		for _, v := range e.Values {
			if !strings.HasPrefix(v.Tag, "speed/") {
				values = append(values, v)
			}
		}
		if len(values) > 0 {
			list = append(list, events.Event{Step: e.Step, Values: values})
		}
	}
	return list
}

// sameEvents wants the same points in both runs, each once: of one value of a tag
// at a step there is one.
func sameEvents(t *testing.T, want, got string) {
	t.Helper()
	a, b := pointsOf(t, want), pointsOf(t, got)
	for name, value := range a {
		if !reflect.DeepEqual(b[name], value) {
			t.Errorf("%s is %v, want %v", name, short(b[name]), short(value))
		}
	}
	for name := range b {
		if _, there := a[name]; !there {
			t.Errorf("%s is shown, and not in the run that was never stopped", name)
		}
	}
	if len(a) == 0 {
		t.Error("nothing is shown")
	}
}

func pointsOf(t *testing.T, run string) map[string]events.Value {
	t.Helper()
	points := map[string]events.Value{}
	for _, e := range shown(t, run) {
		for _, v := range e.Values {
			name := fmt.Sprintf("%s at %d", v.Tag, e.Step)
			v.Text = strings.ReplaceAll(v.Text, run, "FOLDER")
			if _, twice := points[name]; twice {
				t.Errorf("%s is shown twice in %s", name, run)
			}
			points[name] = v
		}
	}
	return points
}

func short(v events.Value) string {
	return fmt.Sprintf("%g %.400q, %d bytes of an image", v.Scalar, v.Text, len(v.Image))
}

// TestLostWorkIsShownOnce lets every process of a run that is stopped again and
// again crash once before it has saved: its events stay, and all other files are
// those of before. TensorBoard shows each point once, and those of a run that was
// never stopped.
func TestLostWorkIsShownOnce(t *testing.T) {
	_, s := testgpu.Stream(t)
	open := func(text string, overrides ...string) config.Config {
		c, err := config.Decode("tiny.toml", text, append(overrides, "search.save_minutes=0", "log.tensorboard=true")...)
		if err != nil {
			t.Fatal(err)
		}
		c.RunDir = filepath.Join(t.TempDir(), "run")
		return c
	}
	t.Run("training", func(t *testing.T) {
		const steps = "train.generator_steps=6"
		whole, pieces := open(tinyTraining, steps), open(tinyTraining, steps)
		crash(t, pieces.RunDir, func() error { return trainOn(t, s, pieces, true) })
		if err := trainOn(t, s, whole, false); err != nil {
			t.Fatal(err)
		}
		sameEvents(t, whole.RunDir, pieces.RunDir)
	})
	t.Run("search", func(t *testing.T) {
		short := []string{"search.iterations=[1]", "search.max_steps=6", "search.losses_every=4", "search.num_candidates=1", "search.top_k=1",
			"controller.steps=1", "controller.batch=1", "reward.images=4", "data.images=16"}
		whole, pieces := open(tiny, short...), open(tiny, short...)
		crash(t, pieces.RunDir, func() error { return searchOn(t, s, pieces, 0) })
		if err := searchOn(t, s, whole, unstopped); err != nil {
			t.Fatal(err)
		}
		sameEvents(t, whole.RunDir, pieces.RunDir)
	})
}

// crash lets a run go on to its end, and each of its processes twice.
func crash(t *testing.T, folder string, goOn func() error) {
	t.Helper()
	for range 50 {
		before := t.TempDir()
		if err := os.CopyFS(before, os.DirFS(folder)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		if err := goOn(); err != nil && !errors.Is(err, autogan.ErrInterrupted) {
			t.Fatal(err)
		}
		shown := t.TempDir()
		for _, path := range filesUnder(t, folder) {
			if filepath.Ext(path) == ".autogan" && os.Rename(filepath.Join(folder, path), filepath.Join(shown, path)) != nil {
				t.Fatal("the events cannot be kept")
			}
		}
		for _, path := range filesUnder(t, before) {
			if filepath.Ext(path) == ".autogan" && os.Remove(filepath.Join(before, path)) != nil {
				t.Fatal("the events cannot be kept")
			}
		}
		startAgain(t, folder, before)
		if err := os.CopyFS(folder, os.DirFS(shown)); err != nil {
			t.Fatal(err)
		}
		if err := goOn(); err == nil {
			return
		} else if !errors.Is(err, autogan.ErrInterrupted) {
			t.Fatal(err)
		}
	}
	t.Fatal("it does not end")
}

// wantCurve wants the points of a tag.
func wantCurve(t *testing.T, run, tag string, want [][2]float64) {
	t.Helper()
	if got := events.Curve(shown(t, run), tag); len(want) == 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("%s shows %v, want %v", tag, got, want)
	}
}

func at(step int, value float64) [2]float64 {
	return [2]float64{float64(step), float64(float32(value))}
}

// wantTrainingShown wants the lines of a training's logs, its settings and its
// samples among its events.
func wantTrainingShown(t *testing.T, run string, nCritic int) {
	t.Helper()
	var losses, scores [][2]float64
	for _, line := range linesOf[autogan.TrainLine](t, run, "metrics.jsonl") {
		losses = append(losses, at(line.Step, line.LossD))
	}
	points := pointsOf(t, run)
	for _, e := range linesOf[autogan.Evaluation](t, run, "evaluations.jsonl") {
		scores = append(scores, at(e.Step*nCritic, e.FID))
		v, drawn := points[fmt.Sprintf("samples at %d", e.Step*nCritic)], readBytes(t, run, e.Samples)
		if string(v.Image) != string(drawn) || v.Width != 2*v.Height+v.Height/10 && v.Width <= v.Height {
			t.Errorf("the samples of step %d are %d bytes of %d×%d", e.Step, len(v.Image), v.Width, v.Height)
		}
	}
	wantCurve(t, run, "loss/discriminator", losses)
	wantCurve(t, run, "evaluation/fid", scores)
	for tag, want := range map[string]string{"configuration": "generator_steps = 10", "architecture": "1 1 1 1 / 1 0 0 1 1", "protocol": "FID of 32 images"} {
		if v := points[tag+"/text_summary at 0"]; !strings.Contains(v.Text, want) || v.Plugin != "text" {
			t.Errorf("%s is %v, want %q in it", tag, short(v), want)
		}
	}
}

// wantSearchShown wants the lines of a search's logs among its events.
func wantSearchShown(t *testing.T, run string) {
	t.Helper()
	tags, steps := map[string]int{}, int64(0)
	for _, e := range shown(t, run) {
		for _, v := range e.Values {
			tags[v.Tag]++
		}
		if e.Step < steps {
			t.Errorf("step %d comes after %d", e.Step, steps)
		}
		steps = e.Step
	}
	updates := 0
	for _, line := range linesOf[autogan.TrialLine](t, run, "trials.jsonl") {
		if line.Phase == "controller" {
			updates++
		}
	}
	if lines := len(linesOf[autogan.MetricLine](t, run, "metrics.jsonl")); tags["loss/discriminator"] != lines {
		t.Errorf("%d points of losses, want %d", tags["loss/discriminator"], lines)
	}
	if tags["controller/reward"] == 0 || updates%tags["controller/reward"] != 0 || tags["search/resets"] == 0 {
		t.Errorf("%d points of rewards for %d architectures, %d ends of iterations", tags["controller/reward"], updates, tags["search/resets"])
	}
}

func linesOf[T any](t *testing.T, run, name string) (lines []T) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(run, name))
	if err != nil {
		t.Fatal(err)
	}
	for text := range strings.Lines(string(data)) {
		var line T
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	return lines
}
