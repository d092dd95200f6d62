package gradcheck

import (
	"slices"
	"testing"

	"autogan/tests/cases"
	"autogan/tests/testgpu"
	"autogan/vk/tensor/optable"
)

// mostElements of a case's operands are checked here: the oracle computes each
// case many times.
const mostElements = 10_000

// gradientCases are the cases of an operation whose gradients are checked here.
func gradientCases(op cases.Op) []cases.Case {
	return slices.DeleteFunc(slices.Clone(op.Cases), func(c cases.Case) bool {
		return c.Gradient == nil || c.NumElements() > mostElements
	})
}

// TestOperations checks the gradients of each operation that is on the tape;
// subtests are operation/case.
func TestOperations(t *testing.T) {
	for _, op := range cases.All() {
		all := gradientCases(op)
		if len(all) == 0 {
			continue
		}
		t.Run(op.Name, func(t *testing.T) {
			_, s := testgpu.Stream(t)
			for _, c := range all {
				t.Run(c.Name, func(t *testing.T) { newProblem(op.Name, c).check(t, s) })
			}
		})
	}
}

// TestCasesReachTheTape checks that each operation of the table that is on the
// tape is in some case that TestOperations runs.
func TestCasesReachTheTape(t *testing.T) {
	checked := map[string]bool{}
	for _, op := range cases.All() {
		checked[op.Name] = len(gradientCases(op)) > 0
	}
	for _, op := range optable.All() {
		if op.Row().Tape && !checked[op.Row().Name] {
			t.Errorf("no case checks the gradient of %v", op)
		}
	}
}
