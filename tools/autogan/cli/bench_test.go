package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
	"autogan/tools/autogan/bench"
	"autogan/tools/autogan/predict"
)

// TestBadBenchOptions: one line and status 2, before anything is timed.
func TestBadBenchOptions(t *testing.T) {
	for options, want := range map[string]string{
		"--rounds 0":          "autogan: bench: invalid argument \"0\" for \"--rounds\" flag: want 1 to 10,000\n",
		"--time -1s":          "autogan: bench: invalid argument \"-1s\" for \"--time\" flag: want a time above zero, such as 90s\n",
		"--peer /no/such/one": "autogan: bench: start the peer: fork/exec /no/such/one: no such file or directory\n",
	} {
		var stdout, stderr strings.Builder
		status := run(append([]string{"bench"}, strings.Fields(options)...), &stdout, &stderr)
		if strings.Contains(stderr.String(), "no Vulkan device") {
			t.Skip("no Vulkan device")
		}
		if status != 2 || stderr.String() != want {
			t.Errorf("%s: status %d, said %q, want %q", options, status, stderr.String(), want)
		}
	}
}

func TestTuneFlags(t *testing.T) {
	for _, c := range []struct {
		flags runFlags
		want  config.Tuning
	}{
		{runFlags{}, config.TuneGPU},
		{runFlags{tune: true}, config.TuneOn},
		{runFlags{noTune: true}, config.TuneOff},
		{runFlags{noTune: true, overrides: []string{`tune="on"`}}, config.TuneOff},
	} {
		got, err := c.flags.load("quickstart")
		if err != nil || got.Tune != c.want {
			t.Errorf("%+v: tune is %q, %v; want %q", c.flags, got.Tune, err, c.want)
		}
	}
	both := runFlags{tune: true, noTune: true}
	if _, err := both.load("quickstart"); exitStatus(err) != 2 {
		t.Errorf("--tune and --no-tune together: %v", err)
	}
}

// TestBenchOfALimitedTime prints what there was time for, and says that nothing
// can be predicted for a device without published figures.
func TestBenchOfALimitedTime(t *testing.T) {
	dev, _ := testgpu.Stream(t)
	var stdout, stderr strings.Builder
	status := run([]string{"bench", "--json", "--only", "lstm", "--time", "1ns", "--predict", "this"}, &stdout, &stderr)
	var report bench.Report
	if err := json.Unmarshal([]byte(stdout.String()), &report); err != nil || status != 0 || report.StoppedAt != "lstm/n10-100" || report.Ceilings.GFLOPS == 0 {
		t.Errorf("status %d, %v, %s%s; want the ceilings, stopped at lstm", status, err, stdout.String(), stderr.String())
	}
	if _, known := predict.Named(dev.Name()); !known && !strings.Contains(stderr.String(), "nothing is predicted: there are no figures of "+dev.Name()) {
		t.Errorf("said %s", stderr.String())
	}
}

// TestBenchThatFailsPrintsWhatItHas: the peer ends in the second case.
func TestBenchThatFailsPrintsWhatItHas(t *testing.T) {
	testgpu.Stream(t)
	script := filepath.Join(t.TempDir(), "peer.sh")
	if err := os.WriteFile(script, []byte("read case; echo 1; read case; echo 1; read case"), 0o644); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr strings.Builder
	status := run([]string{"bench", "--json", "--only", "sum-", "--rounds", "1", "--peer", "sh " + script}, &stdout, &stderr)
	var report bench.Report
	if err := json.Unmarshal([]byte(stdout.String()), &report); err != nil || status != 1 || len(report.Results) != 1 || !strings.Contains(stderr.String(), "the peer ended") {
		t.Errorf("status %d, %v, %s%s; want the first case, an error and status 1", status, err, stdout.String(), stderr.String())
	}
}
