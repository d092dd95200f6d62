package optable

import (
	"regexp"
	"testing"
)

func TestNamesAreUnique(t *testing.T) {
	form := regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	seen := map[string]bool{}
	for _, op := range All() {
		name := op.Row().Name
		if seen[name] || !form.MatchString(name) {
			t.Errorf("operation %d is called %q: want lower case words joined by underscores, each name once", op, name)
		}
		seen[name] = true
	}
}

// The kernels tell the operations of a kind apart by their numbers, from 0 on.
func TestNumbersOfAKindAreItsPlaces(t *testing.T) {
	for kind := Unary; kind <= Update; kind++ {
		for i, op := range Of(kind) {
			want := uint32(0)
			if kind == Unary || kind == Binary {
				want = uint32(i)
			}
			if op.Number() != want {
				t.Errorf("%v has the number %d, want %d", op, op.Number(), want)
			}
		}
	}
}

// Each row says of every operand where it lies, and names what it launches.
func TestRowsAreComplete(t *testing.T) {
	operands := map[Kind]int{Unary: 1, Binary: 2, Reduction: 1, Resampling: 1, Pooling: 1, Resizing: 1, Loss: 2}
	for _, op := range All() {
		row := op.Row()
		if want, fixed := operands[row.Kind]; len(row.Operands) == 0 || fixed && len(row.Operands) != want {
			t.Errorf("%v has the domains of %d operands", op, len(row.Operands))
		}
		if row.Formula == "" || len(row.Launch.Forward) == 0 {
			t.Errorf("%v has no formula or launches nothing", op)
		}
		if row.Constants > 2 || row.Constants > 0 && row.Kind != Unary {
			t.Errorf("%v has %d constants, want at most two, of a unary function", op, row.Constants)
		}
	}
}
