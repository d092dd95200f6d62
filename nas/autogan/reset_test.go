package autogan

import (
	"testing"

	"autogan/nas/autogan/config"
)

// TestCriterionOfTheReset: the paper's settings and the reference code compare
// the variance of the losses with the threshold, the paper's text their standard
// deviation. Losses alternate between 0 and 0.1: variance 0.0025, deviation 0.05.
func TestCriterionOfTheReset(t *testing.T) {
	for _, c := range []struct {
		criterion config.Criterion
		threshold float64
		want      bool
	}{
		{config.Variance, 0.0026, true}, {config.Variance, 0.0024, false},
		{config.Deviation, 0.051, true}, {config.Deviation, 0.049, false},
	} {
		r := NewDynamicReset(config.Reset{Enabled: true, Window: 10, Threshold: c.threshold, Criterion: c.criterion})
		for i := range 10 {
			r.Generator.Push(alternate(i))
			r.Discriminator.Push(float64(i))
		}
		if got := r.Collapsed(); got != c.want {
			t.Errorf("%s, threshold %g: collapsed is %v", c.criterion, c.threshold, got)
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
