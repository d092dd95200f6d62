package gradcheck

import (
	"flag"
	"slices"
	"testing"

	"autogan/tests/cases"
	"autogan/tests/testgpu"
	"autogan/vk/tensor/optable"
)

// mostElements of a case's operands are checked here: the oracle computes each
// case many times.
const mostElements = 10_000

// checked are the operations whose gradients the cases have checked.
var checked = map[string]bool{}

// TestOperations checks the gradients of each operation that is on the tape;
// subtests are operation/case.
func TestOperations(t *testing.T) {
	for _, op := range cases.All() {
		all := slices.DeleteFunc(slices.Clone(op.Cases), func(c cases.Case) bool {
			return c.Gradient == nil || c.NumElements() > mostElements
		})
		if len(all) == 0 {
			continue
		}
		t.Run(op.Name, func(t *testing.T) {
			_, s := testgpu.Stream(t)
			for _, c := range all {
				checked[op.Name] = true
				t.Run(c.Name, func(t *testing.T) { newProblem(op.Name, c).check(t, s) })
			}
		})
	}
}

// TestCasesReachTheTape checks that each operation of the table that is on the
// tape has been in some case. It must come after the others.
func TestCasesReachTheTape(t *testing.T) {
	if run := flag.Lookup("test.run").Value.String(); run != "" && run != "." {
		t.Skip("it counts what the whole suite has run")
	}
	for _, op := range optable.All() {
		if op.Row().Tape && !checked[op.Row().Name] {
			t.Errorf("no case checks the gradient of %v", op)
		}
	}
}
