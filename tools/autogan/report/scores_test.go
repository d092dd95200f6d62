package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"autogan/nas"
	"autogan/nas/autogan"
	"autogan/nas/autogan/config"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestBand joins three runs by hand. Iteration 0: the mean of 1, 2 and 6 is 3,
// their deviation √((4+1+9)/2) = √7; its time the mean of 10, 20 and 60.
// Iteration 1 is only in two runs, and NaN in one of them.
func TestBand(t *testing.T) {
	got := band("name", [][]scored{
		{{0, 10, 1}, {1, 30, 5}},
		{{0, 20, 2}, {1, 50, math.NaN()}},
		{{0, 60, 6}},
	})
	want := curve{
		name: "name, mean ± standard deviation of 3 seeds",
		x:    []float64{30, 30}, y: []float64{3, 5},
		low: []float64{3 - math.Sqrt(7), 5}, high: []float64{3 + math.Sqrt(7), 5},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(curve{}), cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Errorf("band mismatch (-want +got)\n%s", diff)
	}
	if one := band("name", [][]scored{{{0, 10, 1}}}); one.name != "name, 1 seed" || one.low != nil || len(one.y) != 1 {
		t.Errorf("the band of one run is %+v, want none", one)
	}
}

// trial is a trial of a search by the controller, unless the phase says
// otherwise.
func trial(stage, iteration int, reward float64, metrics map[string]float64) autogan.TrialLine {
	return autogan.TrialLine{Phase: "controller", Record: nas.Record{
		Trial:       nas.Trial{Stage: stage, Iteration: iteration},
		Measurement: nas.Measurement{Reward: reward, Metrics: metrics}}}
}

func searchOf(t *testing.T, metric config.RewardMetric, trials ...autogan.TrialLine) search {
	t.Helper()
	c, err := config.Load("quickstart", "search.iterations=[1,1,2]", fmt.Sprintf("reward.metric=%q", metric))
	if err != nil {
		t.Fatal(err)
	}
	return search{autogan.Run{Config: c}, autogan.History{Trials: trials}}
}

// TestScoresAreOfTheirMetric: each metric comes from where the search has logged
// it. The reward of a search by FID is its reciprocal.
func TestScoresAreOfTheirMetric(t *testing.T) {
	both := map[string]float64{"is": 2, "fid": 20}
	for _, c := range []struct {
		name    string
		metric  config.RewardMetric
		trial   autogan.TrialLine
		is, fid float64 // 0 if there is none
	}{
		{"by IS", config.RewardIS, trial(0, 0, 2, nil), 2, 0},
		{"by IS, FID too", config.RewardIS, trial(0, 0, 2, both), 2, 20},
		{"by FID, earlier version", config.RewardFID, trial(0, 0, 0.05, nil), 0, 20},
		{"by FID", config.RewardFID, trial(0, 0, 0.05, both), 2, 20},
		{"diverged", config.RewardFID, trial(0, 0, 0, nil), 0, 0},
	} {
		r := searchOf(t, c.metric)
		is, hasIS := r.score(c.trial, config.RewardIS)
		fid, hasFID := r.score(c.trial, config.RewardFID)
		if is != c.is || fid != c.fid || hasIS != (c.is > 0) || hasFID != (c.fid > 0) {
			t.Errorf("%s: IS %g (%v) and FID %g (%v), want %g and %g", c.name, is, hasIS, fid, hasFID, c.is, c.fid)
		}
	}
}

// TestBestScores keeps the highest Inception score or the lowest FID of the last
// stage; what the correlation measured is not of the search.
func TestBestScores(t *testing.T) {
	rewards := []autogan.TrialLine{trial(1, 1, 9, nil), trial(2, 2, 0.25, nil), trial(2, 2, 0.5, nil), trial(2, 3, 0.125, nil), trial(2, 3, 8, nil)}
	rewards[4].Phase = "correlation"
	for metric, want := range map[config.RewardMetric][]scored{
		config.RewardIS:  {{2, 3, 0.5}, {3, 4, 0.5}},
		config.RewardFID: {{2, 3, 2}, {3, 4, 2}},
	} {
		if diff := cmp.Diff(want, searchOf(t, metric, rewards...).bestScores(), cmp.AllowUnexported(scored{})); diff != "" {
			t.Errorf("%s mismatch (-want +got)\n%s", metric, diff)
		}
	}
}

// TestTimedScores takes the end of the phase that is asked for, and leaves out
// iterations without a time.
func TestTimedScores(t *testing.T) {
	r := searchOf(t, config.RewardIS, trial(0, 0, 1, nil), trial(0, 0, 3, nil), trial(1, 1, 4, nil))
	r.Times = []autogan.TimeLine{{Iteration: 0, Phase: "shared", Seconds: 5}, {Iteration: 0, Phase: "controller", Seconds: 7}, {Iteration: 0, Phase: "end", Seconds: 8}}
	want := []scored{{0, 7, 2}}
	if diff := cmp.Diff(want, r.timed(r.meanScores(config.RewardIS), "controller"), cmp.AllowUnexported(scored{})); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
}

// writeSearch makes the folder of a search of two stages, as a program wrote it
// that logs times and two metrics.
func writeSearch(t *testing.T, experiment string, seed int, overrides ...string) string {
	t.Helper()
	folder := t.TempDir()
	c, err := config.Load(experiment, append(overrides, fmt.Sprint("seed=", seed), "search.iterations=[1,1]")...)
	if err != nil {
		t.Fatal(err)
	}
	var trials, times strings.Builder
	for i := range 2 {
		line := trial(i, i, float64(seed+i), map[string]float64{"is": float64(seed + i), "fid": float64(10 * seed)})
		text, err := json.Marshal(line)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&trials, "%s\n", text)
		fmt.Fprintf(&times, `{"iteration":%d,"phase":"controller","seconds":%d}`+"\n", i, 100*(i+1))
		fmt.Fprintf(&times, `{"iteration":%d,"phase":"end","seconds":%d}`+"\n", i, 100*(i+1)+1)
	}
	for i := range 4 {
		fmt.Fprintf(&trials, `{"phase":"correlation","stage":1,"iteration":1,"tokens":[1,0,1,1],"reward":%d,"metrics":{"scratch":%d}}`+"\n", i, i*i)
	}
	for name, text := range map[string]string{
		"config.toml": c.Encode(), "run.json": `{"version":"v1"}`, "metrics.jsonl": "",
		"trials.jsonl": trials.String(), "times.jsonl": times.String(),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// TestPageOfTheCorrelation (paper, Figure 7) has the points of a search under
// way; with a result it has ρ, its interval and n.
func TestPageOfTheCorrelation(t *testing.T) {
	folder := writeSearch(t, "proxy-correlation-small", 1)
	page := writePage(t, folder)
	for _, want := range []string{"4 architectures so far", "reward from scratch", "reward with shared weights", "architecture that the trained controller drew"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	result := `{"top":[],"stages":[],"correlation":{"archs":4,"spearman":0.5,"interval":{"level":0.95,"low":-0.25,"high":0.75,"resamples":10000}}}`
	if err := os.WriteFile(filepath.Join(folder, "result.json"), []byte(result), 0o644); err != nil {
		t.Fatal(err)
	}
	if page := writePage(t, folder); !strings.Contains(page, "ρ = 0.500, 95 % interval -0.250 to 0.750 by the percentile bootstrap, n = 4") {
		t.Error("the page does not say the interval")
	}
}

// TestPageOverSeeds (paper, Figures 8 to 10) groups the runs of an experiment by
// its name, draws IS and FID over iterations and over time, and says what the
// bands are.
func TestPageOverSeeds(t *testing.T) {
	folders := []string{
		writeSearch(t, "cifar10-small", 1), writeSearch(t, "cifar10-no-reset-small", 1),
		writeSearch(t, "cifar10-small", 2), writeSearch(t, "cifar10-small", 3),
	}
	page := writePage(t, folders...)
	for _, want := range []string{
		"cifar10-small, mean ± standard deviation of 3 seeds", "cifar10-no-reset-small, 1 seed", "search iteration",
		"time of search, s", "Inception score, mean of an iteration", "FID, mean of an iteration", "Inception score, best so far at full size", ">growth<", "have smaller images",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page, "NaN") {
		t.Error("the page has NaN")
	}
}

// TestPageOfEarlierVersions compares a run without times with one that has them.
func TestPageOfEarlierVersions(t *testing.T) {
	old := writeSearch(t, "cifar10-no-reset-small", 1)
	if err := os.Remove(filepath.Join(old, "times.jsonl")); err != nil {
		t.Fatal(err)
	}
	page := writePage(t, old, writeSearch(t, "cifar10-small", 1))
	iterations, times := strings.Count(page, ">cifar10-no-reset-small, 1 seed<"), strings.Count(page, ">cifar10-small, 1 seed<")
	if iterations != 2*2 || times != 2*5 { // each chart is there for wide pages and for phones
		t.Errorf("the run without times is in %d drawings, the other in %d; want 2 and 5, twice each", iterations, times)
	}
	if page := writePage(t, old, old); strings.Contains(page, "time of search") {
		t.Error("there is an axis of time, but no time")
	}
}

// TestFigures writes the charts of a page as images.
func TestFigures(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "figures")
	paths, err := WriteFigures(dir, []string{writeSearch(t, "cifar10-small", 1), writeSearch(t, "cifar10-small", 2)})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, path := range paths {
		names = append(names, filepath.Base(path))
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		image, err := png.Decode(file)
		file.Close()
		if err != nil || image.Bounds().Dx() < 600 {
			t.Errorf("%s: %v, %v", path, image.Bounds(), err)
		}
	}
	if got := strings.Join(names, " "); !strings.HasPrefix(got, "progress-of-the-searches-1.png progress-of-the-searches-2.png") || len(names) != 7 {
		t.Errorf("the figures are %s, want 5 of the progress and 2 of correlations", got)
	}
}

// TestFiguresOfAnotherPageStay: those of a second page get other names, and those
// of the same page again none.
func TestFiguresOfAnotherPageStay(t *testing.T) {
	dir := t.TempDir()
	first, second := writeSearch(t, "cifar10-small", 1), writeSearch(t, "cifar10-small", 2)
	write := func(run string) []string {
		t.Helper()
		paths, err := WriteFigures(dir, []string{run})
		if err != nil || len(paths) == 0 {
			t.Fatalf("%v, %v", paths, err)
		}
		return paths
	}
	ours := write(first)
	before, err := os.ReadFile(ours[0])
	if err != nil {
		t.Fatal(err)
	}
	if theirs := write(second); slices.Equal(theirs, ours) {
		t.Errorf("both write %v", ours)
	}
	if after, err := os.ReadFile(ours[0]); err != nil || !bytes.Equal(before, after) {
		t.Errorf("%s was replaced (%v)", ours[0], err)
	}
	if again := write(first); !slices.Equal(again, ours) {
		t.Errorf("the same page again writes %v, want %v", again, ours)
	}
}
