package autogan

import (
	"strings"
	"testing"

	"autogan/gan/arch"
	"autogan/gan/dataset"
	"autogan/gan/metric"
	"autogan/nas/autogan/config"

	"gonum.org/v1/gonum/mat"
)

// onlyNamed is a network of which only the names are asked.
type onlyNamed struct{ network }

func (onlyNamed) FeatureName() string     { return "scorer x" }
func (onlyNamed) Dim() int                { return 2 }
func (onlyNamed) Weights() metric.Weights { return metric.Weights{Hash: "0123"} }

// TestKeptStatisticsMustBeOfTheseImages: the statistics in a run's folder serve
// only the network and the images that they are of. Others are measured again.
func TestKeptStatisticsMustBeOfTheseImages(t *testing.T) {
	data := dataset.Procedural(4, 1)
	fitting := metric.Statistics{Set: data.Name, Count: 4, Size: 32, Images: data.Hash(), Features: "scorer x", Weights: "0123",
		Mean: make([]float64, 2), Covariance: mat.NewSymDense(2, nil)}
	if !keeps(fitting, onlyNamed{}, data) {
		t.Error("what fits is measured again")
	}
	for name, change := range map[string]func(st *metric.Statistics){
		"number":                   func(st *metric.Statistics) { st.Count = 5 },
		"size":                     func(st *metric.Statistics) { st.Size = 16 },
		"set":                      func(st *metric.Statistics) { st.Set = "stl10 train" },
		"images":                   func(st *metric.Statistics) { st.Images = dataset.Procedural(4, 2).Hash() },
		"features":                 func(st *metric.Statistics) { st.Features = "scorer y" },
		"weights":                  func(st *metric.Statistics) { st.Weights = "4567" },
		"file of earlier programs": func(st *metric.Statistics) { st.Weights = "" },
		"published file":           func(st *metric.Statistics) { st.Weights = metric.OfPublished },
	} {
		st := fitting
		if change(&st); keeps(st, onlyNamed{}, data) {
			t.Errorf("another %s is taken for the same", name)
		}
	}
}

// TestNamesOfSets are what the names of distances begin with; a part of a set
// has the name of the whole and its own number and hash.
func TestNamesOfSets(t *testing.T) {
	d := dataset.Procedural(6, 1)
	if part := d.Slice(0, 3); d.Name != "procedural train" || part.Name != d.Name || part.Hash() == d.Hash() {
		t.Errorf("the set is %q, its half %q, with equal hashes: %v", d.Name, part.Name, part.Hash() == d.Hash())
	}
}

// TestScratchTrainingsAreMeasuredAsRewards: by the same scorer, whose features
// are not those of a reference for another one.
func TestScratchTrainingsAreMeasuredAsRewards(t *testing.T) {
	c, err := config.Load("cifar10-cheap-reward", "eval.reference=stats.npz")
	if err != nil {
		t.Fatal(err)
	}
	a, err := arch.AutoGAN.Parse("top1")
	if err != nil {
		t.Fatal(err)
	}
	if s := scratchConfig(c, a, "x"); s.Eval.Scorer != c.Reward.Scorer || s.Eval.Reference != "" {
		t.Errorf("measured by %s from %q", s.Eval.Scorer, s.Eval.Reference)
	}
	c.Eval.Scorer = ""
	if s := scratchConfig(c, a, "x"); s.Eval.Reference != "stats.npz" {
		t.Errorf("the reference for the same scorer is now %q", s.Eval.Reference)
	}
}

// TestComparableRunsSelectAlike: what derive.select keeps are the figures that
// are compared, and rewards of two scorers are on two scales.
func TestComparableRunsSelectAlike(t *testing.T) {
	base, err := config.Load("cifar10")
	if err != nil {
		t.Fatal(err)
	}
	for set, refused := range map[string]bool{"derive.select=fid": true, "derive.top_k=1": true, "reward.scorer=x": true, "reset.enabled=false": false} {
		other, err := config.Load("cifar10", set)
		if err != nil {
			t.Fatal(err)
		}
		err = CheckComparable([]config.Config{base, other})
		if (err != nil) != refused || refused && !strings.Contains(err.Error(), "do not compare") {
			t.Errorf("%s: %v", set, err)
		}
	}
}
