package nas

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/stat"
)

func TestLossWindowAgainstDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, size := range []int{1, 2, 7, 500} {
		w := NewLossWindow(size)
		var all []float64
		for i := range 3 * size {
			x := 1 + r.NormFloat64()
			if i > 2*size {
				x = 1 + 1e-3*r.NormFloat64() // a loss that stops varying
			}
			w.Push(x)
			all = append(all, x)
			last := all[max(0, len(all)-size):]
			mean, variance := stat.PopMeanVariance(last, nil)
			if math.Abs(w.Mean-mean) > 1e-12 || math.Abs(w.Variance()-variance) > 1e-12 {
				t.Fatalf("size %d after %d values: mean %g, variance %g, want %g, %g", size, i+1, w.Mean, w.Variance(), mean, variance)
			}
			if w.Full() != (i+1 >= size) {
				t.Fatalf("size %d after %d values: Full = %v", size, i+1, w.Full())
			}
		}
	}
}

func TestLossWindowBelowAndClear(t *testing.T) {
	w := NewLossWindow(4)
	for _, x := range []float64{1, 1.1, 1, 1.1, 1} { // variance of the last four: 0.05²
		w.Push(x)
	}
	if !w.Below(0.0026) || w.Below(0.0024) {
		t.Errorf("variance %g, want 0.0025", w.Variance())
	}
	w.Clear()
	if diff := cmp.Diff(NewLossWindow(4), w); diff != "" {
		t.Errorf("Clear mismatch (-want +got)\n%s", diff)
	}
}

func TestLossWindowResumesExactly(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	w := NewLossWindow(5)
	for range 12 {
		w.Push(r.Float64())
	}
	data, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	var again LossWindow
	if err := json.Unmarshal(data, &again); err != nil {
		t.Fatal(err)
	}
	for range 7 {
		x := r.Float64()
		w.Push(x)
		again.Push(x)
	}
	if diff := cmp.Diff(*w, again); diff != "" {
		t.Errorf("resumed window mismatch (-want +got)\n%s", diff)
	}
}

func TestLossWindowRefusesNaN(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Push(NaN) did not panic")
		}
	}()
	NewLossWindow(2).Push(math.NaN())
}

// TestLossWindowCheck checks windows that cannot have been saved.
func TestLossWindowCheck(t *testing.T) {
	for _, c := range []struct {
		name   string
		window LossWindow
		ok     bool
	}{
		{"empty", LossWindow{Size: 3}, true},
		{"full", LossWindow{Size: 3, Values: []float64{1, 2, 3}, Oldest: 2, Mean: 2, M2: 2}, true},
		{"another size", LossWindow{Size: 4}, false},
		{"too many values", LossWindow{Size: 3, Values: make([]float64, 4)}, false},
		{"oldest below", LossWindow{Size: 3, Oldest: -1}, false},
		{"oldest above", LossWindow{Size: 3, Oldest: 3}, false},
		{"a mean of nothing", LossWindow{Size: 3, Mean: 1}, false},
	} {
		if err := c.window.Check(3); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
