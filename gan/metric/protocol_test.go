package metric

import (
	"strings"
	"testing"

	"autogan/tests/testgpu"

	"gonum.org/v1/gonum/mat"
)

// otherNetwork is one of another name and other weights.
type otherNetwork struct {
	Network
	name    string
	weights Weights
}

func (n otherNetwork) FeatureName() string { return n.name }
func (n otherNetwork) Weights() Weights    { return n.weights }

// exact is the published protocol on CIFAR-10.
func exact() Protocol {
	return Protocol{Images: 50_000, Splits: 10, Size: 32, Features: otherNetwork{channels{}, Pool3, Weights{"abcd", true}},
		Reference: Statistics{Set: "cifar10 train", Count: 50_000, Size: 32, Features: Pool3, Weights: "abcd", Mean: make([]float64, 3)}}
}

// TestPublishedProtocolHasTheComparableNames (paper, section 4: 50,000 generated
// images; FID against statistics of the training images).
func TestPublishedProtocolHasTheComparableNames(t *testing.T) {
	p := exact()
	if want := "IS-50k of 50,000 images in 10 splits by Inception-v3 pool_3 (3 classes)"; p.ScoreName() != want {
		t.Errorf("got  %s\nwant %s", p.ScoreName(), want)
	}
	cifar := "FID-50k/train of 50,000 images of 32x32 from all 50,000 images of cifar10 train at 32x32 by Inception-v3 pool_3 (3 features)"
	if p.DistanceName() != cifar {
		t.Errorf("got  %s\nwant %s", p.DistanceName(), cifar)
	}
	p.Reference.Weights = OfPublished
	if p.DistanceName() != cifar {
		t.Errorf("against a published file: got  %s\nwant %s", p.DistanceName(), cifar)
	}
	p.Size, p.Reference = 48, Statistics{Set: "stl10 train+unlabeled", Count: 105_000, Size: 48, Weights: "abcd"}
	if want := "FID-50k/train+unlabeled of 50,000 images of 48x48 from all 105,000 images of stl10 train+unlabeled at 48x48 by Inception-v3 pool_3 (3 features)"; p.DistanceName() != want {
		t.Errorf("got  %s\nwant %s", p.DistanceName(), want)
	}
}

// TestEveryDifferenceIsInTheName changes one thing of the published protocol at
// a time: the name is not the comparable one, and says what published figures
// have.
func TestEveryDifferenceIsInTheName(t *testing.T) {
	for name, c := range map[string]struct {
		change          func(p *Protocol)
		score, distance []string // parts of the names; none where nothing changes
	}{
		"few images":   {func(p *Protocol) { p.Images = 64 }, []string{"IS of 64 images", "figures: 50,000 images"}, []string{"FID of 64 images", "figures: 50,000 images"}},
		"splits":       {func(p *Protocol) { p.Splits = 5 }, []string{"in 5 splits", "figures: 10 splits"}, nil},
		"another size": {func(p *Protocol) { p.Size = 16 }, nil, []string{"of 16x16 from", "figures: from all 50,000 images of cifar10 train at 32x32"}},
		"other weights": {func(p *Protocol) { p.Features = otherNetwork{channels{}, Pool3, Weights{"abcd", false}} },
			[]string{"not verified", "figures: Inception-v3"}, []string{"not verified", "figures: Inception-v3"}},
		"another network": {func(p *Protocol) { p.Features = otherNetwork{channels{}, "scorer x", Weights{"abcd", true}} },
			[]string{"by scorer x (3 classes)", "figures: Inception-v3"}, []string{"by scorer x (3 features)", "figures: Inception-v3"}},
		"part of the set": {func(p *Protocol) { p.Reference.Count = 20_000 }, nil,
			[]string{"from the first 20,000 of all 50,000 images of cifar10 train at 32x32", "figures: from all 50,000"}},
		"another part":   {func(p *Protocol) { p.Reference.Set, p.Reference.Count = "cifar10 test", 10_000 }, nil, []string{"from 10,000 images of cifar10 test", "figures: from all 50,000"}},
		"another set":    {func(p *Protocol) { p.Reference.Set = "procedural train" }, nil, []string{"50,000 images of procedural train", "cifar10 train"}},
		"STL at 32":      {func(p *Protocol) { p.Reference.Set, p.Reference.Count = "stl10 train+unlabeled", 105_000 }, nil, []string{"at 32x32", "figures: from all 105,000 images of stl10 train+unlabeled at 48x48"}},
		"unknown number": {func(p *Protocol) { p.Reference = Statistics{Set: "file", Weights: OfPublished} }, nil, []string{"images of file in unknown number"}},
		"earlier file": {func(p *Protocol) { p.Reference.Weights = "" }, nil,
			[]string{"at 32x32, measured by a network of unknown weights, by", "figures: a reference whose network is known"}},
		"unknown size": {func(p *Protocol) { p.Reference.Size = 0 }, nil, []string{"at an unknown size", "figures: from all"}},
		"own sizes":    {func(p *Protocol) { p.Size = OwnSizes }, nil, []string{"50,000 images of their own sizes from", "figures: from all"}},
		"a folder": {func(p *Protocol) { p.Set, p.Images, p.Size = "folder fakes", 64, OwnSizes }, []string{"IS of 64 images of folder fakes in 10 splits, shuffled by seed 2020, by", "figures: 50,000 images"},
			[]string{"FID of 64 images of folder fakes at their own sizes from", "figures: 50,000 images"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := exact()
			c.change(&p)
			checkName(t, p.ScoreName(), "IS-50k", c.score)
			checkName(t, p.DistanceName(), "FID-50k/train", c.distance)
		})
	}
}

// TestComparisonsNameTheirProtocol: those of two sets of images say how large the
// subsets or neighbourhoods are, and KID only where it is torch-fidelity's lacks
// what published figures have instead.
func TestComparisonsNameTheirProtocol(t *testing.T) {
	for name, c := range map[string]struct {
		change            func(p *Protocol)
		kernel, precision string
	}{
		"published": {func(*Protocol) {},
			"KID of 50,000 images of 32x32 from all 50,000 images of cifar10 train at 32x32 by Inception-v3 pool_3 (3 features), the mean and deviation of 100 subsets of 1,000 by seed 2020",
			"precision of 50,000 images of 32x32 against all 50,000 images of cifar10 train at 32x32 by Inception-v3 pool_3 (3 features), neighbourhoods to neighbour 3; published figures: features of VGG-16"},
		"few images": {func(p *Protocol) { p.Images, p.Set = 64, "folder fakes" },
			"KID of 64 images of folder fakes at 32x32 from all 50,000 images of cifar10 train at 32x32 by Inception-v3 pool_3 (3 features), the mean and deviation of 100 subsets of 64 by seed 2020; published figures: subsets of 1,000",
			"precision of 64 images of folder fakes at 32x32 against all 50,000 images of cifar10 train at 32x32 by Inception-v3 pool_3 (3 features), neighbourhoods to neighbour 3; published figures: features of VGG-16"},
		"another network": {func(p *Protocol) { p.Features, p.Reference.Count = channels{}, 500 },
			"KID of 50,000 images of 32x32 from the first 500 of all 50,000 images of cifar10 train at 32x32 by channel means (3 features), the mean and deviation of 100 subsets of 500 by seed 2020; published figures: subsets of 1,000, Inception-v3 of 2015-12-05",
			"precision of 50,000 images of 32x32 against the first 500 of all 50,000 images of cifar10 train at 32x32 by channel means (3 features), neighbourhoods to neighbour 3; published figures: features of VGG-16"},
	} {
		p := exact()
		c.change(&p)
		precision, recall, density, coverage := p.NeighbourhoodNames()
		if got := p.KernelName(); got != c.kernel {
			t.Errorf("%s: got  %s\nwant %s", name, got, c.kernel)
		}
		if precision != c.precision || recall != strings.Replace(c.precision, "precision", "recall", 1) {
			t.Errorf("%s: got  %s\nand  %s\nwant %s", name, precision, recall, c.precision)
		}
		wide := strings.Replace(strings.Replace(c.precision, "precision", "density", 1), "neighbour 3", "neighbour 5", 1)
		if density != wide || coverage != strings.Replace(wide, "density", "coverage", 1) {
			t.Errorf("%s: got  %s\nand  %s\nwant %s", name, density, coverage, wide)
		}
	}
}

func checkName(t *testing.T, got, comparable string, parts []string) {
	t.Helper()
	if carries := ShortName(got) == comparable; carries != (len(parts) == 0) {
		t.Errorf("carries the comparable name: %v, in %q", carries, got)
	}
	for _, part := range parts {
		if !strings.Contains(got, part) {
			t.Errorf("%q is not in %q", part, got)
		}
	}
}

// TestStatisticsOfOtherWeightsAreRefused: the same name of features is not
// enough. Files that do not say of which weights they are stay readable.
func TestStatisticsOfOtherWeightsAreRefused(t *testing.T) {
	st := Statistics{Features: "channel means", Weights: "0123", Mean: make([]float64, 3), Covariance: mat.NewSymDense(3, nil)}
	if err := st.CheckFeatures(channels{}); err != nil {
		t.Errorf("of the same network: %v", err)
	}
	for _, weights := range []string{"", OfPublished} {
		old := st
		old.Weights = weights
		if err := old.CheckFeatures(channels{}); err != nil {
			t.Errorf("of weights %q: %v", weights, err)
		}
	}
	other := st
	other.Weights = "4567"
	if err := other.CheckFeatures(channels{}); err == nil || !strings.Contains(err.Error(), "weights are 4567… and 0123…") {
		t.Errorf("of other weights: %v", err)
	}
	if _, err := FrechetDistance(st, other); err == nil || !strings.Contains(err.Error(), "weights are 0123… and 4567…") {
		t.Errorf("a distance between two networks: %v", err)
	}
	other.Weights, other.Features = "0123", "others"
	if err := other.CheckFeatures(channels{}); err == nil || !strings.Contains(err.Error(), "3 features others") {
		t.Errorf("of other features: %v", err)
	}
}

// TestMeasureRecordsTheNetworkAndTheSize of what it measures.
func TestMeasureRecordsTheNetworkAndTheSize(t *testing.T) {
	_, s := testgpu.Stream(t)
	m := measure(t, s, channels{}, whole, noisyImages("measured", 50))
	if m.Size != side || m.Weights != "0123" {
		t.Errorf("images of %d by weights %q, want %d and 0123", m.Size, m.Weights, side)
	}
}
