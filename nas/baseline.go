package nas

// Baseline is the moving average of rewards that REINFORCE subtracts to reduce
// the variance of its gradient. It starts as the mean of the first batch.
type Baseline struct {
	Decay       float64 `json:"decay"`
	UpdateFirst bool    `json:"update_first"` // the reference code updates before it subtracts, which scales advantages by Decay
	Value       float64 `json:"value"`
	Started     bool    `json:"started"`
}

// Advantage returns each reward minus the baseline, and moves the baseline
// towards the mean reward. It panics on an empty batch.
func (b *Baseline) Advantage(rewards []float64) []float64 {
	if len(rewards) == 0 {
		panic("nas: baseline: got no rewards, want at least one")
	}
	subtrahend := b.Value
	updated := b.after(rewards)
	if b.UpdateFirst || !b.Started {
		subtrahend = updated
	}
	b.Value, b.Started = updated, true

	advantages := make([]float64, len(rewards))
	for i, r := range rewards {
		advantages[i] = r - subtrahend
	}
	return advantages
}

// Reset forgets all rewards. The reference code does so at every search
// iteration.
func (b *Baseline) Reset() { b.Value, b.Started = 0, false }

// after returns the value that the baseline has after the rewards.
func (b *Baseline) after(rewards []float64) float64 {
	mean := 0.0
	for _, r := range rewards {
		mean += r / float64(len(rewards))
	}
	if !b.Started {
		return mean
	}
	return b.Decay*b.Value + (1-b.Decay)*mean
}
