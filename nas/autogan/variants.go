package autogan

// Strategy is what proposes architectures.
type Strategy string

// The paper's LSTM controller, trained by REINFORCE, and random sampling.
const (
	ControllerStrategy Strategy = "controller"
	RandomStrategy     Strategy = "random"
)

// Levels says whether a search is on several levels (the paper's MLAS) or on
// one (SLAS): one controller then decides on all cells, and nothing grows.
type Levels string

// The two kinds of search of the paper.
const (
	MultiLevel  Levels = "multi"
	SingleLevel Levels = "single"
)

// Weights are those with which an architecture is measured.
type Weights string

// The weights of the shared GAN, or those of a short training of its own.
const (
	SharedWeights Weights = "shared"
	FromScratch   Weights = "scratch"
)

// RewardMetric is what the reward of an architecture is.
type RewardMetric string

// The paper's Inception score, or the reciprocal of the distance from the
// training images, with which the paper finds architectures as good, slower.
const (
	RewardIS  RewardMetric = "is"
	RewardFID RewardMetric = "fid"
)

// of is the reward of what was measured.
func (m RewardMetric) of(is, fid float64) float64 {
	if m == RewardFID {
		return 1 / fid
	}
	return is
}
