package nas

import (
	"fmt"
	"math/rand/v2"

	"autogan/layers/optim"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// REINFORCEConfig sets up a controller and its training. The zero value of a
// field means zero, not a default; [DefaultREINFORCE] has the paper's values.
type REINFORCEConfig struct {
	Hidden       int     // width of LSTM and embeddings
	LR           float64 // Adam's rate
	Beta1, Beta2 float64 // Adam's decays
	Entropy      float64 // β: weight of the policy's entropy in the objective
	Decay        float64 // of the baseline, per batch
	UpdateFirst  bool    // the baseline moves before it is subtracted (reference code)

	// AdvantagePerDecision multiplies rewards by the number of decisions. This
	// is the effect of broadcasting in the reference code, which gives each
	// decision an advantage and multiplies their sum by the log-probability of
	// the whole point.
	AdvantagePerDecision bool

	Seed uint64 // of weights, parents and samples
}

// DefaultREINFORCE returns the settings of the paper (section 4) and, where the
// paper is silent, of its code.
func DefaultREINFORCE() REINFORCEConfig {
	return REINFORCEConfig{Hidden: 100, LR: 3.5e-4, Beta1: 0, Beta2: 0.9, Entropy: 1e-4, Decay: 0.9}
}

// REINFORCE is the strategy of AutoGAN: a [Controller] trained by the policy
// gradient (Williams 1992) of
//
//	E[R + β H]
//
// where H is the sum of the entropies of a point's decisions. One batch of
// Observe is one update with the loss -mean(A Σ log p) - β mean(H): A is R + β H
// minus its moving average, a constant. The entropy therefore rewards
// exploration; in the reference code it reached the loss with the wrong sign.
type REINFORCE struct {
	level      Level
	config     REINFORCEConfig
	stream     *vk.Stream
	controller *Controller
	adam       *optim.Adam
	state      StrategyState
	last       Update
}

// NewREINFORCE makes the controller of a level and its optimiser. It panics if
// the level has no decisions.
func NewREINFORCE(s *vk.Stream, level Level, config REINFORCEConfig) (*REINFORCE, error) {
	controller, err := NewController(s, level, config.Hidden, config.Seed)
	if err != nil {
		return nil, err
	}
	adam, err := optim.NewAdam(s, controller.Params(), optim.AdamConfig{
		LR: config.LR, Beta1: config.Beta1, Beta2: config.Beta2, Eps: 1e-8,
	})
	if err != nil {
		controller.Release()
		return nil, fmt.Errorf("nas: reinforce: %w", err)
	}
	r := &REINFORCE{level: level, config: config, stream: s, controller: controller, adam: adam}
	r.state.Baseline = Baseline{Decay: config.Decay, UpdateFirst: config.UpdateFirst}
	return r, nil
}

// Suggest implements [Strategy]: parents are drawn uniformly with replacement,
// options from the policy. It ends the stream's step.
func (r *REINFORCE) Suggest(n int) ([]Trial, error) {
	trials := make([]Trial, n)
	for i := range trials {
		id := r.state.Next + i
		random := rand.New(rand.NewPCG(r.config.Seed, uint64(id)))
		trials[i] = Trial{ID: id, Stage: r.level.Stage, Parent: r.level.drawParent(random)}
	}
	tokens, err := r.controller.Sample(r.starts(trials), r.config.Seed, uint64(r.state.Next))
	if err != nil {
		return nil, fmt.Errorf("nas: reinforce: sample: %w", err)
	}
	for i := range trials {
		trials[i].Tokens = r.level.extend(trials[i].Parent, tokens[i])
	}
	r.state.Next += n
	return trials, r.stream.EndStep()
}

// Observe implements [Strategy]: one update of the controller. It ends the
// stream's step. It panics on an empty batch.
func (r *REINFORCE) Observe(batch []Record) error {
	trials := make([]Trial, len(batch))
	for i, b := range batch {
		trials[i] = b.Trial
	}
	tape := autograd.NewTape(r.stream, r.controller.Params()...)
	logProb, entropy := r.controller.LogProb(tape, r.level.ownTokens(trials), r.starts(trials))
	weights, err := r.weigh(batch, logProb, entropy)
	if err != nil {
		return fmt.Errorf("nas: reinforce: update: %w", err)
	}
	gain := autograd.Mean(autograd.Mul(logProb, tape.Const(weights)))
	bonus := autograd.Scale(autograd.Mean(entropy), float32(r.config.Entropy))
	r.adam.Step(r.stream, tape.Backward(autograd.Neg(autograd.Add(gain, bonus))))
	return r.stream.EndStep()
}

// weigh returns the advantages on the device, [batch], and records the figures
// of [Update].
func (r *REINFORCE) weigh(batch []Record, logProb, entropy *autograd.Var) (tensor.Tensor, error) {
	logs, err := logProb.Value.Floats(r.stream)
	if err != nil {
		return tensor.Tensor{}, err
	}
	entropies, err := entropy.Value.Floats(r.stream)
	if err != nil {
		return tensor.Tensor{}, err
	}
	scale := 1.0
	if r.config.AdvantagePerDecision {
		scale = float64(len(r.level.Space))
	}
	returns := make([]float64, len(batch))
	for i, b := range batch {
		returns[i] = scale*b.Reward + r.config.Entropy*float64(entropies[i])
	}
	advantages := r.state.Baseline.Advantage(returns)
	r.last = Update{Baseline: r.state.Baseline.Value}
	weights := make([]float32, len(batch))
	for i, a := range advantages {
		weights[i] = float32(a)
		r.last.add(1/float64(len(batch)), batch[i].Reward, float64(entropies[i]), float64(logs[i]), a)
	}
	t := tensor.Temp(r.stream, len(batch))
	t.Upload(r.stream, weights)
	return t, nil
}

func (u *Update) add(share, reward, entropy, logProb, advantage float64) {
	u.Reward += share * reward
	u.Entropy += share * entropy
	u.LogProb += share * logProb
	u.Advantage += share * max(advantage, -advantage)
}
