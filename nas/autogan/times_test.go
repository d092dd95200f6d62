package autogan

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"autogan/nas"
	"autogan/nas/autogan/config"
)

// TestTimesSurviveInterruptions stops a search at several phases and continues
// it: times.jsonl has one line for every phase of each iteration, in order, and
// the seconds grow.
func TestTimesSurviveInterruptions(t *testing.T) {
	c := tinyConfig(t)
	for _, word := range []string{"shared", "controller", "top K"} {
		if err := searchTo(t, c, word, 1); !errors.Is(err, ErrInterrupted) {
			t.Fatalf("got %v, want an interruption", err)
		}
	}
	if err := searchTo(t, c, "", 0); err != nil {
		t.Fatal(err)
	}
	checkTimes(t, c, "0 shared", "0 controller", "0 end", "1 shared", "1 controller", "1 end")
}

func checkTimes(t *testing.T, c config.Config, want ...string) {
	t.Helper()
	times, err := (&folder{c.RunDir}).readTimes()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	last := 0.0
	for _, line := range times {
		got = append(got, fmt.Sprint(line.Iteration, " ", line.Phase))
		if line.Seconds <= last {
			t.Errorf("%+v ends at or before the phase before it", line)
		}
		last = line.Seconds
	}
	if !slices.Equal(got, want) {
		t.Errorf("got the lines %v, want %v", got, want)
	}
	if total, err := (&folder{c.RunDir}).readClock(); err != nil || last > total.Seconds {
		t.Errorf("the last phase ends after %g of %g seconds", last, total.Seconds)
	}
}

// TestTimesCountAllContinuations continues a run that has worked for an hour.
func TestTimesCountAllContinuations(t *testing.T) {
	c := tinyConfig(t)
	if err := searchTo(t, c, "controller", 1); !errors.Is(err, ErrInterrupted) {
		t.Fatalf("got %v, want an interruption", err)
	}
	if err := (&folder{c.RunDir}).writeJSON(clockFile, workTime{Seconds: 3600}); err != nil {
		t.Fatal(err)
	}
	if err := searchTo(t, c, "", 0); err != nil {
		t.Fatal(err)
	}
	times, err := (&folder{c.RunDir}).readTimes()
	if err != nil || len(times) != 6 {
		t.Fatalf("%d lines, %v; want 6", len(times), err)
	}
	for i, line := range times {
		if late := line.Seconds > 3600; late != (i > 0) {
			t.Errorf("line %d is %+v", i, line)
		}
	}
}

// TestTimesAfterTheCheckpointAreDropped continues a run that was killed: the
// times of phases that its checkpoint does not have were written by work that
// was lost. A file that an earlier version did not write begins in the middle.
func TestTimesAfterTheCheckpointAreDropped(t *testing.T) {
	c := tinyConfig(t)
	if err := searchTo(t, c, "controller", 1); !errors.Is(err, ErrInterrupted) {
		t.Fatalf("got %v, want an interruption", err)
	}
	checkTimes(t, c, "0 shared")
	log, _, err := nas.OpenLog[TimeLine](filepath.Join(c.RunDir, timesFile))
	if err != nil {
		t.Fatal(err)
	}
	lost := []TimeLine{{0, "controller", 1e6}, {0, "end", 1e6}, {1, "shared", 1e6}}
	if err := errors.Join(log.Append(lost...), log.Close()); err != nil {
		t.Fatal(err)
	}
	if err := searchTo(t, c, "", 0); err != nil {
		t.Fatal(err)
	}
	checkTimes(t, c, "0 shared", "0 controller", "0 end", "1 shared", "1 controller", "1 end")
}

// TestRewardAlsoChangesNothing (paper, Figure 8): a search rewarded by the
// Inception score that logs the FID of the same images is the same search. All
// its rewards and losses have the same bits, and every trial has both metrics.
func TestRewardAlsoChangesNothing(t *testing.T) {
	plain, also := tinyConfig(t), tinyConfig(t)
	also.Reward.Also = []string{"fid"}
	trials := func(c config.Config) ([]TrialLine, []MetricLine) {
		if err := searchTo(t, c, "", 0); err != nil {
			t.Fatal(err)
		}
		history, err := Run{c.RunDir, c}.History()
		if err != nil {
			t.Fatal(err)
		}
		return history.Trials, history.Metrics
	}
	want, losses := trials(plain)
	got, sameLosses := trials(also)
	if len(got) != len(want) || len(sameLosses) != len(losses) {
		t.Fatalf("%d trials and %d lines of losses, want %d and %d", len(got), len(sameLosses), len(want), len(losses))
	}
	for i, line := range got {
		if line.Reward != want[i].Reward || line.Metrics["is_std"] != want[i].Metrics["is_std"] || !slices.Equal(line.Tokens, want[i].Tokens) {
			t.Errorf("trial %d is %+v, without reward.also %+v", i, line, want[i])
		}
		if fid := line.Metrics["fid"]; !(fid > 0) || line.Metrics["is"] != line.Reward || line.Reward == 1/fid {
			t.Errorf("trial %d has the reward %g and the metrics %v", i, line.Reward, line.Metrics)
		}
		if _, has := want[i].Metrics["fid"]; has {
			t.Errorf("without reward.also trial %d has the metrics %v", i, want[i].Metrics)
		}
	}
	for i, line := range sameLosses {
		if line.LossD != losses[i].LossD {
			t.Errorf("the losses at line %d are %g and %g", i, line.LossD, losses[i].LossD)
		}
	}
}
