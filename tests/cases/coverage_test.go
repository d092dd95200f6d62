package cases

import (
	"slices"
	"strings"
	"testing"

	"autogan/shaders"
	"autogan/vk"
	"autogan/vk/tensor/optable"
)

// A launch counts for its pass, its kernel and its number alone.
func TestCoverageIsByKernelAndOperation(t *testing.T) {
	c := Coverage{}
	all := c.Missing()
	c.Watch(vk.Launched{Kernel: shaders.UnaryForward, Spec: []uint32{optable.Exp.Number(), 0}}, "exp")
	want := slices.DeleteFunc(slices.Clone(all), func(line string) bool { return line == "nothing runs the kernel unary_forward for the operation exp" })
	if got := c.Missing(); len(want) != len(all)-1 || !slices.Equal(got, want) {
		t.Errorf("after a launch of exp alone %d pairs are missing, want %d", len(got), len(want))
	}
	c.Watch(vk.Launched{Kernel: shaders.UnaryForwardVec4, Spec: []uint32{optable.Exp.Number(), 0}}, "log") // another operation's kernel
	if got := c.Missing(); !slices.Equal(got, want) {
		t.Errorf("a launch with another number counts for log: %d pairs are missing, want %d", len(got), len(want))
	}
}

// Every row that the networks time has a case that says so.
func TestTimedRowsHaveTimedCases(t *testing.T) {
	for _, op := range All() {
		at := slices.IndexFunc(optable.All(), func(o optable.Op) bool { return o.Row().Name == strings.TrimSuffix(op.Name, backwardSuffix) })
		timed := slices.ContainsFunc(op.Cases, func(c Case) bool { return c.Network })
		if at >= 0 && len(optable.Op(at).Row().Timed) > 0 && !timed {
			t.Errorf("%s: the row has timed shapes, and no case is timed", op.Name)
		}
	}
}
