package main

import (
	"strings"
	"testing"

	"autogan/nas/autogan/config"
)

// TestBadBenchOptions: one line and status 2, before anything is timed.
func TestBadBenchOptions(t *testing.T) {
	for options, want := range map[string]string{
		"--rounds 0":          "autogan: bench: invalid argument \"0\" for \"--rounds\" flag: want 1 to 10,000\n",
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
