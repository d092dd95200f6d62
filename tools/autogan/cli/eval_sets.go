package cli

import (
	"fmt"

	"autogan/gan/dataset"
	"autogan/gan/metric"
	"autogan/vk"

	"github.com/spf13/cobra"
)

// args checks that eval is given a generator or two sets of images.
func (f *evalFlags) args(cmd *cobra.Command, args []string) error {
	if f.real == "" && f.fake == "" {
		return wantArgs(1, 1)(cmd, args)
	}
	if f.real == "" || f.fake == "" {
		return badInputf("eval: --real and --fake go together: two sets of images, which need no generator")
	}
	if len(args) > 0 {
		return badInputf("eval: got %s and two sets of images; want either a generator or --real and --fake", args[0])
	}
	for _, flag := range []string{"arch", "images", "seed", "reference"} {
		if cmd.Flags().Changed(flag) {
			return badInputf("eval: --%s is about a generator; with --real and --fake there is none", flag)
		}
	}
	return nil
}

// evalSets compares two sets of images.
func (f *evalFlags) evalSets(cmd *cobra.Command, s *vk.Stream) error {
	network, err := openFeatures(s, f.network)
	if err != nil {
		return err
	}
	defer network.Release()
	real, err := f.openReal(cmd, network)
	if err != nil {
		return err
	}
	fake, err := f.openSet(cmd, network, f.fake, referenceFlags{batch: f.data.batch})
	if err != nil {
		return err
	}
	metrics, without, err := f.metrics.choose(allMetrics, func(name string) string { return hindranceOfSets(name, network, real, fake) })
	if err != nil {
		return err
	}
	c, err := f.measureSets(cmd, s, network, real, fake, metrics)
	defer c.real.release(s)
	defer c.generated.release(s)
	if err != nil {
		return err
	}
	figures, err := c.figures(cmd, s, metrics)
	if err != nil {
		return err
	}
	e := evaluation{Images: fake.count, Set: fake.name, Figures: figures, Warnings: c.doubts(metrics, ""), without: without, about: c.protocol.ImagesText()}
	e.Size = max(c.protocol.Size, 0)
	return e.print(cmd, *f.json)
}

// realSet is the real images, or only statistics of them.
type realSet struct {
	imageSet
	statistics metric.Statistics
}

// openReal reads the statistics or finds the images that --real names.
func (f *evalFlags) openReal(cmd *cobra.Command, network metric.Features) (realSet, error) {
	if isStatistics(f.real) {
		st, err := f.readStatistics("--real", f.real, network)
		return realSet{statistics: st}, err
	}
	set, err := f.openSet(cmd, network, f.real, f.data)
	return realSet{imageSet: set}, err
}

// openSet finds the images of a set. Those of a folder keep their sizes if the
// network takes them; otherwise they are resized as for a training.
func (f *evalFlags) openSet(cmd *cobra.Command, network metric.Features, nameOrFolder string, data referenceFlags) (imageSet, error) {
	kind, dir, err := setName(nameOrFolder)
	if err != nil {
		return imageSet{}, err
	}
	if kind == folder && takesAnySize(network) {
		return openFiles(cmd, dir)
	}
	if sized, ok := network.(interface{ Size() int }); ok && kind == folder {
		data.part.size = sized.Size()
	}
	d, _, err := data.read(cmd, nameOrFolder)
	return setOf(d), err
}

// openFiles finds the images of a folder, and says on standard error what is not
// among them.
func openFiles(cmd *cobra.Command, dir string) (imageSet, error) {
	skip, err := cmd.Flags().GetBool(skipBad)
	if err != nil {
		return imageSet{}, err
	}
	p := newProgress(cmd.ErrOrStderr())
	defer p.Close()
	files, err := dataset.OpenFolder(dataset.WithObserver(cmd.Context(), p), dir, skip)
	if err != nil {
		return imageSet{}, badInput(orSkip(err))
	}
	if line := files.Findings.Summary(dir); line != "" {
		fmt.Fprintln(cmd.ErrOrStderr(), line)
	}
	return filesSet(cmd.Context(), files), nil
}

// hindranceOfSets says why a metric of two sets cannot be computed, or is empty.
func hindranceOfSets(name string, network metric.Features, real realSet, fake imageSet) string {
	if _, hasClasses := network.(metric.Network); name == metricScore && !hasClasses {
		return noClasses(network)
	}
	if !needsVectors(name) {
		return ""
	}
	if real.source == nil {
		return "it needs the real images themselves, not only their statistics: name a folder or a data set with --real"
	}
	return tooFew(name, min(real.count, fake.count))
}

func noClasses(network metric.Features) string {
	return fmt.Sprintf("%s has no classes", network.FeatureName())
}

// measureSets measures both sets.
func (f *evalFlags) measureSets(cmd *cobra.Command, s *vk.Stream, network metric.Features, real realSet, fake imageSet, metrics []string) (c comparison, err error) {
	keep := needVectors(metrics)
	if real.source == nil {
		c.real.Statistics = real.statistics
	} else if c.real, err = measureKept(cmd, s, network, "real", real.imageSet, metric.MeasureConfig{Batch: f.data.batch, Splits: 1}, keep); err != nil {
		return c, err
	}
	splits := f.splits
	if !cmd.Flags().Changed("splits") {
		splits = min(splits, fake.count)
	}
	if c.generated, err = measureKept(cmd, s, network, "generated", fake, metric.MeasureConfig{Batch: f.data.batch, Splits: splits, Shuffle: true}, keep); err != nil {
		return c, err
	}
	c.protocol = metric.Protocol{Images: fake.count, Set: fake.name, Splits: splits, Size: c.generated.Size, Features: network, Reference: c.real.Statistics}
	return c, nil
}
