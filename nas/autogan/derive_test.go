package autogan

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"

	"github.com/google/go-cmp/cmp"
)

// trained is an architecture of a rank with trainings of these scores.
func trained(rank int, scores ...Evaluation) Derived {
	d := Derived{Rank: rank}
	var is, fid []float64
	for _, e := range scores {
		d.Runs = append(d.Runs, TrainResult{Best: e})
		is, fid = append(is, e.IS), append(fid, e.FID)
	}
	if len(scores) > 0 {
		d.IS, d.FID = SpreadOf(is), SpreadOf(fid)
	}
	return d
}

// TestDeriveSelects ranks architectures by the highest Inception score (paper,
// section 3.3.3), or by the lowest FID. Figures that are not numbers, and
// architectures without a training, come last; equals stay in their order.
func TestDeriveSelects(t *testing.T) {
	nan := math.NaN()
	all := []Derived{
		trained(1, Evaluation{IS: nan, FID: nan}),
		trained(2, Evaluation{IS: 7, FID: 20}, Evaluation{IS: 8, FID: 30}),
		trained(3),
		trained(4, Evaluation{IS: 7.6, FID: 26}),
		trained(5, Evaluation{IS: 7.5, FID: 25}),
		trained(6, Evaluation{IS: 7, FID: 10}),
	}
	for by, want := range map[config.Selection][]int{
		config.SelectIS:  {4, 2, 5, 6, 1, 3},
		config.SelectFID: {6, 2, 5, 4, 1, 3},
		"":               {6, 2, 5, 4, 1, 3}, // earlier programs ranked so
	} {
		r := DeriveResult{Select: by, Derived: append([]Derived{}, all...)}
		r.rank()
		var got []int
		for _, d := range r.Derived {
			got = append(got, d.Rank)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("by %q (-want +got)\n%s", by, diff)
		}
	}
}

// TestDeriveGoesOnToMoreArchitectures: what has been trained serves a derivation
// of more architectures, also by another figure.
func TestDeriveGoesOnToMoreArchitectures(t *testing.T) {
	c := tinyConfig(t)
	c.Search.Iterations, c.Search.NumCandidates, c.Search.TopK, c.Derive.TopK = []int{1}, 3, 2, 1
	_, s := testgpu.Stream(t)
	runSearch(t, s, c, silent{})
	first, err := Derive(t.Context(), s, Run{c.RunDir, c}, silent{})
	if err != nil || len(first.Derived) != 1 {
		t.Fatalf("derived %d, %v, want 1", len(first.Derived), err)
	}
	more, err := Derive(t.Context(), s, Run{c.RunDir, c}, silent{}, "derive.top_k=2", `derive.select="fid"`)
	if err != nil || len(more.Derived) != 2 {
		t.Errorf("derived %d, %v, want 2", len(more.Derived), err)
	}
}

// TestDeriveKeepsTheSelectedGenerator: of the best architecture's trainings the
// one that is best by the same figure.
func TestDeriveKeepsTheSelectedGenerator(t *testing.T) {
	for by, want := range map[config.Selection]string{config.SelectIS: "second", config.SelectFID: "first"} {
		r := DeriveResult{Select: by, Folder: t.TempDir(), Derived: []Derived{trained(1, Evaluation{IS: 7, FID: 20}, Evaluation{IS: 8, FID: 30})}}
		for i, name := range []string{"first", "second"} {
			r.Derived[0].Runs[i].Folder = filepath.Join(r.Folder, name)
			if err := os.MkdirAll(r.Derived[0].Runs[i].Folder, 0o755); err != nil {
				t.Fatal(err)
			}
			r.Derived[0].Runs[i].Best.Samples = "samples.png"
			for _, file := range []string{BestFile, "samples.png"} {
				if err := os.WriteFile(filepath.Join(r.Folder, name, file), []byte(name), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := r.keep(); err != nil {
			t.Fatal(err)
		}
		for _, file := range []string{BestFile, DerivedSamples} {
			if got, err := os.ReadFile(filepath.Join(r.Folder, file)); err != nil || string(got) != want {
				t.Errorf("by %s %s is that of %q, %v, want %q", by, file, got, err, want)
			}
		}
	}
}
