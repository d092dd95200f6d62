package doctor

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"autogan/shaders"
	"autogan/tests/cases"
	"autogan/tests/testgpu"
	"autogan/tools/autogan/selftest"
	"autogan/vk"
	"autogan/vk/tensor/convplan"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var update = flag.Bool("update", false, "write what the self-test expects")

const goldenFile = "../../tools/autogan/selftest/golden.json"

// TestGoldenIsTheOracles compares the committed expectations with the oracle.
func TestGoldenIsTheOracles(t *testing.T) {
	var want []selftest.Expectation
	for _, c := range selftest.Checks() {
		e := expected(c)
		if !slices.ContainsFunc(want, func(known selftest.Expectation) bool { return known.Check == e.Check }) {
			want = append(want, e)
		}
	}
	if *update {
		writeGolden(t, want)
		return
	}
	// CPUs round sums of products differently in float64.
	if diff := cmp.Diff(want, golden(t), cmpopts.EquateApprox(1e-6, 1e-12)); diff != "" {
		t.Errorf("the self-test expects other values than the oracle: run make doctor-golden\n(-oracle +committed)\n%s", diff[:min(len(diff), 2000)])
	}
}

// writeGolden writes a line for each check.
func writeGolden(t *testing.T, expected []selftest.Expectation) {
	t.Helper()
	var lines [][]byte
	for _, e := range expected {
		line, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	text := slices.Concat([]byte("[\n"), bytes.Join(lines, []byte(",\n")), []byte("\n]\n"))
	if err := os.WriteFile(goldenFile, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestDoctorPasses runs the self-test on the device, where it must pass, reach
// every operation of the table on each of its kernels, and every kernel.
func TestDoctorPasses(t *testing.T) {
	var check selftest.Check
	coverage := cases.Coverage{}
	s := testgpu.StreamWith(t, vk.StreamOptions{Launched: func(l vk.Launched) {
		coverage.Watch(l, check.Operations()...)
	}})
	expected := golden(t)
	for _, check = range selftest.Checks() {
		report := selftest.Run(s, []selftest.Check{check}, expected)
		for _, f := range report.Failed {
			t.Errorf("%s: %s", f.Check, f.Problem)
		}
		for _, why := range report.Skipped {
			t.Log(why)
		}
	}
	for _, missing := range coverage.Missing() {
		t.Error(missing)
	}
	dev := s.Device()
	reached := dev.Kernels()
	for _, k := range shaders.All {
		unsupported := strings.HasSuffix(k.Name, "_subgroup8") && dev.Caps().SubgroupSize != 8 ||
			strings.Contains(k.Name, "_matrix") && convplan.Matrix.MissingFor(dev.Caps(), k.BFloat16) != ""
		elsewhere := k == shaders.Fill || strings.HasPrefix(k.Name, "bench_") // no operations
		if !slices.Contains(reached, k) && !unsupported && !elsewhere {
			t.Errorf("no check runs the kernel %s", k.Name)
		}
	}
}

// TestDoctorFindsEveryWrongExpectation changes one element of each output in
// turn: the self-test must fail, and name the check.
func TestDoctorFindsEveryWrongExpectation(t *testing.T) {
	dev, s := testgpu.Stream(t)
	expected := golden(t)
	for i, e := range expected {
		o := e.Outputs[i%len(e.Outputs)]
		at := i % len(o.Want)
		o.Want[at] += 1 + math.Abs(o.Want[at])/16 // beyond any error that is allowed
	}
	var planted []string
	for _, c := range selftest.Checks() {
		if c.Missing(dev.Caps()) == "" {
			planted = append(planted, c.Name)
		}
	}
	var found []string
	for _, f := range selftest.Run(s, selftest.Checks(), expected).Failed {
		found = append(found, f.Check)
	}
	if !slices.Equal(found, planted) {
		t.Errorf("the self-test fails in %v, want %v", found, planted)
	}
}

func golden(t *testing.T) []selftest.Expectation {
	t.Helper()
	expected, err := selftest.Golden()
	if err != nil {
		t.Fatal(err)
	}
	return expected
}
