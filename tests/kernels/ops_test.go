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
)

// The tests of the table: a function for each operation, or for those of one
// kernel. Subtests are variant/case, behind the operation's name where there
// are several.

func TestUnary(t *testing.T) { testOps(t, names(cases.Unary())...) }

func TestBinary(t *testing.T)         { testOps(t, "add", "sub", "mul", "div") }
func TestExpandAndSumTo(t *testing.T) { testOps(t, "expand", "sum_to") }

func TestSumRows(t *testing.T)    { testOps(t, "sum_rows") }
func TestSumAndMean(t *testing.T) { testOps(t, "sum", "mean") }
func TestSumHW(t *testing.T)      { testOps(t, "sum_hw") }

func TestAccumulateMoments(t *testing.T) { testOps(t, "accumulate_moments") }

func TestConv2DForward(t *testing.T)        { testOps(t, "conv2d") }
func TestConv2DBackwardInput(t *testing.T)  { testOps(t, "conv2d_backward_input") }
func TestConv2DBackwardWeight(t *testing.T) { testOps(t, "conv2d_backward_weight") }
func TestConv2DFused(t *testing.T) {
	testOps(t, "conv2d_relu_add", "conv2d_relu_backward_input", "conv2d_relu_backward_weight")
}
func TestConv2DResized(t *testing.T) {
	testOps(t, "conv2d_resized", "conv2d_resized_backward_input", "conv2d_resized_backward_weight")
}
func TestConvTranspose2D(t *testing.T) { testOps(t, "conv_transpose2d") }

func TestMatMul(t *testing.T) { testOps(t, "matmul") }
func TestLinear(t *testing.T) { testOps(t, "linear") }

func TestEnlarge(t *testing.T) {
	testOps(t, "upsample_nearest2d", "upsample_bilinear2d", "avg_pool2d_backward", "upsample_nearest2d_add", "upsample_bilinear2d_add")
}
func TestReduce(t *testing.T) {
	testOps(t, "upsample_nearest2d_backward", "upsample_bilinear2d_backward", "avg_pool2d")
}

func TestPool(t *testing.T)           { testOps(t, "max_pool2d", "mean_pool2d") }
func TestResizeBilinear(t *testing.T) { testOps(t, "resize_bilinear2d") }
func TestConcatChannels(t *testing.T) { testOps(t, "concat_channels") }

func TestNorm(t *testing.T) {
	testOps(t, "norm_statistics", "norm", "norm_backward_sums", "norm_backward_input")
}
func TestNormUpdateRunning(t *testing.T) { testOps(t, "norm_update_running") }
func TestSpectralNorm(t *testing.T) {
	testOps(t, "spectral_norm", "spectral_norm_backward")
}

func TestSoftmax(t *testing.T) {
	testOps(t, "softmax", "softmax_backward", "log_softmax", "log_softmax_backward")
}
func TestLSTM(t *testing.T)      { testOps(t, "lstm", "lstm_backward_cell", "lstm_backward_hidden") }
func TestPick(t *testing.T)      { testOps(t, "pick", "pick_backward") }
func TestEmbedding(t *testing.T) { testOps(t, "embedding", "embedding_backward") }

func TestGatherImages(t *testing.T) { testOps(t, "gather_images") }
func TestToBytes(t *testing.T)      { testOps(t, "to_bytes") }
func TestFromBytes(t *testing.T)    { testOps(t, "from_bytes") }

func TestConvert(t *testing.T) { testOps(t, "convert") }

func TestRandomBits(t *testing.T)        { testOps(t, "random_bits") }
func TestRandomUniform(t *testing.T)     { testOps(t, "random_uniform") }
func TestRandomNormal(t *testing.T)      { testOps(t, "random_normal") }
func TestSampleCategorical(t *testing.T) { testOps(t, "sample_categorical") }

func TestAdamStep(t *testing.T) { testOps(t, "adam_step") }
func TestLossScale(t *testing.T) {
	testOps(t, "adam_step_scaled", "loss_scale_check", "loss_scale_update")
}
func TestEMAUpdate(t *testing.T) { testOps(t, "ema_update") }
func TestAddEach(t *testing.T)   { testOps(t, "add_each") }

func TestHinge(t *testing.T) { testOps(t, "hinge", "hinge_backward") }

// tested are the operations that the functions above have run.
var tested = map[string]bool{}

func testOps(t *testing.T, names ...string) {
	for _, op := range cases.All() {
		if !slices.Contains(names, op.Name) {
			continue
		}
		tested[op.Name] = true
		if len(names) == 1 {
			testOp(t, op)
			continue
		}
		t.Run(op.Name, func(t *testing.T) { testOp(t, op) })
	}
}

// testOp runs every variant of an operation on all its cases.
//
// Each case runs three times, on streams that differ in everything that must
// not matter, and has to give the same bits: in memory as it comes; in memory
// full of NaN with bands between the buffers that nobody may write; and with
// grids folded as those of more than 65,535 work groups are.
func testOp(t *testing.T, op cases.Op) {
	b := openBenches(t)
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

// TestTableReachesEveryKernel keeps an operation from being in no test and a
// kernel from being in no case. It comes behind the others.
func TestTableReachesEveryKernel(t *testing.T) {
	if f := flag.Lookup("test.run"); f.Value.String() != "" {
		t.Skip("it counts what the whole suite has run")
	}
	dev, _ := testgpu.Stream(t)
	for _, op := range cases.All() {
		if len(op.Variants) > 0 && !tested[op.Name] {
			t.Errorf("no test runs the operation %s", op.Name)
		}
	}
	reached := dev.Kernels()
	for _, k := range shaders.All {
		unsupported := strings.HasSuffix(k.Name, "_subgroup8") && dev.Caps().SubgroupSize != 8
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

func names(ops []cases.Op) []string {
	var names []string
	for _, op := range ops {
		names = append(names, op.Name)
	}
	return names
}

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
