package kernels

import (
	"math"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"autogan/shaders"
	"autogan/tests/cases"
	"autogan/tests/testgpu"
	"autogan/tools/newest"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// matrixCases are those of TestMatrixKernels: between them every operation of the
// kernels, channels and pixels that fill no tile, borders, strides, results in
// both types, sums of several slices, and every step that is fused. All cases run
// in make test-drivers.
var matrixCases = map[string][]string{
	"conv2d":                         {"3x9x13x36-3x3x36x68-68-S1P1", "1x7x8x12-5x3x12x9-9-S2same"},
	"conv_transpose2d":               {"2x3x5x8-2x2x4x8-4"},
	"conv2d_backward_weight":         {"3x9x13x36-3x9x13x68-K3x3-S1P1"},
	"conv2d_resized":                 {"2x6x4x8-3x3x8x8-8-2x5x3x8-S1P0-relu-up-pool"},
	"conv2d_resized_backward_input":  {"2x5x3x8-3x3x8x8-2x6x4x8-S1P0-relu-up-pool"},
	"conv2d_resized_backward_weight": {"2x6x4x8-2x5x3x8-S1P0-relu-up-pool"},
}

// inMatrixProcess is set where TestMatrixKernels runs this program on the driver
// with matrix units.
const inMatrixProcess = "AUTOGAN_MATRIX_PROCESS"

// TestMatrixKernels runs the kernels for matrix units on a driver that has them,
// the newest lavapipe, under its validation layer: in another process, since a
// process has one loader.
func TestMatrixKernels(t *testing.T) {
	if os.Getenv(inMatrixProcess) != "" {
		runMatrixCases(t)
		return
	}
	if flag := os.Getenv("AUTOGAN_DEVICE"); flag != "" {
		t.Skip("skipped: the tests are for one device")
	}
	cache, err := newest.Cache()
	if err != nil {
		t.Fatal(err)
	}
	folder := newest.In(cache)
	runner, env, err := folder.Lavapipe()
	if err != nil {
		t.Skipf("skipped: no driver with cooperative matrices: %v", err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	line := append(runner, self, "-test.run=^TestMatrixKernels$", "-test.v", "-test.failfast")
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Env = slices.Concat(os.Environ(), env, []string{inMatrixProcess + "=1", "AUTOGAN_VALIDATE=1", "AUTOGAN_REQUIRE_DEVICE=1"})
	out, err := cmd.CombinedOutput()
	if skipped := regexp.MustCompile(`skipped: .*`).FindString(string(out)); err == nil && skipped != "" {
		t.Skip(skipped)
	}
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// runMatrixCases runs the cases here, and checks that they ran on matrix units.
func runMatrixCases(t *testing.T) {
	dev, _ := testgpu.Stream(t)
	if missing := convplan.Matrix.Missing(dev.Caps()); missing != "" {
		t.Skipf("skipped: %s %s", dev.Info().Driver, missing)
	}
	for _, op := range cases.All() {
		wanted := matrixCases[op.Name]
		if len(wanted) == 0 {
			continue
		}
		b := openBenches(t, op.Name)
		for _, v := range op.Variants {
			if v.Kernel != convplan.Matrix || v.Unsupported(b.caps) != "" {
				continue
			}
			ran := 0
			for _, c := range op.CasesOf(v) {
				if slices.Contains(wanted, c.Name) {
					ran++
					t.Run(op.Name+"/"+v.Name+"/"+c.Name, func(t *testing.T) { b.check(t, v, &oracle{op: op.Name, c: c}) })
				}
			}
			if ran != len(wanted) {
				t.Errorf("%s/%s has %d of the cases %q", op.Name, v.Name, ran, wanted)
			}
		}
	}
	t.Run("NaN", func(t *testing.T) { testMatrixNaN(t, tensor.Float16) })
	if dev.Caps().Matrix.BFloat16 {
		t.Run("NaN of bfloat16", func(t *testing.T) { testMatrixNaN(t, tensor.BFloat16) })
	}
	for _, k := range shaders.All {
		if strings.Contains(k.Name, "_matrix") && (!k.BFloat16 || dev.Caps().Matrix.BFloat16) && !slices.Contains(dev.Kernels(), k) {
			t.Errorf("no case runs the kernel %s", k.Name)
		}
	}
}

// testMatrixNaN has a NaN of each sign in a pixel: a ReLU that the kernel does lets
// it through to the results of its pixel, and to no other.
func testMatrixNaN(t *testing.T, format tensor.DType) {
	s := poisonedStream(t)
	nan := float32(math.NaN())
	values := make([]float32, 4*8)
	values[0], values[2*8+5] = nan, float32(math.Copysign(float64(nan), -1))
	weight := make([]float32, 8*4)
	for i := range weight {
		weight[i] = 1
	}
	x := tensor.Convert(s, device(s, values, 1, 2, 2, 8), format)
	cfg := tensor.Conv2DConfig{Kernel: convplan.Matrix, Fusion: convplan.Fusion{ReLU: true}}
	for i, v := range floats(t, s, tensor.Conv2DForward(s, x, device(s, weight, 1, 1, 8, 4), tensor.Tensor{}, cfg)) {
		if pixel := i / 4; (v != v) != (pixel%2 == 0) {
			t.Errorf("pixel %d: %g", pixel, v)
		}
	}
}

// TestMatrixCasesAreThere keeps the list of cases right where no driver runs them.
func TestMatrixCasesAreThere(t *testing.T) {
	for _, op := range cases.All() {
		for _, name := range matrixCases[op.Name] {
			if !slices.ContainsFunc(op.Cases, func(c cases.Case) bool { return c.Name == name }) {
				var names []string
				for _, c := range op.Cases {
					names = append(names, c.Name)
				}
				t.Errorf("%s has no case %s, but\n%s", op.Name, name, strings.Join(names, "\n"))
			}
		}
	}
}
