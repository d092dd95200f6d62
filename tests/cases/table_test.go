package cases

import (
	"testing"

	"autogan/vk/tensor"
)

// Names seed the operands and pick cases with -run: each is there once.
func TestNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, op := range All() {
		for _, c := range op.Cases {
			name := op.Name + "/" + c.Name
			if seen[name] {
				t.Errorf("there are two cases %s", name)
			}
			seen[name] = true
		}
	}
}

// Every launch is tested with one element, and with each usual count as an
// extent, as the rows or the pixels of an operand.
func TestCasesHaveTheUsualCounts(t *testing.T) {
	for _, op := range All() {
		if len(op.Variants) == 0 {
			continue
		}
		found := map[int]bool{}
		for _, c := range op.Cases {
			for _, o := range c.Operands {
				for i, n := range o.Shape {
					found[n] = true
					found[tensor.Shape(o.Shape[:i+1]).NumElements()] = true
					if i > 1 {
						found[tensor.Shape(o.Shape[1:i+1]).NumElements()] = true
					}
				}
			}
		}
		for _, n := range counts {
			alone := n == 1 && op.Name == "sum_to" // nothing to add
			if !found[n] && !alone {
				t.Errorf("%s: no operand has %d rows, pixels or channels", op.Name, n)
			}
		}
	}
}
