package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"autogan/gan/metric"
	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/vk"

	"github.com/spf13/cobra"
)

// evalFlags are the options of `autogan eval`.
type evalFlags struct {
	arch, network, reference string
	real, fake               string
	images, splits, seed     int
	metrics                  metricList
	json                     *bool
	data                     referenceFlags
}

func newEval(t *target) *cobra.Command {
	var f evalFlags
	cmd := &cobra.Command{
		Use:   "eval RUN|CHECKPOINT, or eval --real DIR|DATASET|FILE.npz --fake DIR",
		Short: "Measure a generator, or two folders of images: Inception score, FID, KID, precision and recall",
		Long: `Measure a generator: the Inception score of images it draws, and their Fréchet
distance (FID) from real ones. With --real and --fake, compare two sets of images
without a generator. --metrics chooses others: KID, precision and recall, density
and coverage. Each line says how many images were measured, what they are compared
with and which network measured them. Only IS-50k and FID-50k/train (for STL-10
FID-50k/train+unlabeled) are comparable with published figures; any other line says
what published ones have instead.`,
		Example: "  autogan eval runs/cifar10-top1\n" +
			"  autogan eval generator-best.safetensors --reference fid_stats_cifar10_train.npz\n" +
			"  autogan eval runs/cifar10-top1 --metrics fid,kid,pr,dc --reference cifar10\n" +
			"  autogan eval --real photos/ --fake generated/ --json\n" +
			"  autogan eval runs/quickstart --features builtin --images 5000 --reference procedural",
		Args: f.args,
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.withStream("", func(s *vk.Stream) error {
				if len(args) == 0 {
					return f.evalSets(cmd, s)
				}
				return f.eval(cmd, s, args[0])
			})
		},
	}
	cmd.Flags().StringVar(&f.arch, "arch", "", "of a search: the architecture, as integers or a name (default the run's best)")
	numberFlag(cmd, &f.images, "images", "", 50_000, config.RangeOf("eval.images"), "how many images to draw")
	numberFlag(cmd, &f.splits, "splits", "", metric.Splits, config.RangeOf("eval.splits"), "parts of the images; the Inception score is the mean over them")
	numberFlag(cmd, &f.seed, "seed", "", 1, config.RangeOf("seed"), "seed of the latent vectors")
	cmd.Flags().StringVar(&f.network, "features", inceptionName, featuresUsage)
	cmd.Flags().StringVar(&f.reference, "reference", "", "what to compare with: a .npz file of statistics, or a data set (default: what the training compared with, if it has these features)")
	cmd.Flags().StringVar(&f.real, "real", "", "compare two sets: the real images, a folder, a data set or a .npz file of statistics")
	cmd.Flags().StringVar(&f.fake, "fake", "", "compare two sets: the generated images, a folder")
	cmd.Flags().Var(&f.metrics, "metrics", metricsUsage+" (default is,fid; with --real and --fake all)")
	f.json = addJSON(cmd)
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
	reference, err := f.openReference(cmd, network, path, g.size())
	if err != nil {
		return err
	}
	metrics, without, err := f.metrics.choose([]string{metricScore, metricDistance}, func(name string) string { return f.hindrance(name, network, path, reference) })
	if err != nil {
		return err
	}
	c, err := f.measure(cmd, s, g, network, reference, metrics)
	defer c.real.release(s)
	defer c.generated.release(s)
	if err != nil {
		return err
	}
	figures, err := c.figures(cmd, s, metrics)
	if err != nil {
		return err
	}
	return evaluation{
		Architecture: g.arch.String(), Seed: &f.seed, Images: f.images, Size: g.size(), Figures: figures,
		Warnings: c.doubts(metrics, trainedOn(path)), without: without, about: imagesDrawn(f.images, g.size(), f.seed),
	}.print(cmd, *f.json)
}

// measure measures the reference, unless there are statistics of it, and what the
// generator draws.
func (f *evalFlags) measure(cmd *cobra.Command, s *vk.Stream, g drawer, network metric.Features, reference realSet, metrics []string) (c comparison, err error) {
	keep := needVectors(metrics)
	c.real.Statistics = reference.statistics
	if reference.source != nil {
		if c.real, err = measureKept(cmd, s, network, "reference", reference.imageSet, metric.MeasureConfig{Batch: f.data.batch, Splits: 1}, keep); err != nil {
			return c, err
		}
	}
	images := imageSet{count: f.images, size: g.size(), source: g.source(uint64(f.seed))}
	if c.generated, err = measureKept(cmd, s, network, "images", images, metric.MeasureConfig{Batch: g.batchOf(f.data.batch), Splits: f.splits}, keep); err != nil {
		return c, err
	}
	c.protocol = metric.Protocol{Images: f.images, Splits: f.splits, Size: c.generated.Size, Features: network, Reference: c.real.Statistics}
	return c, nil
}

// hindrance says why a metric of a generator cannot be computed, or is empty.
func (f *evalFlags) hindrance(name string, network metric.Features, path string, reference realSet) string {
	if _, hasClasses := network.(metric.Network); name == metricScore {
		if hasClasses {
			return ""
		}
		return noClasses(network)
	}
	if reference.source != nil {
		return tooFew(name, min(reference.count, f.images))
	}
	if needsVectors(name) {
		return "it needs the real images themselves, not only their statistics: name their folder or data set with --reference"
	}
	if reference.statistics.Dim() == 0 {
		return fmt.Sprintf("there are no statistics of real images by --features %s next to %s; --reference names a data set or a file of statistics", f.network, path)
	}
	return ""
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

// openReference finds what the flag names or, without the flag, the statistics that
// a training kept next to the generator; they are empty if there are none.
func (f *evalFlags) openReference(cmd *cobra.Command, network metric.Features, path string, size int) (realSet, error) {
	switch {
	case f.reference == "":
		st, err := keptReference(network, path, size)
		return realSet{statistics: st}, err
	case isStatistics(f.reference):
		st, err := f.readStatistics("--reference", f.reference, network)
		return realSet{statistics: st}, err
	}
	data := f.data
	data.part.size = size
	d, _, err := data.read(cmd, f.reference)
	return realSet{imageSet: setOf(d)}, err
}

// readStatistics reads a file of statistics, which must be of the network's
// features.
func (f *evalFlags) readStatistics(flag, path string, network metric.Features) (metric.Statistics, error) {
	st, err := metric.ReadStatistics(path)
	if err != nil {
		return st, err
	}
	if err := st.CheckFeatures(network); err != nil {
		return st, badInputf("eval: %s %s does not fit --features %s: %w", flag, path, f.network, err)
	}
	return st, nil
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
