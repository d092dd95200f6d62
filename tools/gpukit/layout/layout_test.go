package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"autogan/tests/testgpu"
)

// TestKitOnTheDevice lays an archive out in the fast form, with the tests of two
// packages, and runs it for some seconds on the device under test.
func TestKitOnTheDevice(t *testing.T) {
	dev, _ := testgpu.Stream(t)
	t.Chdir("../../..")
	folder := filepath.Join(t.TempDir(), "a kit") // unpacked where a name has a space
	if err := run([]string{"-fast", "-o", folder, "tests/kernels", "vk/tensor/convplan"}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"README.txt", "LICENSE", "pytorch/bench.py", "suites/vk/tensor/convplan/testdata"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Error(err)
		}
	}
	cmd := exec.Command(filepath.Join(folder, "run.sh"), "--minutes", "0.15", "--out", "found", "--python", "no-such-python", "--device", dev.Info().UUID)
	cmd.Dir = t.TempDir()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(cmd.Dir, "found", "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	checkReport(t, text, dev.Name())
	page, err := os.ReadFile(filepath.Join(cmd.Dir, "found", "report.html"))
	if err != nil || !strings.Contains(string(page), dev.Name()) || !strings.HasSuffix(string(page), "</html>\n") {
		t.Errorf("the page (%v):\n%s", err, page)
	}
}

func checkReport(t *testing.T, text []byte, device string) {
	t.Helper()
	var r struct {
		Device struct{ Name, Driver string }
		Parts  []struct {
			Name, State, Said string
			Tests             *struct{ Passed, Failed int }
			Bench             *struct {
				Ceilings struct{ GFLOPS float64 }
			}
		}
	}
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	if r.Device.Name != device || r.Device.Driver == "" {
		t.Errorf("device %+v, want %s", r.Device, device)
	}
	want := []string{"doctor", "suite tests/kernels", "suite vk/tensor/convplan", "bench", "training and tuner, float32", "training and tuner, mixed", "PyTorch"}
	if len(r.Parts) != len(want) {
		t.Fatalf("%d parts, want %q", len(r.Parts), want)
	}
	for i, p := range r.Parts {
		if p.Name != want[i] || p.State == "failed" || p.State == "running" {
			t.Errorf("%s: %s, %s; want %s", p.Name, p.State, p.Said, want[i])
		}
	}
	// A machine that is busy may have no time for a part.
	const none, out = "there was no time left for it", "its time ran out"
	if suite := r.Parts[1]; suite.Said != none && (suite.Tests == nil || suite.Tests.Failed > 0) {
		t.Errorf("the suite: %+v", suite)
	}
	if bench := r.Parts[3]; bench.Said != none && bench.Said != out && (bench.Bench == nil || bench.Bench.Ceilings.GFLOPS == 0) {
		t.Errorf("the benchmark: %+v", bench)
	}
	if p := r.Parts[6]; p.State != "skipped" {
		t.Errorf("PyTorch is %s", p.State)
	}
}
