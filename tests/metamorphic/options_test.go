package metamorphic

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor/optable"
)

// variation is a way of running a program that must not show in the result.
type variation struct {
	stream vk.StreamOptions
	before uint64 // bytes allocated before, so that addresses differ
	shift  bool   // leaves begin one float after a vec4, so that scalar kernels read them
}

func (v variation) String() string {
	return fmt.Sprintf("%+v, %d bytes allocated before, shifted leaves: %t", v.stream, v.before, v.shift)
}

// drawVariation draws every option on its own. Scalar kernels add in the same
// order as those of vec4, but a compiler may fuse a product and a sum in one and
// not in the other, so they are drawn only where none is fused.
func drawVariation(r *rand.Rand, fused bool) variation {
	return variation{
		stream: vk.StreamOptions{
			SubmitWords:       []int{0, 1, 7, 100, 3000, 1 << 20}[r.IntN(6)],
			SubmitTime:        []time.Duration{0, 1, time.Microsecond, 20 * time.Microsecond, time.Hour}[r.IntN(5)],
			BarrierEverywhere: r.IntN(4) == 0,
			ReverseUnordered:  r.IntN(2) == 0,
			FreshTemps:        r.IntN(2) == 0,
			SeparateTemps:     r.IntN(2) == 0,
			PoisonTemps:       r.IntN(2) == 0,
		},
		before: uint64(r.IntN(1 << 16)),
		shift:  r.IntN(2) == 0 && !fused,
	}
}

// trainVaried runs a program on a stream of its own.
func trainVaried(t *testing.T, dev *vk.Device, p program, v variation) result {
	t.Helper()
	s, err := dev.NewStreamWith(v.stream)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Release()
	gap, err := dev.Alloc(v.before)
	if err != nil {
		t.Fatal(err)
	}
	defer dev.Free(gap)
	return p.train(t, s, v.shift, nil)
}

// wantSame compares two runs bit by bit.
func wantSame(t *testing.T, p program, v variation, want, got result) {
	t.Helper()
	for i, name := range want.names {
		for k, w := range want.values[i] {
			if g := got.values[i][k]; math.Float32bits(w) != math.Float32bits(g) {
				t.Errorf("seed %d, %v: %s: element %d is %v, in the plain run %v\n%v", p.seed, v, name, k, g, w, p)
				return
			}
		}
	}
}

// wantFinite fails the test if a program overflows: then a poisoned temporary
// could hide.
func wantFinite(t *testing.T, p program, r result) {
	t.Helper()
	for i, name := range r.names {
		for k, v := range r.values[i] {
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				t.Fatalf("seed %d: %s: element %d is %v\n%v", p.seed, name, k, v, p)
			}
		}
	}
}

// checkProgram trains the program of a seed in the plain way and in some drawn
// from it.
func checkProgram(t *testing.T, seed uint64, variations int) {
	t.Helper()
	dev, s := testgpu.Stream(t)
	p := draw(seed)
	plain := p.train(t, s, false, nil)
	wantFinite(t, p, plain)
	r, fused := rand.New(rand.NewPCG(seed, 3)), mayFuse(t, s)
	for range variations {
		v := drawVariation(r, fused)
		wantSame(t, p, v, plain, trainVaried(t, dev, p, v))
	}
}

// TestOptionsChangeNothing runs the programs of the first seeds.
func TestOptionsChangeNothing(t *testing.T) {
	programs := uint64(30)
	if testing.Short() {
		programs = 5
	}
	for seed := range programs {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { checkProgram(t, seed, 4) })
	}
}

// FuzzOptionsChangeNothing runs the programs of other seeds.
func FuzzOptionsChangeNothing(f *testing.F) {
	f.Add(uint64(1000))
	f.Fuzz(func(t *testing.T, seed uint64) { checkProgram(t, seed, 2) })
}

// TestProgramsUseEveryOperation checks that the drawing reaches everything.
func TestProgramsUseEveryOperation(t *testing.T) {
	missing := map[string]bool{}
	for _, op := range optable.All() {
		if op.Row().Tape {
			missing[op.String()] = true
		}
	}
	for _, op := range []string{"reshape", "softmax", "log softmax", "detach", "noise", "quantise", "linear", "lstm", "pick", "embedding", "spectral norm", "instance norm",
		"matmul false false", "matmul false true", "matmul true false", "matmul true true", "conv transpose 2×2", "conv transpose 3×3",
		"conv 3×3 stride 1 padding 1", "conv 3×3 stride 2 padding 1", "conv 1×1 stride 1 padding 0"} {
		missing[op] = true
	}
	for seed := range uint64(30) {
		for _, n := range draw(seed).nodes {
			delete(missing, n.op)
		}
	}
	for op := range missing {
		t.Errorf("no program has the operation %q", op)
	}
}
