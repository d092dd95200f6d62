package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"autogan/gan/metric"
	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/vk"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
)

// evalFlags are the options of `autogan eval`.
type evalFlags struct {
	arch, network, reference string
	images, splits, seed     int
	data                     referenceFlags
}

func newEval(t *target) *cobra.Command {
	var f evalFlags
	cmd := &cobra.Command{
		Use:   "eval RUN|CHECKPOINT",
		Short: "Measure a generator: Inception score and FID",
		Long: `Measure a generator: the Inception score of images it draws, and their Fréchet
distance (FID) from real ones. Each line says how many images were drawn, what
they are compared with and which network measured them. Only IS-50k and
FID-50k/train (for STL-10 FID-50k/train+unlabeled) are comparable with published
figures; any other line says what published ones have instead.`,
		Example: "  autogan eval runs/cifar10-top1\n" +
			"  autogan eval generator-best.safetensors --reference fid_stats_cifar10_train.npz\n" +
			"  autogan eval runs/quickstart --features builtin --images 5000 --reference procedural",
		Args: wantArgs(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.withStream("", func(s *vk.Stream) error { return f.eval(cmd, s, args[0]) })
		},
	}
	cmd.Flags().StringVar(&f.arch, "arch", "", "of a search: the architecture, as integers or a name (default the run's best)")
	numberFlag(cmd, &f.images, "images", "", 50_000, config.RangeOf("eval.images"), "how many images to draw")
	numberFlag(cmd, &f.splits, "splits", "", metric.Splits, config.RangeOf("eval.splits"), "parts of the images; the Inception score is the mean over them")
	numberFlag(cmd, &f.seed, "seed", "", 1, config.RangeOf("seed"), "seed of the latent vectors")
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
	if err := wantBatch("--batch", f.data.batch, g.values()); err != nil {
		return err
	}
	network, err := openFeatures(s, f.network)
	if err != nil {
		return err
	}
	defer network.Release()
	reference, err := f.compareWith(cmd, s, network, path, g.size())
	if err != nil {
		return err
	}
	measured := metric.MeasureConfig{Images: f.images, Batch: g.batchOf(f.data.batch), Splits: f.splits}
	m, err := measureShown(cmd, s, network, "images", measured, g.size(), g.source(uint64(f.seed)))
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "architecture\t%s\nimages\t%s of %dx%d, seed %d\n", g.arch, humanize.Comma(int64(m.Count)), g.size(), g.size(), f.seed)
	protocol := metric.Protocol{Images: m.Count, Splits: f.splits, Size: m.Size, Features: network, Reference: reference}
	if err := writeScores(w, protocol, m); err != nil {
		return err
	}
	if reference.Dim() == 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "no FID: there are no statistics of real images by --features %s next to %s; --reference names a data set or a file of statistics\n", f.network, path)
	}
	for _, doubt := range protocol.Doubts(trainedOn(path)) {
		fmt.Fprintln(cmd.ErrOrStderr(), "warning: "+doubt)
	}
	return w.Flush()
}

// trainedOn names the images on which the generator at path was trained, as
// statistics do, or is empty if path is in no run.
func trainedOn(path string) string {
	for _, dir := range runFolders(path) {
		run, err := autogan.ReadRun(dir)
		if err != nil {
			continue
		}
		if data := run.Config.Data; data.Name == folder {
			return folder + " " + filepath.Base(filepath.Clean(data.Path))
		}
		return run.Config.Data.Name
	}
	return ""
}

// runFolders are where the run may be that a path belongs to: the path itself and
// the two folders above it, since it may be a file of a run, or one of several
// runs with different seeds.
func runFolders(path string) []string {
	return []string{path, filepath.Dir(path), filepath.Dir(filepath.Dir(path))}
}

// writeScores prints the Inception score if the network has classes, and the
// distance if there is a reference.
func writeScores(w io.Writer, protocol metric.Protocol, m metric.Measurement) error {
	if _, hasClasses := protocol.Features.(metric.Network); hasClasses {
		writeMeasured(w, protocol.ScoreName(), fmt.Sprintf("%.2f ± %.2f", m.Score, m.Deviation))
	}
	if protocol.Reference.Dim() == 0 {
		return nil
	}
	distance, err := metric.FrechetDistance(m.Statistics, protocol.Reference)
	if err != nil {
		return badInput(err)
	}
	writeMeasured(w, protocol.DistanceName(), fmt.Sprintf("%.2f", distance))
	return nil
}

// writeMeasured prints a figure after the first word of its name, and the rest of
// the name after it, on one line.
func writeMeasured(w io.Writer, name, figure string) {
	short, rest, _ := strings.Cut(name, " ")
	fmt.Fprintf(w, "%s\t%s\t%s\n", short, figure, rest)
}

// compareWith returns the statistics that the flag names or, without the flag,
// those that a training kept next to the generator; they are empty if there are
// none.
func (f *evalFlags) compareWith(cmd *cobra.Command, s *vk.Stream, network metric.Features, path string, size int) (metric.Statistics, error) {
	switch {
	case f.reference == "":
		return keptReference(network, path, size)
	case isStatistics(f.reference):
		st, err := metric.ReadStatistics(f.reference)
		if err != nil {
			return st, err
		}
		if err := st.CheckFeatures(network); err != nil {
			return st, badInputf("eval: %s does not fit --features %s: %w", f.reference, f.network, err)
		}
		return st, nil
	}
	f.data.part.size = size
	d, _, err := f.data.read(cmd, f.reference)
	if err != nil {
		return metric.Statistics{}, err
	}
	return f.data.measure(cmd, s, network, d)
}

// isStatistics reports whether a reference is meant to be a file of statistics;
// otherwise it is a data set, which is a name or a folder.
func isStatistics(reference string) bool {
	info, err := os.Stat(reference)
	return err == nil && info.Mode().IsRegular() || strings.EqualFold(filepath.Ext(reference), ".npz")
}

// keptReference returns the statistics that a run kept, for the features of a
// network; they are empty if there are none.
func keptReference(network metric.Features, path string, size int) (metric.Statistics, error) {
	for _, dir := range runFolders(path) {
		if dir != folderOf(dir) {
			continue // the file itself
		}
		st, err := metric.ReadStatistics(filepath.Join(dir, autogan.ReferenceFile(size)))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return st, err
		}
		if st.CheckFeatures(network) == nil {
			return st, nil
		}
	}
	return metric.Statistics{}, nil
}
