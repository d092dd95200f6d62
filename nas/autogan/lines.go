package autogan

import (
	"fmt"

	"autogan/gan/metric"
	"autogan/nas"
)

// TrialLine is a line of trials.jsonl: a measured architecture and what it was
// measured for. Its metrics are is_std and, where the FID is measured too, is and
// fid. A trial of the correlation also has [ScratchMetric], and one of a search by
// ASHA the generator steps of its rung, steps.
type TrialLine struct {
	Phase string `json:"phase"` // "controller", "selection" or "correlation"
	nas.Record
}

// MetricLine is a line of metrics.jsonl: the mean losses of some steps of the
// shared GAN.
type MetricLine struct {
	Iteration int      `json:"iteration"`
	Stage     int      `json:"stage"`
	Step      int      `json:"step"`             // discriminator steps of this iteration so far
	LossD     float64  `json:"loss_d"`           // 0 where a divergence left none
	LossG     *float64 `json:"loss_g,omitempty"` // nil if there was no generator step among them
	Reset     bool     `json:"reset,omitempty"`  // the GAN starts anew when the iteration ends

	Collapsed bool `json:"collapsed,omitempty"` // the losses stopped varying here, in the last iteration: no reset follows
	Diverged  bool `json:"diverged,omitempty"`  // a loss or a weight was not finite here; the means are of the losses before it
}

// TrainLine is a line of metrics.jsonl of a training from scratch: the mean
// losses of some steps.
type TrainLine struct {
	Step  int      `json:"step"` // discriminator steps so far
	LossD float64  `json:"loss_d"`
	LossG *float64 `json:"loss_g,omitempty"` // nil if there was no generator step among them

	Collapsed bool `json:"collapsed,omitempty"` // the losses stopped varying here, and the training ended
}

// Evaluation is a line of evaluations.jsonl: the scores of a training's
// averaged weights after some generator steps.
type Evaluation struct {
	Step    int     `json:"step"` // generator steps so far
	IS      float64 `json:"is"`
	ISStd   float64 `json:"is_std"` // over the splits
	FID     float64 `json:"fid"`
	ISName  string  `json:"is_name"`           // says how IS was measured; see [metric.Protocol]
	FIDName string  `json:"fid_name"`          // the same for FID
	Samples string  `json:"picture,omitempty"` // samples, relative to the folder
}

// beats reports whether an evaluation takes the place of the best before it: its
// FID is lower, or has another name. Figures of different names do not compare.
func (e Evaluation) beats(best Evaluation) bool {
	return e.FID < best.FID || e.FIDName != best.FIDName
}

// outscores is beats for the Inception score, which is to be high.
func (e Evaluation) outscores(best Evaluation) bool {
	return e.IS > best.IS || e.ISName != best.ISName
}

// Names are the beginnings of the two names, for the heads of tables: IS-50k and
// FID-50k/train if they compare with published figures.
func (e Evaluation) Names() (is, fid string) {
	return metric.ShortName(e.ISName), metric.ShortName(e.FIDName)
}

// String reads "IS-50k 8.550 ± 0.100, FID-50k/train 12.42", or only IS and FID
// where the figures do not compare with published ones.
func (e Evaluation) String() string {
	is, fid := e.Names()
	return fmt.Sprintf("%s %.3f ± %.3f, %s %.2f", is, e.IS, e.ISStd, fid, e.FID)
}
