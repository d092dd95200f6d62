package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// events of go test -json: a test with two variants, one of which skips; a
// test that fails in one case and one that fails on its own; a package that
// crashes inside a case; one that does not compile.
const events = `
{"Action":"run","Package":"autogan/tests/a","Test":"TestAdd"}
{"Action":"run","Package":"autogan/tests/a","Test":"TestAdd/vec4"}
{"Action":"run","Package":"autogan/tests/a","Test":"TestAdd/vec4/one"}
{"Action":"pass","Package":"autogan/tests/a","Test":"TestAdd/vec4/one"}
{"Action":"run","Package":"autogan/tests/a","Test":"TestAdd/vec4/two"}
{"Action":"pass","Package":"autogan/tests/a","Test":"TestAdd/vec4/two"}
{"Action":"pass","Package":"autogan/tests/a","Test":"TestAdd/vec4"}
{"Action":"run","Package":"autogan/tests/a","Test":"TestAdd/subgroup8"}
{"Action":"output","Package":"autogan/tests/a","Test":"TestAdd/subgroup8","Output":"    add_test.go:7: needs eight lanes\n"}
{"Action":"output","Package":"autogan/tests/a","Test":"TestAdd/subgroup8","Output":"--- SKIP: TestAdd/subgroup8\n"}
{"Action":"skip","Package":"autogan/tests/a","Test":"TestAdd/subgroup8"}
{"Action":"pass","Package":"autogan/tests/a","Test":"TestAdd"}
{"Action":"run","Package":"autogan/tests/a","Test":"TestMul"}
{"Action":"run","Package":"autogan/tests/a","Test":"TestMul/one"}
{"Action":"output","Package":"autogan/tests/a","Test":"TestMul/one","Output":"    mul_test.go:9: one differs\n"}
{"Action":"fail","Package":"autogan/tests/a","Test":"TestMul/one"}
{"Action":"fail","Package":"autogan/tests/a","Test":"TestMul"}
{"Action":"run","Package":"autogan/tests/a","Test":"TestClean"}
{"Action":"run","Package":"autogan/tests/a","Test":"TestClean/one"}
{"Action":"pass","Package":"autogan/tests/a","Test":"TestClean/one"}
{"Action":"fail","Package":"autogan/tests/a","Test":"TestClean"}
{"Action":"fail","Package":"autogan/tests/a","Elapsed":0.5}
{"Action":"run","Package":"autogan/tests/b","Test":"TestDiv"}
{"Action":"run","Package":"autogan/tests/b","Test":"TestDiv/zero"}
{"Action":"output","Package":"autogan/tests/b","Test":"TestDiv/zero","Output":"SIGILL: illegal instruction\n"}
{"Action":"fail","Package":"autogan/tests/b","Elapsed":0.5}
{"Action":"build-output","ImportPath":"autogan/tests/c [autogan/tests/c.test]","Output":"c_test.go:3: undefined: x\n"}
{"Action":"fail","Package":"autogan/tests/c","Elapsed":0,"FailedBuild":"autogan/tests/c [autogan/tests/c.test]"}
{"Action":"skip","Package":"autogan/tests/empty","Elapsed":0}
`

const wantTable = `tests/a    lavapipe
  Add      2, 1 skipped
  Clean    1, 1 FAILED
  Mul      0, 1 FAILED
tests/b    lavapipe
  Div      0, 1 FAILED
tests/c    lavapipe
  package  0, 1 FAILED

skipped on lavapipe: needs eight lanes
  a TestAdd/subgroup8

FAILED on lavapipe: autogan/tests/a TestMul/one
    mul_test.go:9: one differs

FAILED on lavapipe: autogan/tests/a TestClean

FAILED on lavapipe: autogan/tests/b TestDiv/zero
SIGILL: illegal instruction

FAILED on lavapipe: autogan/tests/c 
c_test.go:3: undefined: x

lavapipe  3, 1 skipped, 4 FAILED  2s
5 operations in 5 variants; cases × variants × devices (1): 8, of which 3 passed, 1 skipped, 4 failed
`

func TestReportsOfEveryOutcome(t *testing.T) {
	r := newReport(target{Label: "lavapipe"})
	r.took = 2 * time.Second
	for line := range strings.Lines(strings.TrimSpace(events)) {
		var e event
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		r.add(e)
	}
	var out strings.Builder
	err := printReports(&out, []report{r})
	if err == nil || !strings.Contains(err.Error(), "4 failed") {
		t.Errorf("printReports: error %v, want 4 failed", err)
	}
	if got := out.String(); got != wantTable {
		t.Errorf("printed\n%s\nwant\n%s", got, wantTable)
	}
}

func TestNothingRunIsAnError(t *testing.T) {
	for name, reports := range map[string][]report{
		"no device": nil,
		"no test":   {newReport(target{Label: "lavapipe"})},
	} {
		if err := printReports(&strings.Builder{}, reports); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestLabelsAreUnique(t *testing.T) {
	mesa := device{Name: "llvmpipe (LLVM 15.0.6, 256 bits)", Driver: "llvmpipe Mesa 25.0.7-2~bpo12+1 (LLVM 15.0.6)", Lanes: 8}
	wide := mesa
	wide.Lanes = 16
	targets := []target{{device: mesa}, {device: wide}, {device: wide}, {device: device{Name: "SwiftShader Device", Driver: "SwiftShader driver"}}}
	label(targets)
	for i, want := range []string{"llvmpipe 25.0.7", "llvmpipe 25.0.7 ×16", "llvmpipe 25.0.7 ×16 #2", "SwiftShader"} {
		if got := targets[i].Label; got != want {
			t.Errorf("label %d is %q, want %q", i, got, want)
		}
	}
}
