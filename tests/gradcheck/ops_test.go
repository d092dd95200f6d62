package gradcheck

import (
	"slices"
	"testing"

	"autogan/tests/cases"
	"autogan/tests/testgpu"
)

// The tests of the table's operations; see testOps in tests/kernels.

func TestUnary(t *testing.T) {
	for _, op := range cases.Unary() {
		testGradients(t, op.Name)
	}
}

func TestBinary(t *testing.T)          { testGradients(t, "add", "sub", "mul", "div") }
func TestReductions(t *testing.T)      { testGradients(t, "sum", "mean", "sum_rows", "sum_hw") }
func TestConv2D(t *testing.T)          { testGradients(t, "conv2d", "conv2d_relu_add", "conv2d_resized") }
func TestConvTranspose2D(t *testing.T) { testGradients(t, "conv_transpose2d") }
func TestMatMul(t *testing.T)          { testGradients(t, "matmul") }
func TestLinear(t *testing.T)          { testGradients(t, "linear") }
func TestResample(t *testing.T) {
	testGradients(t, "upsample_nearest2d", "upsample_bilinear2d", "avg_pool2d", "upsample_nearest2d_add", "upsample_bilinear2d_add")
}
func TestBatchNorm2D(t *testing.T)    { testGradients(t, "batch_norm2d") }
func TestInstanceNorm2D(t *testing.T) { testGradients(t, "instance_norm2d") }
func TestSpectralNorm(t *testing.T)   { testGradients(t, "spectral_norm_gradient", "spectral_norm_pair") }
func TestSoftmax(t *testing.T)        { testGradients(t, "softmax", "log_softmax") }
func TestLSTMCell(t *testing.T)       { testGradients(t, "lstm_cell") }
func TestHingeLoss(t *testing.T)      { testGradients(t, "hinge_loss_d", "hinge_loss_g") }
func TestPick(t *testing.T)           { testGradients(t, "pick") }
func TestEmbedding(t *testing.T)      { testGradients(t, "embedding") }

// tested are the operations that the functions above have run.
var tested = map[string]bool{}

// TestEveryOpOfTheTapeIsChecked keeps one from being in no test.
func TestEveryOpOfTheTapeIsChecked(t *testing.T) {
	if len(tested) < 2 {
		t.Skip("it counts what the whole suite has run")
	}
	for _, op := range cases.All() {
		hasGradient := slices.ContainsFunc(op.Cases, func(c cases.Case) bool { return c.Gradient != nil })
		if hasGradient && !tested[op.Name] {
			t.Errorf("no test checks the gradient of %s", op.Name)
		}
	}
}

// mostElements of a case's operands are checked here: the oracle computes each
// case many times.
const mostElements = 10_000

func testGradients(t *testing.T, names ...string) {
	for _, op := range cases.All() {
		if !slices.Contains(names, op.Name) {
			continue
		}
		tested[op.Name] = true
		t.Run(op.Name, func(t *testing.T) {
			_, s := testgpu.Stream(t)
			for _, c := range op.Cases {
				if c.Gradient == nil || c.NumElements() > mostElements {
					continue
				}
				t.Run(c.Name, func(t *testing.T) { newProblem(op.Name, c).check(t, s) })
			}
		})
	}
}
