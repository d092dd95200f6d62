package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"autogan/tests/testgpu"
	"autogan/tools/autogan/predict"
	"autogan/vk"
)

func report(t *testing.T, o Options) Report {
	t.Helper()
	_, s := testgpu.Stream(t)
	o.Rounds, o.Tell = 2, func(string) {}
	r, err := Run(t.Context(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// scriptPeer is a peer that a shell runs.
func scriptPeer(t *testing.T, text string) *Peer {
	t.Helper()
	script := filepath.Join(t.TempDir(), "peer.sh")
	if err := os.WriteFile(script, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	peer, err := StartPeer("sh " + script)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(peer.Stop)
	return peer
}

// TestResultsAndPeer runs a small case in turn with a peer that reports a
// quarter of a second each time.
func TestResultsAndPeer(t *testing.T) {
	r := report(t, Options{Only: "lstm", Peer: scriptPeer(t, "while read case; do echo 0.25; done")})
	if len(r.Results) != 1 {
		t.Fatalf("got %d results, want lstm's alone", len(r.Results))
	}
	got := r.Results[0]
	if got.PeerMS != 250 || got.RatioToPeer != 250/got.WallMS {
		t.Errorf("the peer took %v ms, %v times ours of %v; want 250", got.PeerMS, got.RatioToPeer, got.WallMS)
	}
	if got.WallMS <= 0 || got.GFLOPS <= 0 || got.Dispatches == 0 || got.Barriers == 0 || got.OfCeiling <= 0 || got.OfCeiling > 1 {
		t.Errorf("implausible: %+v", got)
	}
	if got.Allocations != 0 || got.Waits != 0 {
		t.Errorf("%d allocations and %d waits of a run in steady state", got.Allocations, got.Waits)
	}
}

// TestSplitOfAStep profiles the controller's step, the smallest one.
func TestSplitOfAStep(t *testing.T) {
	r := report(t, Options{Only: "step/controller"})
	got := r.Results[0]
	share, dispatches, moved := 0.0, 0, 0.0
	for _, k := range families(got.Split) {
		share += k.Share
		dispatches += k.Dispatches
		moved += k.MiB
	}
	if dispatches != int(got.Dispatches) {
		t.Errorf("the split has %d dispatches, the step %d", dispatches, got.Dispatches)
	}
	if all := sum("all", got.Split); moved <= 0 || moved != all.MiB {
		t.Errorf("the families move %v MiB, all kernels %v", moved, all.MiB)
	}
	if got.DeviceMS > 0 && (share < 0.999 || share > 1.001) {
		t.Errorf("the shares add up to %v", share)
	}
	var text, tables bytes.Buffer
	if err := r.WriteJSON(&text); err != nil {
		t.Fatal(err)
	}
	var back Report
	if err := json.Unmarshal(text.Bytes(), &back); err != nil || len(back.Results[0].Split) != len(got.Split) {
		t.Errorf("the JSON does not hold the split: %v", err)
	}
	if err := r.WriteTables(&tables); err != nil || !strings.Contains(tables.String(), "\nstep/controller: ") {
		t.Errorf("the tables do not hold the split: %v\n%s", err, tables.String())
	}
}

func TestPeerThatEnds(t *testing.T) {
	peer, err := StartPeer("true")
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Stop()
	if _, err := peer.run("lstm"); err == nil {
		t.Error("a peer that has ended is no error")
	}
}

// TestPeerOfAWarmCase: its timed run is the second one.
func TestPeerOfAWarmCase(t *testing.T) {
	peer := scriptPeer(t, "while read case; do echo 1; read case; echo 2; done")
	for _, warm := range []bool{true, false} {
		want := map[bool]time.Duration{true: 2 * time.Second, false: time.Second}[warm]
		if got, err := peer.timed(workload{name: "add", warm: warm}); err != nil || got != want {
			t.Errorf("warm %t: got %v, %v, want %v", warm, got, err, want)
		}
	}
}

// TestCallsInARow: the second case of a row does the work of the first sixteen
// times.
func TestCallsInARow(t *testing.T) {
	r := report(t, Options{Only: "add/", Peer: scriptPeer(t, "n=0; while read case; do n=$((n + 1)); echo $n; done")})
	if len(r.Results) != 2 {
		t.Fatalf("got %d results, want a call and a row of them", len(r.Results))
	}
	one, row := r.Results[0], r.Results[1]
	if row.Case != strings.Replace(one.Case, "/", "/16-", 1) || row.Dispatches != 16*one.Dispatches {
		t.Errorf("%s has %d dispatches, %s %d", one.Case, one.Dispatches, row.Case, row.Dispatches)
	}
	if row.PeerMS != 8000 { // three runs of the one call, then a first one, and twice one that warms and one that counts
		t.Errorf("a row's time is of the peer's run %v, want the last", row.PeerMS/1000)
	}
	bytes := func(r Result) float64 { return r.GBPS * r.DeviceMS }
	if one.DeviceMS > 0 && math.Abs(bytes(row)/bytes(one)-16) > 1e-6 {
		t.Errorf("a row moves %v times the bytes of a call", bytes(row)/bytes(one))
	}
}

// TestNamesAreUnique: a peer is asked by name.
func TestNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, w := range workloads() {
		if seen[w.name] {
			t.Errorf("two cases are called %s", w.name)
		}
		seen[w.name] = true
	}
}

// TestPredictions are made of what is measured, and of what a CPU is not asked
// to do.
func TestPredictions(t *testing.T) {
	_, s := testgpu.Stream(t)
	card, err := predict.Find("navi31")
	if err != nil {
		t.Fatal(err)
	}
	recorder, err := predict.New(s.Device(), card)
	if err != nil {
		t.Fatal(err)
	}
	for only, measured := range map[string]bool{"add/": true, "iteration/final-32x32-mixed": s.Device().Caps().Type != vk.CPU} {
		r, err := Run(t.Context(), s, Options{Rounds: 1, Only: only, Card: recorder, Tell: func(string) {}})
		if err != nil {
			t.Fatal(err)
		}
		for _, got := range r.Results {
			if got.Predicted == nil || got.Predicted.MS <= 0 || got.Predicted.Launches == 0 || got.Predicted.Bound == "" || got.measured() != measured {
				t.Errorf("%s: got %+v, measured %t; want %t", got.Case, got.Predicted, got.measured(), measured)
			}
		}
		var text bytes.Buffer
		if err := r.WriteTables(&text); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(text.String(), "predicted for "+card.Title+", not measured") || strings.Contains(text.String(), "wall ms") != measured {
			t.Errorf("%s: printed %s", only, text.String())
		}
	}
}

// TestWhatIsKept: of a time that runs out and of a case that fails the cases before
// are in the report.
func TestWhatIsKept(t *testing.T) {
	_, s := testgpu.Stream(t)
	ctx := t.Context()
	options := Options{Rounds: 1, Only: "sum-", Tell: func(string) {}}
	second := options.selected(vk.CPU)[1].name
	got, err := Run(&endsAt{ctx, checksPerCase, context.DeadlineExceeded}, s, options)
	if err != nil || len(got.Results) != 1 || got.StoppedAt != second {
		t.Errorf("out of time: %d results, stopped at %q, %v; want 1, stopped at %q", len(got.Results), got.StoppedAt, err, second)
	}
	got, err = Run(&endsAt{ctx, checksPerCase, context.Canceled}, s, options)
	if !errors.Is(err, context.Canceled) || len(got.Results) != 1 || got.StoppedAt != "" {
		t.Errorf("interrupted: %d results, stopped at %q, %v", len(got.Results), got.StoppedAt, err)
	}
	peer := scriptPeer(t, "read case; echo 1; read case; echo 1; read case")
	options.Peer = peer
	got, err = Run(t.Context(), s, options)
	if err == nil || !strings.Contains(err.Error(), second) || len(got.Results) != 1 || got.Results[0].PeerMS != 1000 {
		t.Errorf("a peer that ends: %+v, %v; want the first case, and an error that names %s", got.Results, err, second)
	}
}

// checksPerCase is how often a case of one round looks for the end of its context.
const checksPerCase = 2

// endsAt ends after it was asked a number of times.
type endsAt struct {
	context.Context
	after int
	with  error
}

func (c *endsAt) Err() error {
	if c.after--; c.after < 0 {
		return c.with
	}
	return nil
}

// TestPeerThatDeclines goes on without it.
func TestPeerThatDeclines(t *testing.T) {
	for script, said := range map[string]string{
		"while read case; do echo no such $case; done":                    "such lstm/n10-100",
		"read case; echo 1; while read case; do echo no more today; done": "more today",
	} {
		r := report(t, Options{Only: "lstm", Peer: scriptPeer(t, script)})
		if got := r.Results[0]; got.PeerSaid != said || got.PeerMS != 0 || got.RatioToPeer != 0 || got.WallMS <= 0 {
			t.Errorf("%s: got %+v, want our times and %q", script, got, said)
		}
		var tables bytes.Buffer
		if err := r.WriteTables(&tables); err != nil || !strings.Contains(tables.String(), "\nlstm/n10-100: the peer has not run it: "+said) {
			t.Errorf("the tables do not say it: %v\n%s", err, tables.String())
		}
	}
}
