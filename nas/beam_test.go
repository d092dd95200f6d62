package nas

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func rewards(best []Candidate) []float64 {
	var r []float64
	for _, c := range best {
		r = append(r, c.Reward)
	}
	return r
}

func TestTopK(t *testing.T) {
	added := []Candidate{
		{Tokens{0, 1}, 2, nil}, {Tokens{1, 1}, 5, []float32{1}}, {Tokens{0, 1}, 3, []float32{2}},
		{Tokens{1, 0}, 1, nil}, {Tokens{1, 1}, 4, nil}, {Tokens{0, 0}, 3, nil},
	}
	for _, c := range []struct {
		name string
		beam TopK
		want []float64
	}{
		{"distinct", TopK{K: 3}, []float64{5, 3, 3}},
		{"duplicates", TopK{K: 3, AllowDuplicates: true}, []float64{5, 4, 3}},
		{"fewer than K", TopK{K: 9}, []float64{5, 3, 3, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, a := range added {
				c.beam.Add(a)
			}
			if diff := cmp.Diff(c.want, rewards(c.beam.Best)); diff != "" {
				t.Errorf("rewards mismatch (-want +got)\n%s", diff)
			}
		})
	}
}

func TestTopKTiesKeepOrderAndState(t *testing.T) {
	beam := TopK{K: 2}
	for _, c := range []Candidate{{Tokens{0}, 1, []float32{0.5}}, {Tokens{1}, 1, nil}, {Tokens{2}, 1, nil}} {
		beam.Add(c)
	}
	want := []Candidate{{Tokens{0}, 1, []float32{0.5}}, {Tokens{1}, 1, nil}}
	if diff := cmp.Diff(want, beam.Best); diff != "" {
		t.Errorf("ties mismatch (-want +got)\n%s", diff)
	}
	data, err := json.Marshal(beam)
	if err != nil {
		t.Fatal(err)
	}
	var again TopK
	if err := json.Unmarshal(data, &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(beam, again); diff != "" {
		t.Errorf("JSON round trip mismatch (-want +got)\n%s", diff)
	}
}

func TestBaseline(t *testing.T) {
	for _, c := range []struct {
		name string
		b    Baseline
		want []float64 // advantages of rewards 10, 20, 10 in turn
	}{
		{"paper", Baseline{Decay: 0.9}, []float64{0, 10, -1}},                        // value 10, 11, 10.9
		{"reference", Baseline{Decay: 0.9, UpdateFirst: true}, []float64{0, 9, -.9}}, // 0.9 times the paper's
	} {
		t.Run(c.name, func(t *testing.T) {
			for i, r := range []float64{10, 20, 10} {
				if got := c.b.Advantage([]float64{r})[0]; abs(got-c.want[i]) > 1e-12 {
					t.Errorf("advantage %d = %g, want %g", i, got, c.want[i])
				}
			}
			c.b.Reset()
			if got := c.b.Advantage([]float64{3, 5}); got[0] != -1 || got[1] != 1 || c.b.Value != 4 {
				t.Errorf("after Reset: advantages %v, value %g, want [-1 1], 4", got, c.b.Value)
			}
		})
	}
}

func abs(x float64) float64 { return max(x, -x) }
