package bench

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"autogan/vk"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// Variant is one pass of a convolution on one kernel.
type Variant struct {
	Case    string  `json:"case"`
	Pass    string  `json:"pass"`
	Kernel  string  `json:"kernel"`
	MS      float64 `json:"device_ms"`
	GFLOPS  float64 `json:"gflops"`
	FirstMS float64 `json:"first_ms"` // wall time of the first run, which compiles
	Gain    float64 `json:"gain"`     // time of the scalar kernel divided by this one
}

// slow is the time of a run, in ms, from which one round is enough.
const slow = 1000

// RunVariants times the passes of each convolution on the scalar and vec4
// kernels and on every kernel that the tuner would try. It ends as [Run] does.
func RunVariants(ctx context.Context, s *vk.Stream, o Options) (Report, error) {
	info := s.Device().Info()
	report := Report{Device: info.Name, Driver: info.Driver, Rounds: o.Rounds}
	why, err := hostOnly(s)
	if err != nil {
		return report, fmt.Errorf("bench: %w", err)
	}
	if why != "" {
		return report, fmt.Errorf("bench: variants: %s: %s", info.Name, why)
	}
	if report.Ceilings, err = measureCeilings(s); err != nil {
		return report, fmt.Errorf("bench: ceilings: %w", err)
	}
	for _, c := range convSizes {
		if !strings.Contains(c.String(), o.Only) {
			continue
		}
		o.Tell(c.String())
		for _, pass := range []convplan.Pass{convplan.Forward, convplan.BackwardInput, convplan.BackwardWeight} {
			variants, err := o.variants(ctx, s, c, pass)
			if report.outOfTime(fmt.Sprintf("%v, %v", c, pass), err) {
				return report, nil
			}
			if err != nil {
				return report, fmt.Errorf("bench: %v, %v: %w", c, pass, err)
			}
			report.Variants = append(report.Variants, variants...)
		}
	}
	return report, nil
}

func (o Options) variants(ctx context.Context, s *vk.Stream, c convSize, pass convplan.Pass) ([]Variant, error) {
	b := &builder{s: s}
	defer b.close()
	x, g := b.normal(c.n, c.size, c.size, c.in), b.normal(c.n, c.size, c.size, c.out)
	weight, bias := b.normal(c.kernel, c.kernel, c.in, c.out), b.normal(c.out)
	if b.keep(s.Sync()); b.err != nil { // other streams read them
		return nil, b.err
	}
	kernels := []convplan.Kernel{convplan.Scalar, convplan.Vec4}
	for _, k := range convplan.Candidates(s.Device().Caps(), c.shape(pass)) {
		if !slices.Contains(kernels, k) {
			kernels = append(kernels, k)
		}
	}
	var list []Variant
	for _, kernel := range kernels {
		config := tensor.Conv2DConfig{Padding: c.kernel / 2, Kernel: kernel}
		w := workload{build: func(b *builder) func() error {
			return b.launches(func(s *vk.Stream) {
				switch pass {
				case convplan.Forward:
					tensor.Conv2DForward(s, x, weight, bias, config)
				case convplan.BackwardInput:
					tensor.Conv2DBackwardInput(s, g, weight, x, config)
				default:
					tensor.Conv2DBackwardWeight(s, x, g, weight.Shape, false, config)
				}
			})
		}}
		r, err := o.unlessSlow(ctx, s, w)
		if err != nil {
			return nil, err
		}
		v := Variant{Case: c.String(), Pass: pass.String(), Kernel: kernel.String(), MS: r.DeviceMS, GFLOPS: c.flop() / 1e6 / r.DeviceMS, FirstMS: r.FirstMS, Gain: 1}
		if len(list) > 0 {
			v.Gain = list[0].MS / v.MS
		}
		list = append(list, v)
	}
	return list, nil
}

// unlessSlow measures a case by the rounds of the options, or by a single one
// if a run is slow.
func (o Options) unlessSlow(ctx context.Context, s *vk.Stream, w workload) (Result, error) {
	quick := o
	quick.Rounds = 1
	r, err := quick.measure(ctx, s, w)
	if err != nil || r.DeviceMS > slow {
		return r, err
	}
	first := r.FirstMS
	r, err = o.measure(ctx, s, w)
	r.FirstMS = first
	return r, err
}

func (r Report) writeVariants(out io.Writer) error {
	if len(r.Variants) == 0 {
		return nil
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "case\tpass\tkernel\tdevice ms\tGFLOP/s\tof ceiling\tgain\tfirst ms\t")
	for _, v := range r.Variants {
		fmt.Fprintf(w, "%s\t%s\t%s\t%.2f\t%.1f\t%.0f %%\t%.1f\t%.0f\t\n", v.Case, v.Pass, v.Kernel, v.MS, v.GFLOPS, 100*v.GFLOPS/r.Ceilings.GFLOPS, v.Gain, v.FirstMS)
	}
	return w.Flush()
}
