package cli

import (
	"strings"
	"testing"

	"autogan/tests/testgpu"
	"autogan/tools/autogan/selftest"
	"autogan/vk"
)

// TestDoctorNamesTheOpThatFails plants a wrong expectation.
func TestDoctorNamesTheOpThatFails(t *testing.T) {
	_, s := testgpu.Stream(t)
	expected, err := selftest.Golden()
	if err != nil {
		t.Fatal(err)
	}
	var healthy strings.Builder
	if err := diagnose(&healthy, s, expected); err != nil || !strings.HasSuffix(healthy.String(), "\nPASS\n") {
		t.Errorf("with the true expectations: %v, want PASS at the end of\n%s", err, healthy.String())
	}
	for _, e := range expected {
		if e.Check == "softmax" {
			e.Outputs[0].Want[5] += 0.5
		}
	}
	var ill strings.Builder
	err = diagnose(&ill, s, expected)
	if err == nil || !strings.Contains(err.Error(), "checks fail: softmax") || exitStatus(err) != statusFailure {
		t.Errorf("error %v, want one that names softmax alone, status %d", err, statusFailure)
	}
	for _, part := range []string{
		"FAIL       softmax: result 0: 1 of 201 elements are wrong, as element 5: got ",
		"\nautogan doctor: FAIL softmax; autogan ", s.Device().Name(),
	} {
		if !strings.Contains(ill.String(), part) {
			t.Errorf("the report lacks %q:\n%s", part, ill.String())
		}
	}
}

func TestDoctorSaysWhatIsAvoided(t *testing.T) {
	var out strings.Builder
	if err := describeDevice(&out, vk.DeviceInfo{Avoided: []string{"one thing", "another"}}); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.Contains(got, "avoided  one thing\n") || !strings.Contains(got, "avoided  another\n") {
		t.Errorf("two things are avoided, but doctor says\n%s", got)
	}
}
