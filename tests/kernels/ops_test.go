package kernels

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"autogan/shaders"
	"autogan/tests/cases"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor/convplan"
)

// TestOperations runs the cases of each operation; subtests are
// operation/variant/case.
func TestOperations(t *testing.T) {
	for _, op := range cases.All() {
		if len(op.Variants) > 0 {
			t.Run(op.Name, func(t *testing.T) { testOp(t, op) })
		}
	}
}

// testOp runs every variant of an operation on all its cases.
//
// Each case runs three times and has to give the same bits: on a plain stream;
// with memory full of NaN and bands between the buffers that nobody may write;
// and with grids folded as those of more than 65,535 work groups are.
func testOp(t *testing.T, op cases.Op) {
	b := openBenches(t, op.Name)
	oracles := map[string]*oracle{} // by the case's name and its operands' types
	for i, v := range op.Variants {
		t.Run(v.Name, func(t *testing.T) {
			if why := v.Unsupported(b.caps); why != "" {
				t.Skip(why)
			}
			all := op.CasesOf(v)
			if testing.Short() {
				all = shortCases(all, i, len(op.Variants))
			}
			for _, c := range all {
				key := fmt.Sprint(c.Name, v.Half)
				if oracles[key] == nil {
					oracles[key] = &oracle{op: op.Name, c: c}
				}
				t.Run(c.Name, func(t *testing.T) {
					if why := tooSlow(b.caps, v, c); why != "" {
						t.Skip(why)
					}
					b.check(t, v, oracles[key])
				})
			}
		})
	}
}

// coverage is what the cases have launched.
var coverage = cases.Coverage{}

// TestCasesReachEverything checks that every operation of the table has run on
// each of its kernels, and that every kernel has run. It must come after the
// others.
func TestCasesReachEverything(t *testing.T) {
	if run := flag.Lookup("test.run").Value.String(); run != "" && run != "." {
		t.Skip("it counts what the whole suite has run")
	}
	dev, _ := testgpu.Stream(t)
	for _, missing := range coverage.Missing() {
		t.Error(missing)
	}
	reached := dev.Kernels()
	for _, k := range shaders.All {
		unsupported := strings.HasSuffix(k.Name, "_subgroup8") && dev.Caps().SubgroupSize != 8 ||
			strings.Contains(k.Name, "_matrix") && convplan.Matrix.MissingFor(dev.Caps(), k.BFloat16) != ""
		elsewhere := k == shaders.Fill || strings.HasPrefix(k.Name, "bench_") // no operations
		if !slices.Contains(reached, k) && !unsupported && !elsewhere {
			t.Errorf("no case runs the kernel %s", k.Name)
		}
	}
}

// TestSupport lists, with -v, what the device can run.
func TestSupport(t *testing.T) {
	dev, _ := testgpu.Stream(t)
	t.Logf("%s (%s)", dev.Name(), dev.Info().Driver)
	ops, variants, total, unsupported := 0, 0, 0, 0
	for _, op := range cases.All() {
		if len(op.Variants) == 0 {
			continue
		}
		ops++
		var line []string
		for _, v := range op.Variants {
			variants++
			if why := v.Unsupported(dev.Caps()); why != "" {
				unsupported++
				line = append(line, fmt.Sprintf("%s (%s)", v.Name, why))
				continue
			}
			line = append(line, v.Name)
			total += len(op.CasesOf(v))
		}
		t.Logf("%-30s %3d cases  %s", op.Name, len(op.Cases), strings.Join(line, ", "))
	}
	t.Logf("%d operations, %d with their variants, %d of them not supported, %d cases × variants", ops, variants, unsupported, total)
}

// plainProducts is how many multiply-adds the plain kernels do in a second or
// two where the device is a CPU.
const plainProducts = 50_000_000

func tooSlow(caps vk.Caps, v cases.Variant, c cases.Case) string {
	if v.Plain && caps.Type == vk.CPU && c.Products > plainProducts {
		return "the plain kernel is slow on a CPU; the others run this shape"
	}
	return ""
}

// check runs a variant on a case and compares.
func (b benches) check(t *testing.T, v cases.Variant, o *oracle) {
	t.Helper()
	first := run(t, b.plain, v, o.c, o.given())
	endStep(t, b.plain)
	guarded := runGuarded(t, b.guarded, v, o.c, o.given())
	folded := run(t, b.folded, v, o.c, o.given())
	endStep(t, b.folded)
	if v.Half.Half() && o.c.HalfResult && first[0].dtype != v.Half {
		t.Errorf("%s: the result is %v, want %v", b.name, first[0].dtype, v.Half)
	}
	want := o.expected(first[0].n)
	for k, got := range first {
		if err := got.compare(o.compared(got.values()), want[k]); err != nil {
			t.Errorf("%s: output %d %v", b.name, k, err)
		}
		if !slices.Equal(got.words, guarded[k].words) {
			t.Errorf("%s: output %d has other bits where memory is full of NaN: something is read that was not given, or left out", b.name, k)
		}
		if !slices.Equal(got.words, folded[k].words) {
			t.Errorf("%s: output %d has other bits in a folded grid", b.name, k)
		}
	}
}
