package bench

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"autogan/tools/autogan/predict"
)

// Prediction is how long a case would take on a card that is not at hand.
type Prediction struct {
	MS       float64 `json:"ms"`
	Launches int     `json:"launches"`
	Bound    string  `json:"bound"`           // what takes most of it, with its share
	Split    []Share `json:"split,omitempty"` // of a step
}

// predict records a case for the options' card. It returns nil without one, and
// where results decide what is launched.
func (o Options) predict(w workload) (*Prediction, error) {
	if o.Card == nil || w.reads {
		return nil, nil
	}
	e, err := o.estimate(w.build)
	if err != nil {
		return nil, err
	}
	p := &Prediction{MS: 1e3 * e.Seconds, Launches: e.Launches, Bound: e.Bound()}
	if w.step {
		p.Split = splitOf(e)
	}
	return p, nil
}

// splitOf is the estimate by kernels, the slowest first.
func splitOf(e predict.Estimate) []Share {
	var shares []Share
	for _, name := range e.Slowest() {
		k := e.Kernels[name]
		shares = append(shares, Share{Kernel: name, Dispatches: k.Launches, MiB: mib(k.Bytes), DeviceMS: 1e3 * k.Seconds})
	}
	return divided(shares)
}

// slowest names the three kernels that take most of a step.
func (p Prediction) slowest() string {
	var names []string
	for _, share := range p.Split[:min(3, len(p.Split))] {
		names = append(names, share.Kernel)
	}
	return strings.Join(names, ", ")
}

// estimate records a run of work on the card.
func (o Options) estimate(build func(b *builder) (run func() error)) (predict.Estimate, error) {
	s, err := o.Card.Stream()
	if err != nil {
		return predict.Estimate{}, err
	}
	defer s.Release()
	b := &builder{s: s}
	defer b.close()
	run := build(b)
	if b.err != nil {
		return predict.Estimate{}, b.err
	}
	o.Card.Take() // what the operands took
	err = run()
	return o.Card.Take(), err
}

func (o Options) seconds(build func(b *builder) (run func() error)) (float64, error) {
	e, err := o.estimate(build)
	return e.Seconds, err
}

// writePredictions writes the predictions and what was measured here.
func (r Report) writePredictions(out io.Writer) error {
	if r.PredictedFor == "" {
		return nil
	}
	fmt.Fprintf(out, "\npredicted for %s, not measured\n", r.PredictedFor)
	if len(r.Results) == 0 {
		r.writeHours(out)
		return nil
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "case\tms here\tms predicted\tlaunches\tmost of it\tslowest kernels")
	for _, result := range r.Results {
		if p := result.Predicted; p != nil {
			fmt.Fprintf(w, "%s\t%s\t%.3f\t%d\t%s\t%s\n", result.Case, unlessZero("%.2f", result.WallMS), p.MS, p.Launches, p.Bound, p.slowest())
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, result := range r.Results {
		if result.Predicted == nil {
			continue
		}
		if err := writeSplit(out, result.Case+", predicted", result.Predicted.Split); err != nil {
			return err
		}
	}
	r.writeHours(out)
	return nil
}
