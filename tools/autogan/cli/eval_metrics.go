package cli

import (
	"fmt"
	"slices"
	"strings"

	"autogan/gan/metric"
	"autogan/vk"

	"github.com/spf13/cobra"
)

// The metrics by their names in --metrics, in the order in which they are printed.
const (
	metricScore    = "is"
	metricDistance = "fid"
	metricKernel   = "kid"
	metricManifold = "pr"
	metricDensity  = "dc"
)

var allMetrics = []string{metricScore, metricDistance, metricKernel, metricManifold, metricDensity}

const metricsUsage = "what to measure, separated by commas: is, fid, kid, pr (precision and recall), dc (density and coverage)"

// metricList is the value of --metrics. Empty means the standard ones.
type metricList struct{ names []string }

// Set implements pflag.Value.
func (l *metricList) Set(text string) error {
	l.names = nil
	for _, name := range strings.Split(text, ",") {
		name = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(allMetrics, name) {
			return fmt.Errorf("no metric %q; want some of %s", name, strings.Join(allMetrics, ","))
		}
		l.names = append(l.names, name)
	}
	return nil
}

// String implements pflag.Value.
func (l *metricList) String() string { return strings.Join(l.names, ",") }

// Type implements pflag.Value.
func (l *metricList) Type() string { return "string" }

// choose returns the metrics to compute: those that were named, which must be
// possible, or else the standard ones that are, and a line for each that is not.
func (l *metricList) choose(standard []string, hindrance func(name string) string) (chosen, without []string, err error) {
	for _, name := range allMetrics {
		named := slices.Contains(l.names, name)
		if !named && (len(l.names) > 0 || !slices.Contains(standard, name)) {
			continue
		}
		why := hindrance(name)
		if why == "" {
			chosen = append(chosen, name)
			continue
		}
		if named {
			return nil, nil, badInputf("eval: --metrics %s: %s", name, why)
		}
		without = append(without, fmt.Sprintf("no %s: %s", strings.ToUpper(name), why))
	}
	return chosen, without, nil
}

// needsVectors reports whether a metric needs the features of each image, for
// which statistics are not enough.
func needsVectors(name string) bool {
	return name == metricKernel || name == metricManifold || name == metricDensity
}

// needVectors reports whether one of the metrics does.
func needVectors(metrics []string) bool { return slices.ContainsFunc(metrics, needsVectors) }

// tooFew says why a metric is not measured on so few images, or is empty.
func tooFew(name string, images int) string {
	if (name == metricManifold || name == metricDensity) && images <= metric.DensityNeighbours {
		return fmt.Sprintf("%s, want at least %d in each set", counted(images, "image", "images"), metric.DensityNeighbours+1)
	}
	return ""
}

// figure is a number that a metric gives.
type figure struct {
	Name      string   `json:"name"`
	Value     float64  `json:"value"`
	Deviation *float64 `json:"deviation,omitempty"`
	Protocol  string   `json:"protocol" about:"how it was measured"`
	digits    int      // after the point, in print
}

// newFigure takes the first word of a protocol's name as the figure's.
func newFigure(name string, digits int, value float64, deviation ...float64) figure {
	short, rest, _ := strings.Cut(name, " ")
	f := figure{Name: short, Value: value, Protocol: rest, digits: digits}
	if len(deviation) > 0 {
		f.Deviation = &deviation[0]
	}
	return f
}

// text is the number as it is printed.
func (f figure) text() string {
	if f.Deviation != nil {
		return fmt.Sprintf("%.*f ± %.*f", f.digits, f.Value, f.digits, *f.Deviation)
	}
	return fmt.Sprintf("%.*f", f.digits, f.Value)
}

// comparison is two sets of images as a protocol describes them.
type comparison struct {
	protocol        metric.Protocol
	real, generated measuredSet
}

// doubts are the warnings about the metrics that were measured.
func (c comparison) doubts(metrics []string, trained string) []string {
	p := c.protocol
	if !slices.Contains(metrics, metricScore) {
		p.Splits = 0
	}
	if !slices.Contains(metrics, metricDistance) {
		p.Reference = metric.Statistics{}
	}
	return p.Doubts(trained)
}

// figures computes metrics in their order.
func (c comparison) figures(cmd *cobra.Command, s *vk.Stream, metrics []string) ([]figure, error) {
	var figures []figure
	for _, name := range metrics {
		more, err := c.figuresOf(cmd, s, name, metrics)
		if err != nil {
			return nil, err
		}
		figures = append(figures, more...)
	}
	return figures, nil
}

func (c comparison) figuresOf(cmd *cobra.Command, s *vk.Stream, name string, metrics []string) ([]figure, error) {
	switch name {
	case metricScore:
		return []figure{newFigure(c.protocol.ScoreName(), 2, c.generated.Score, c.generated.Deviation)}, nil
	case metricDistance:
		distance, err := metric.FrechetDistance(c.generated.Statistics, c.protocol.Reference)
		return []figure{newFigure(c.protocol.DistanceName(), 2, distance)}, badInput(err)
	case metricKernel:
		mean, deviation, err := kernelShown(cmd, s, c)
		return []figure{newFigure(c.protocol.KernelName(), 5, mean, deviation)}, err
	case metricDensity:
		if slices.Contains(metrics, metricManifold) {
			return nil, nil // computed with those
		}
	}
	n, err := neighbourhoodsShown(cmd, s, c)
	if err != nil {
		return nil, err
	}
	precision, recall, density, coverage := c.protocol.NeighbourhoodNames()
	var figures []figure
	if slices.Contains(metrics, metricManifold) {
		figures = append(figures, newFigure(precision, 3, n.Precision), newFigure(recall, 3, n.Recall))
	}
	if slices.Contains(metrics, metricDensity) {
		figures = append(figures, newFigure(density, 3, n.Density), newFigure(coverage, 3, n.Coverage))
	}
	return figures, nil
}

// kernelShown computes KID, with progress on standard error.
func kernelShown(cmd *cobra.Command, s *vk.Stream, c comparison) (mean, deviation float64, err error) {
	p := newProgress(cmd.ErrOrStderr())
	defer p.Close()
	return metric.KernelDistance(cmd.Context(), s, c.real.vectors, c.generated.vectors, p.whole("subsets"))
}

// neighbourhoodsShown does so for the other metrics of pairs.
func neighbourhoodsShown(cmd *cobra.Command, s *vk.Stream, c comparison) (metric.Neighbourhoods, error) {
	p := newProgress(cmd.ErrOrStderr())
	defer p.Close()
	return metric.CompareNeighbourhoods(cmd.Context(), s, c.real.vectors, c.generated.vectors, p.whole("neighbours"))
}
