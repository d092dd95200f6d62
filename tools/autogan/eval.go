package main

import (
	"fmt"
	"io"
	"path/filepath"
	"text/tabwriter"

	"autogan/gan/metric"
	"autogan/nas/autogan"
	"autogan/vk"

	"github.com/spf13/cobra"
)

// evalFlags are the options of `autogan eval`.
type evalFlags struct {
	arch, network, reference string
	images, splits           int
	seed                     uint64
	data                     referenceFlags
}

func newEval(t *target) *cobra.Command {
	var f evalFlags
	cmd := &cobra.Command{
		Use:   "eval RUN|CHECKPOINT",
		Short: "Measure a generator: Inception score and FID",
		Long: `Measure a generator: the Inception score of images it draws, and their Fréchet
distance (FID) from real ones. The lines are named after the protocol: IS-50k and
FID-50k/train are comparable with published figures, lines that name another
network or reference are not.`,
		Example: "  autogan eval runs/cifar10-top1\n" +
			"  autogan eval generator-best.safetensors --reference fid_stats_cifar10_train.npz\n" +
			"  autogan eval runs/quickstart --features builtin --images 5000 --reference procedural",
		Args: wantArgs(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.withStream("", func(s *vk.Stream) error { return f.eval(cmd, s, args[0]) })
		},
	}
	cmd.Flags().StringVar(&f.arch, "arch", "", "of a search: the architecture, as integers or a name (default the run's best)")
	cmd.Flags().IntVar(&f.images, "images", 50_000, "how many images to draw")
	cmd.Flags().IntVar(&f.splits, "splits", metric.Splits, "parts of the images; the Inception score is the mean over them")
	cmd.Flags().Uint64Var(&f.seed, "seed", 1, "seed of the latent vectors")
	cmd.Flags().StringVar(&f.network, "features", inceptionName, featuresUsage)
	cmd.Flags().StringVar(&f.reference, "reference", "", "what to compare with: a .npz file of statistics, or a data set (default: what the training compared with, if it has these features)")
	f.data.add(cmd)
	return cmd
}

func (f *evalFlags) eval(cmd *cobra.Command, s *vk.Stream, path string) error {
	g, err := openDrawer(s, path, f.arch)
	if err != nil {
		return err
	}
	defer g.Release()
	network, err := openFeatures(s, f.network)
	if err != nil {
		return err
	}
	defer network.Release()
	reference, err := f.compareWith(cmd, s, network, path, g.size())
	if err != nil {
		return err
	}
	config := metric.MeasureConfig{Images: f.images, Batch: f.data.batch, Splits: f.splits}
	m, err := measureShown(cmd, s, network, "images", config, g.size(), g.source(f.seed))
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "architecture\t%s\nimages\t%s of %dx%d, seed %d\n", g.arch, grouped(m.Count), g.size(), g.size(), f.seed)
	writeScore(w, network, m)
	if reference.Dim() > 0 {
		distance, err := metric.FrechetDistance(m.Statistics, reference)
		if err != nil {
			return badInput(err)
		}
		fmt.Fprintf(w, "%s\t%.2f\n", metric.DistanceName(m.Count, reference.Set, network), distance)
	}
	return w.Flush()
}

// writeScore prints the Inception score if the network has classes.
func writeScore(w io.Writer, network metric.Features, m metric.Measurement) {
	if n, ok := network.(metric.Network); ok {
		fmt.Fprintf(w, "%s\t%.2f ± %.2f\n", metric.ScoreName(m.Count, n), m.Score, m.Deviation)
	}
}

// compareWith returns the statistics that the flag names or, without the flag,
// those that a training kept next to the generator; they are empty if there are
// none.
func (f *evalFlags) compareWith(cmd *cobra.Command, s *vk.Stream, network metric.Features, path string, size int) (metric.Statistics, error) {
	switch {
	case f.reference == "":
		return keptReference(network, path, size), nil
	case filepath.Ext(f.reference) == ".npz":
		st, err := metric.ReadStatistics(f.reference)
		if err == nil && !fits(st, network) {
			err = badInputf("eval: %s is of %d features %s, --features %s gives %d features %s",
				f.reference, st.Dim(), st.Features, f.network, network.Dim(), network.FeatureName())
		}
		return st, err
	}
	f.data.part.size = size
	d, name, err := f.data.read(f.reference)
	if err != nil {
		return metric.Statistics{}, err
	}
	return f.data.measure(cmd, s, network, d, name)
}

func fits(st metric.Statistics, network metric.Features) bool {
	return st.Features == network.FeatureName() && st.Dim() == network.Dim()
}

// keptReference looks for statistics in path, and in the two folders above it:
// path may be a file of a run, or one of several runs with different seeds.
func keptReference(network metric.Features, path string, size int) metric.Statistics {
	for _, dir := range []string{path, filepath.Dir(path), filepath.Dir(filepath.Dir(path))} {
		st, err := metric.ReadStatistics(filepath.Join(dir, autogan.ReferenceFile(size)))
		if err == nil && fits(st, network) {
			return st
		}
	}
	return metric.Statistics{}
}
