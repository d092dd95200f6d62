package autogan

import (
	"math"
	"testing"

	"autogan/gan/arch"
	"autogan/nas"
	"autogan/nas/autogan/config"

	"github.com/google/go-cmp/cmp"
)

func TestSpaceSizes(t *testing.T) {
	total := 1
	for stage, want := range []int{36, 72, 144} {
		size := Space(stage, stage+1).Size()
		if size != want {
			t.Errorf("stage %d has %d points, want %d", stage, size, want)
		}
		total *= size
	}
	if total != 373_248 {
		t.Errorf("the space has %d architectures, want 373248", total)
	}
}

func TestTokensAndArchAgree(t *testing.T) {
	parents := []nas.Candidate{{Tokens: Tokens(arch.AutoGAN.Must("top1").First(1))}, {Tokens: Tokens(arch.AutoGAN.Must("top3").First(1))}}
	trials, err := nas.NewRandomSearch(Level(config.Default(config.Paper), 1, parents), 1).Suggest(50)
	if err != nil {
		t.Fatal(err)
	}
	for _, trial := range trials {
		a, err := Arch(trial.Tokens)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(trial.Tokens, Tokens(a)); diff != "" {
			t.Errorf("round trip mismatch (-want +got)\n%s", diff)
		}
		if parent := a.First(1); !parent.Equal(arch.AutoGAN.Must("top1").First(1)) && !parent.Equal(arch.AutoGAN.Must("top3").First(1)) {
			t.Errorf("%v does not extend a parent", a)
		}
	}
}

func TestDynamicReset(t *testing.T) {
	for _, c := range []struct {
		name       string
		config     config.Reset
		gLoss, d   func(i int) float64
		wantAtFull bool
	}{
		{name: "healthy", config: config.Reset{Enabled: true, Window: 10, Threshold: 1e-3}, gLoss: alternate, d: alternate},
		{name: "generator stands still", config: config.Reset{Enabled: true, Window: 10, Threshold: 1e-3}, gLoss: constant, d: alternate, wantAtFull: true},
		{name: "discriminator stands still", config: config.Reset{Enabled: true, Window: 10, Threshold: 1e-3}, gLoss: alternate, d: constant, wantAtFull: true},
		{name: "disabled", config: config.Reset{Enabled: false, Window: 10, Threshold: 1e-3}, gLoss: constant, d: constant},
		{name: "forced", config: config.Reset{Enabled: true, Window: 10, Threshold: 1e9}, gLoss: alternate, d: alternate, wantAtFull: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := NewDynamicReset(c.config)
			for i := range 10 {
				if r.Collapsed() {
					t.Fatalf("collapsed after %d generator losses, before the window of 10 is full", i)
				}
				r.Generator.Push(c.gLoss(i))
				for j := range 5 {
					r.Discriminator.Push(c.d(5*i + j))
				}
			}
			if got := r.Collapsed(); got != c.wantAtFull {
				t.Errorf("Collapsed = %v, want %v", got, c.wantAtFull)
			}
			r.Clear()
			if r.Collapsed() {
				t.Error("Collapsed after Clear")
			}
		})
	}
}

func alternate(i int) float64 { return float64(i%2) * 0.1 } // variance 0.0025

func constant(int) float64 { return 1 }

func TestSpearman(t *testing.T) {
	for _, c := range []struct {
		name string
		a, b []float64
		want float64
	}{
		{"the same order", []float64{1, 2, 3}, []float64{10, 11, 99}, 1},
		{"the opposite order", []float64{1, 2, 3}, []float64{5, 4, -3}, -1},
		{"one exchange of neighbours", []float64{1, 2, 3, 4}, []float64{1, 3, 2, 4}, 0.8},  // 1 − 6·(1+1)/(4·15)
		{"equal values", []float64{1, 2, 2, 3}, []float64{1, 2, 3, 4}, 0.9486832980505138}, // 4.5/√(4.5·5)
		{"nothing to rank", []float64{1, 1, 1}, []float64{1, 2, 3}, 0},
	} {
		if got := spearman(c.a, c.b); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

// TestSingleLevel decides on all cells at once, at the images' full size.
func TestSingleLevel(t *testing.T) {
	c, err := config.Load("cifar10-single-level")
	if err != nil {
		t.Fatal(err)
	}
	if size, points := c.ImageSize(0), Level(c, 0, nil).Space.Size(); c.Stages() != 1 || size != 32 || points != 373_248 {
		t.Errorf("%d stages, images of %d, %d architectures; want 1, 32, 373248", c.Stages(), size, points)
	}
}
