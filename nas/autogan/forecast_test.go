package autogan

import (
	"bytes"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"autogan/nas"
	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
	"autogan/vk"

	"github.com/google/go-cmp/cmp"
)

// forecastConfig is a search whose numbers of steps, updates and rewards differ
// from each other and between its stages.
func forecastConfig(t *testing.T) config.Config {
	c := config.Default(config.Paper)
	c.RunDir = filepath.Join(t.TempDir(), "run")
	c.Data.Images = 20
	c.GAN.Channels, c.GAN.DiscChannels, c.GAN.LatentDim = 4, 4, 8
	c.GAN.BatchG, c.GAN.BatchD, c.GAN.NCritic = 4, 8, 4 // 3 batches an epoch
	c.Search.Iterations, c.Search.SharedEpochs, c.Search.NumCandidates, c.Search.TopK = []int{2, 1}, 2, 5, 2
	c.Controller.Steps, c.Controller.Batch, c.Controller.Hidden = 3, 2, 4
	c.Reward.Images, c.Reward.Splits, c.Reward.Batch = 8, 2, 8
	c.Reward.Scorer = "builtin"
	c.Reset.Enabled, c.Reset.Window, c.Reset.Threshold = false, 2, 0
	return c
}

func searched(t *testing.T, s *vk.Stream, c config.Config) *Search {
	t.Helper()
	r, err := Open(t.Context(), s, c, silent{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Release)
	if _, err := r.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestForecastCountsWhatASearchDoes compares the counts of a forecast with what
// a search has logged (paper, Algorithm 1).
func TestForecastCountsWhatASearchDoes(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := forecastConfig(t)
	r := searched(t, s, c)
	did := make([]Amounts, c.Stages())
	metrics, err := nas.ReadLog[MetricLine](r.folder.join(metricsFile))
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range metrics {
		if i+1 == len(metrics) || metrics[i+1].Iteration != line.Iteration { // the last of its iteration
			did[line.Stage].StepsD += line.Step
		}
	}
	trials, err := nas.ReadLog[TrialLine](r.folder.join(trialsFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range trials {
		did[line.Stage].Rewards++
		if line.Phase == "controller" {
			did[line.Stage].Updates++ // a trial of a batch of two
		}
	}
	stepsG := 0
	want := AmountsOf(c, c.Data.Images)
	for stage := range did {
		did[stage].Updates /= c.Controller.Batch
		stepsG += want[stage].StepsG
		did[stage].StepsG = want[stage].StepsG // the log does not tell; their sum is checked
	}
	if diff := cmp.Diff(did, want); diff != "" {
		t.Errorf("the search and its forecast differ (-search +forecast)\n%s", diff)
	}
	if took := slices.Max(r.trainer.State().StepsG); int(took) != stepsG {
		t.Errorf("the forecast counts %d generator steps, the search took %d", stepsG, took)
	}
}

// TestForecastOfThePaper multiplies round costs by the amounts of the paper's
// search: 90 iterations of 15 epochs, each with 30 updates of one architecture,
// and 10 candidates a stage (paper, section 4).
func TestForecastOfThePaper(t *testing.T) {
	c := config.Default(config.Paper)
	does := AmountsOf(c, 50_000)
	steps := 15 * 782 // batches of 64 in 50,000, the last of them smaller
	if diff := cmp.Diff(does[2], Amounts{StepsD: 35 * steps, StepsG: 35 * steps / 5, Updates: 35 * 30, Rewards: 35*30 + 10}); diff != "" {
		t.Errorf("the last stage (-got +want)\n%s", diff)
	}
	one := costs{StepD: 1, StepG: 10, Update: 100, Reward: 1000, Reference: 1e6, Scratch: 1e9}
	f := forecast(c, does, []costs{one, one, one})
	all := float64(90*steps + 10*90*steps/5 + 100*90*30 + 1000*(90*30+3*10))
	if f.Seconds() != all || f.Stages[1].Size != 16 || f.Stages[1].Iterations != 30 {
		t.Errorf("%+v: %v seconds, want %v", f, f.Seconds(), all)
	}
	c.Reward.Metric = config.RewardFID
	c.Search.Correlate = 50
	f = forecast(c, AmountsOf(c, 50_000), []costs{one, one, one})
	if got, want := f.Seconds()-all, 3*50_000*1e6+50*(1000+1e9); got != want {
		t.Errorf("references and the correlation take %v seconds, want %v", got, want)
	}
	c.Reward.Metric, c.Reward.Also = config.RewardIS, []string{"fid"} // the same work, another reward
	if also := forecast(c, AmountsOf(c, 50_000), []costs{one, one, one}); also.Seconds() != f.Seconds() {
		t.Errorf("with a FID that is only logged the search takes %v seconds, want %v", also.Seconds(), f.Seconds())
	}
	c.Search.Correlate, c.Reward.Also = 0, nil
	c.Search.Iterations, c.Search.Levels, c.Search.Weights = []int{90}, config.SingleLevel, config.FromScratch
	f = forecast(c, AmountsOf(c, 50_000), []costs{one})
	references := 50_000 * 1e6                                             // the evaluation of a training has a FID
	if got, want := f.Seconds(), 90*30*(100+1e9)+references; got != want { // no shared steps, and nothing measured twice
		t.Errorf("a search from scratch takes %v seconds, want %v", got, want)
	}
}

// TestForecastKnowsTheBudget: search.hours ends a search, but not what follows.
func TestForecastKnowsTheBudget(t *testing.T) {
	c := config.Default(config.Paper)
	c.Search.Iterations, c.Search.Levels, c.Search.Hours, c.Search.Correlate = []int{90}, config.SingleLevel, 48, 3
	for update, want := range map[float64]float64{1: 90 * 30, 100: 48 * 3600} {
		f := forecast(c, AmountsOf(c, 50_000), []costs{{Update: update, Scratch: 7}})
		if got := f.Seconds(); got != want+3*7 {
			t.Errorf("updates of %v s: %v seconds, want %v", update, got, want+3*7)
		}
		if cut := update == 100; cut != (len(f.Notes) > 0) {
			t.Errorf("updates of %v s: notes %q", update, f.Notes)
		}
	}
	c.Derive.AfterSearch, c.Search.Hours = true, 0
	if f := forecast(c, AmountsOf(c, 50_000), []costs{{}}); len(f.Notes) != 1 {
		t.Errorf("nothing says that the trainings of derive.after_search are not in it: %q", f.Notes)
	}
}

// TestForecastOfASHA compares the mean steps of a measurement with those that
// the rule asks for.
func TestForecastOfASHA(t *testing.T) {
	c := config.Default(config.Paper).Search
	c.Strategy, c.ScratchSteps, c.ASHAEta, c.ASHAMaxSteps = config.ASHAStrategy, 10, 4, 160
	rule, random := halving(c), rand.New(rand.NewPCG(1, 1))
	var jobs []nas.Job
	steps := 0
	for range 600 {
		job := rule.Next(jobs)
		job.Reward = random.Float64()
		jobs = append(jobs, job)
		steps += rungSteps(c, job.Rung)
		if job.Rung > 0 {
			steps -= rungSteps(c, job.Rung-1)
		}
	}
	if want, got := float64(steps)/float64(len(jobs)), meanScratchSteps(c); math.Abs(got/want-1) > 0.05 {
		t.Errorf("a measurement has %v steps, the rule asks for %v", got, want)
	}
}

// TestForecastKeepsTheRun forecasts a search by ASHA that has been interrupted:
// its trainings stay where they are.
func TestForecastKeepsTheRun(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := forecastConfig(t)
	c.Search.Strategy, c.Search.Levels, c.Search.Weights = config.ASHAStrategy, config.SingleLevel, config.FromScratch
	c.Search.Iterations, c.Search.ScratchSteps, c.Search.ASHAMaxSteps = []int{1}, 1, 4
	c.Space.Cells = 1
	training := filepath.Join(scratchFolder(c), trialName(9999))
	if err := os.MkdirAll(training, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := NewForecast(t.Context(), s, c, ForecastOptions{Each: time.Millisecond}, silent{}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(training); err != nil {
		t.Errorf("the forecast removed a training: %v", err)
	}
}

// TestExtrapolationStaysBetweenNothingAndAll: a reward of 100 images from
// timings of 10 and of 20.
func TestExtrapolationStaysBetweenNothingAndAll(t *testing.T) {
	for _, c := range []struct{ some, most, want float64 }{
		{2, 3, 11},    // 1 and 0.1 an image
		{3, 2, 2},     // noise: nothing an image
		{0, 2, 10},    // noise: all of it by image
		{1, 2, 10},    // exactly by image
		{2, 2.5, 6.5}, // 1.5 and 0.05 an image
	} {
		if got := extrapolated(10, c.some, 20, c.most, 100); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("10 images in %v s, 20 in %v s: 100 in %v s, want %v", c.some, c.most, got, c.want)
		}
	}
	if got := extrapolated(10, 1, 100, 7, 100); got != 7 {
		t.Errorf("all images were timed in 7 s, the forecast says %v", got)
	}
}

// TestForecastLeavesNoTrace searches after a forecast on the same stream: the
// logs have the bytes of a search without one, and there was no run folder.
func TestForecastLeavesNoTrace(t *testing.T) {
	_, s := testgpu.Stream(t)
	alone := forecastConfig(t)
	searched(t, s, alone)
	for _, change := range []func(*config.Config){
		func(*config.Config) {},
		func(c *config.Config) { c.Search.Correlate, c.Search.ScratchSteps = 3, 2 },
		func(c *config.Config) { c.Reward.Metric = config.RewardFID },
	} {
		c := forecastConfig(t)
		change(&c)
		f, err := NewForecast(t.Context(), s, c, ForecastOptions{Each: time.Millisecond}, silent{})
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Stages) != 2 || min(f.Stages[0].Shared, f.Stages[1].Controller, f.Stages[1].Rewards) <= 0 || (f.Correlation > 0) != (c.Search.Correlate > 0) {
			t.Errorf("a part takes no time: %+v", f)
		}
		if _, err := os.Stat(c.RunDir); err == nil {
			t.Error("the forecast made a run folder")
		}
	}
	after := forecastConfig(t)
	searched(t, s, after)
	for _, name := range []string{trialsFile, metricsFile} {
		want, err := os.ReadFile(filepath.Join(alone.RunDir, name))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(after.RunDir, name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s differs after a forecast: %v", name, err)
		}
	}
}
