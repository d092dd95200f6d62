package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// usual are the answers of an archive's autogan where all goes well.
var usual = map[string]string{
	"devices": `echo '[{"index":0,"name":"Old Card","unusable":"too old"},{"index":1,"name":"New Card","driver":"its driver","type":"discrete GPU","chosen":true,"caps":{"subgroup_size":32}}]'`,
	"version": `echo autogan version 1.2`,
	"doctor":  `echo PASS`,
	"bench":   `echo '{"ceilings":{"gflops":1000},"predicted_for":"New Card","results":[{"case":"iteration/16x16","wall_ms":3,"device_ms":2,"predicted":{"ms":1.6,"bound":"memory 60 %"}}]}'`,
	"train":   `mkdir -p "$run"; echo '{"kernels":{"forward 1x2":"matrix"},"nanoseconds":{"forward 1x2":5000}}' > "$run/kernels.json"`,
}

// archive is one whose programs are scripts. Changed answers replace usual ones.
func archive(t *testing.T, changed map[string]string) options {
	t.Helper()
	answer := func(command string) string {
		if script, ok := changed[command]; ok {
			return script
		}
		return usual[command]
	}
	script := "#!/bin/sh\nfor word; do case $before in --run) run=$word;; esac; before=$word; done\n" +
		`case "$*" in *--validate*) ` + changed["layer"] + "\n exit;; esac\n" + `case "$*" in`
	for _, command := range []string{"devices", "version", "doctor", "bench", "train"} {
		script += "\n*" + command + "*) " + answer(command) + " ;;"
	}
	root := t.TempDir()
	write(t, root, "bin/autogan", script+"\nesac\n")
	write(t, root, "suites/tests/kernels/kernels.test", "#!/bin/sh\n"+firstOf(changed["suite"], `printf '\026--- PASS: TestA (0.1s)\n'; echo "validate=$AUTOGAN_VALIDATE" >> ../../../suite.log`)+"\n")
	write(t, root, "python", "#!/bin/sh\n"+firstOf(changed["python"], "exit 1")+"\n")
	return options{time: 10 * time.Minute, out: filepath.Join(root, "report"), python: filepath.Join(root, "python"), kit: root}
}

func write(t *testing.T, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

// tried is the report, and the error of the whole.
func tried(t *testing.T, o options) (map[string]Part, Report, error) {
	t.Helper()
	failed := o.try(t.Context(), io.Discard)
	text, err := os.ReadFile(filepath.Join(o.out, dataFile))
	if err != nil {
		t.Fatal(err)
	}
	var r Report
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	parts := map[string]Part{}
	for _, p := range r.Parts {
		parts[p.Name] = p
	}
	return parts, r, failed
}

func written(t *testing.T, o options) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(o.out, pageFile))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const tuned = "training and tuner, mixed"

func TestAllParts(t *testing.T) {
	o := archive(t, map[string]string{"python": `echo '{"torch":"2.1","gpu":true,"cuda":"12.1","runs_on":"New Card"}'`})
	parts, r, err := tried(t, o)
	if err != nil || len(r.Parts) != 8 {
		t.Errorf("%d parts, %v; want 8, three of them PyTorch's", len(r.Parts), err)
	}
	for name, p := range parts {
		if p.State != Passed {
			t.Errorf("%s: %s, %s", name, p.State, p.Said)
		}
	}
	if r.Device.Name != "New Card" || !bytes.Contains(r.Device.Caps, []byte("subgroup_size")) || r.Autogan != "1.2" || r.Validation != "on" || r.PyTorch.Torch != "2.1" || r.Machine.Cores == 0 {
		t.Errorf("got %+v", r)
	}
	if got := parts["suite tests/kernels"].Tests; got == nil || got.Passed != 1 || !got.Validation || content(filepath.Join(o.kit, "suite.log")) != "validate=1\n" {
		t.Errorf("the suite: %+v", got)
	}
	if !bytes.Contains(parts[tuned].Kernels, []byte("matrix")) || !strings.Contains(parts["PyTorch, TF32, channels last, autocast bfloat16"].Command, "bench.py --tf32 on --autocast bfloat16") {
		t.Errorf("the tuner chose %s, PyTorch was started by %+v", parts[tuned].Kernels, parts)
	}
	// 2 ms of the device over 1.6.
	want := regexp.MustCompile(`<td>iteration/16x16</td><td>3.000</td><td>2.000</td><td>1.600</td><td>1.25</td><td>memory 60 %</td>`)
	if text := written(t, o); !want.MatchString(text) || !strings.Contains(text, "<td>forward 1x2</td><td>matrix</td><td>0.005</td>") {
		t.Errorf("the page lacks the measured and predicted times, or the kernels:\n%s", text)
	}
}

// TestPartFails: its output is in the report, and the rest goes on.
func TestPartFails(t *testing.T) {
	o := archive(t, map[string]string{
		"doctor": `echo 'FAIL conv2d <3>'; echo 'autogan: doctor: 1 of 9 checks fails' >&2; exit 1`,
		"suite":  `printf '=== RUN TestB\n    b_test.go:7: got 3\n\026--- FAIL: TestB (0.1s)\n'; exit 1`,
		"bench":  `echo '{"results":[{"case":"conv","wall_ms":3}]}'; echo 'autogan: bench: add: device lost' >&2; exit 1`,
		"train":  `echo 'choosing kernels: forward: kernel matrix is wrong on this device and is not used: 3' >&2`,
	})
	parts, _, err := tried(t, o)
	if err == nil || !strings.HasPrefix(err.Error(), "5 of 6 parts failed: doctor; suite tests/kernels; bench; training") {
		t.Errorf("the whole: %v", err)
	}
	for name, want := range map[string][2]string{
		"doctor":              {"doctor: 1 of 9 checks fails", "FAIL conv2d <3>"},
		"suite tests/kernels": {"0 tests passed, 1 failed, 0 skipped: TestB", "b_test.go:7: got 3"},
		"bench":               {"bench: add: device lost", "autogan: bench: add: device lost"},
		tuned:                 {"1 kernels are wrong on this device and were not used, first: choosing kernels: forward", "kernel matrix is wrong"},
	} {
		if p := parts[name]; p.State != Failed || !strings.HasPrefix(p.Said, want[0]) || !strings.Contains(p.Output, want[1]) {
			t.Errorf("%s: %s, %q, output %q; want failed, %q, %q", name, p.State, p.Said, p.Output, want[0], want[1])
		}
	}
	if text := written(t, o); !strings.Contains(text, "FAIL conv2d &lt;3&gt;") || !strings.Contains(text, "<td>conv</td>") {
		t.Errorf("the page lacks an output, or what was measured before an error:\n%s", text)
	}
}

// TestSuiteCrashes: that it ended is a failure, though no test failed.
func TestSuiteCrashes(t *testing.T) {
	parts, _, _ := tried(t, archive(t, map[string]string{"suite": `printf '\026--- PASS: TestA (0.1s)\n'; echo 'panic: device lost' >&2; exit 2`}))
	if p := parts["suite tests/kernels"]; p.State != Failed || p.Said != "it ended early (exit status 2); until then 1 tests passed, 0 failed, 0 skipped" || !strings.Contains(p.Output, "panic: device lost") {
		t.Errorf("got %+v", p)
	}
}

// TestPartIsCutOff: what it printed counts. doctor does not end when it is asked to.
func TestPartIsCutOff(t *testing.T) {
	o := archive(t, map[string]string{
		"doctor": `echo 'device 1'; trap '' INT; sleep 20; echo late`,
		"suite":  `printf '\026    --- PASS: TestA/b (0.1s)\n'; exec sleep 20`,
		"bench":  `echo '{"results":[],"stopped_at":"conv"}'`,
		"train":  usual["train"] + `; exec sleep 20`,
	})
	k := kit{root: o.kit, work: t.TempDir()}
	for _, c := range []struct {
		name string
		run  func(ctx context.Context, limit time.Duration) Part
		said string
	}{
		{"doctor", k.doctor, "its time ran out"},
		{"suite", func(ctx context.Context, _ time.Duration) Part { return k.suite(ctx, k.suites()[0]) }, "its time ran out; until then 1 tests passed, 0 failed, 0 skipped"},
		{"bench", func(ctx context.Context, limit time.Duration) Part { return k.bench(ctx, limit) }, "there was no time for conv and what follows it"},
		{"train", func(ctx context.Context, _ time.Duration) Part { return k.train(ctx, "f32") }, "its time ran out"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := part{c.name, 1, c.run}.do(t.Context(), 2*least)
			if p.State != CutOff || p.Said != c.said || strings.Contains(p.Output, "late") {
				t.Errorf("%s after %.1f s, %q; want %q", p.State, p.Seconds, p.Said, c.said)
			}
			if c.name == "doctor" && !strings.Contains(p.Output, "device 1") || c.name == "train" && !bytes.Contains(p.Kernels, []byte("matrix")) {
				t.Errorf("what it had is lost: %+v", p)
			}
		})
	}
	r := &Report{Parts: []Part{{Name: "a", State: CutOff}, {Name: "b", State: Skipped}}}
	if err := r.verdict(); err != nil {
		t.Errorf("cut off is failed: %v", err)
	}
}

// TestNoTimeLeft: nothing is begun that could only be cut off.
func TestNoTimeLeft(t *testing.T) {
	p := part{"late", 1, func(context.Context, time.Duration) Part { panic("begun") }}.do(t.Context(), least/2)
	if p.State != CutOff || p.Said != "there was no time left for it" {
		t.Errorf("got %+v", p)
	}
}

// TestShares: what one part leaves is for those after it.
func TestShares(t *testing.T) {
	if got := share(60*time.Second, 1, 6); got != 10*time.Second {
		t.Errorf("got %v of 60 s by 1 of 6", got)
	}
	var limits []time.Duration
	note := func(_ context.Context, limit time.Duration) Part {
		limits = append(limits, limit.Round(time.Hour)) // the test itself takes some of it
		return Part{State: Passed}
	}
	r := &Report{private: strings.NewReplacer()}
	if err := r.runAll(t.Context(), []part{{"a", 1, note}, {"b", 2, note}, {"c", 1, note}}, 120*time.Hour, io.Discard, func() error { return nil }); err != nil {
		t.Fatal(err)
	}
	// A quarter; then two thirds of what is nearly all; then all.
	if len(limits) != 3 || limits[0] != 30*time.Hour || limits[1] != 80*time.Hour || limits[2] != 120*time.Hour {
		t.Errorf("limits %v, want 30, 80 and 120 h", limits)
	}
}

// TestReportTellsWhereTheMachineStopped: it is saved when a part begins.
func TestReportTellsWhereTheMachineStopped(t *testing.T) {
	r := &Report{private: strings.NewReplacer()}
	var saved []State
	save := func() error { saved = append(saved, r.Parts[len(r.Parts)-1].State); return nil }
	ctx, interrupt := context.WithCancel(t.Context())
	parts := []part{{"a", 1, func(context.Context, time.Duration) Part { interrupt(); return Part{State: CutOff} }}, {"b", 1, nil}}
	if err := r.runAll(ctx, parts, time.Minute, io.Discard, save); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	if said := r.Parts[0].Said; said != "it was interrupted" {
		t.Errorf("it says %q", said)
	}
	if len(saved) != 2 || saved[0] != Running || saved[1] != CutOff {
		t.Errorf("saved %v, want running, then cut off, and no second part", saved)
	}
}

func TestWithoutLayer(t *testing.T) {
	o := archive(t, map[string]string{"layer": `echo 'autogan: vk: VK_LAYER_KHRONOS_validation is not installed' >&2; exit 1`})
	parts, r, err := tried(t, o)
	p := parts["suite tests/kernels"]
	if err != nil || p.State != Passed || p.Tests.Validation || p.Said != "1 tests passed, 0 failed, 0 skipped, without validation" {
		t.Errorf("%v, got %+v", err, p)
	}
	if r.Validation != "off: vk: VK_LAYER_KHRONOS_validation is not installed" || content(filepath.Join(o.kit, "suite.log")) != "validate=\n" {
		t.Errorf("validation %q, the suite had %q", r.Validation, content(filepath.Join(o.kit, "suite.log")))
	}
}

func TestWithoutTorch(t *testing.T) {
	o := archive(t, map[string]string{"python": `echo "ModuleNotFoundError: No module named 'torch'" >&2; exit 1`})
	parts, r, err := tried(t, o)
	if p := parts["PyTorch"]; err != nil || p.State != Skipped || !strings.HasSuffix(p.Said, "has no torch: ModuleNotFoundError: No module named 'torch'") || r.PyTorch != nil {
		t.Errorf("%v, got %+v", err, p)
	}
	if text := written(t, o); strings.Contains(text, o.kit) {
		t.Error("the page names a folder of this machine")
	}
}

func TestTorchOnACPU(t *testing.T) {
	o := archive(t, map[string]string{"python": `echo '{"torch":"1.13","runs_on":"CPU"}'`})
	parts, _, _ := tried(t, o)
	if _, ok := parts["PyTorch, on the CPU"]; !ok || !strings.Contains(written(t, o), "it sees no GPU: its times are a CPU") {
		t.Errorf("got %v", parts)
	}
}

// TestNoDevice: one line says why, and there is no report.
func TestNoDevice(t *testing.T) {
	for devices, want := range map[string]string{
		`echo '[]'`: "there is no Vulkan device: install the driver of the GPU's maker, or Mesa's",
		`echo '[{"name":"Old Card","unusable":"it has no compute queue"}]'`: "there is no Vulkan device that can be used: Old Card: it has no compute queue",
		`echo 'autogan: vk: no loader' >&2; exit 1`:                         "vk: no loader",
	} {
		o := archive(t, map[string]string{"devices": devices})
		err := o.try(t.Context(), io.Discard)
		var input inputError
		if err == nil || err.Error() != want || errors.As(err, &input) {
			t.Errorf("got %v, want %q", err, want)
		}
		if _, err := os.Stat(o.out); err == nil {
			t.Error("there is a report")
		}
	}
	o := archive(t, map[string]string{"devices": `echo 'autogan: vk: no device matches "x"' >&2; exit 2`})
	var input inputError
	if err := o.try(t.Context(), io.Discard); !errors.As(err, &input) || err.Error() != `vk: no device matches "x"` {
		t.Errorf("a wrong name: %v", err)
	}
}

// TestDriverHangs where devices are listed.
func TestDriverHangs(t *testing.T) {
	o := archive(t, map[string]string{"devices": `exec sleep 20`})
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := (kit{root: o.kit}).devices(ctx, ""); err == nil || !strings.HasPrefix(err.Error(), "a driver has not answered") {
		t.Errorf("got %v", err)
	}
	if o.kept() != "" {
		t.Errorf("nothing was done, but %s", o.kept())
	}
}

func TestBadOptions(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, ".", "report/old", "")
	for args, want := range map[string]string{
		"":                      "report exists already: name another folder by --out, or remove it\n",
		"--out new --minutes 0": "--minutes is 0, want more than 0 and at most 1440\n",
		"--minutes x":           "gpukit: try --help\n",
		"now":                   `"now" is not understood`,
	} {
		var errs strings.Builder
		if status := run(strings.Fields(args), io.Discard, &errs); status != statusBadInput || !strings.Contains(errs.String(), want) {
			t.Errorf("%s: status %d, %q; want 2 and %q", args, status, errs.String(), want)
		}
	}
	if status := run([]string{"--help"}, io.Discard, io.Discard); status != statusOK {
		t.Errorf("--help: status %d", status)
	}
}

func TestMachine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cpuinfo")
	write(t, filepath.Dir(path), "cpuinfo", "core id\t: 0\nmodel name\t: A CPU\nflags\t\t: fpu avx2 fma\n\nmodel name\t: B\n")
	if got := fields(path, ":"); got["model name"] != "A CPU" || got["flags"] != "fpu avx2 fma" {
		t.Errorf("got %q", got)
	}
	if got := (Machine{Flags: []string{"fpu", "avx2", "amx_tile", "avx2x"}}).vectors(); len(got) != 2 || got[0] != "avx2" || got[1] != "amx_tile" {
		t.Errorf("got %q", got)
	}
	if got := kibibytes("2048 kB"); got != 2048 {
		t.Errorf("got %d KiB", got)
	}
	if got := content(path + "x"); got != "" {
		t.Errorf("a file that is not there holds %q", got)
	}
}

func TestLastLines(t *testing.T) {
	if got := lastLines("first\nsecond\nthird", 9); got != "…third" {
		t.Errorf("got %q", got)
	}
}
