package cli

import (
	"fmt"
	"path/filepath"
	"strings"

	"autogan/gan/dataset"
	"autogan/gan/metric"
	"autogan/nas/autogan/config"
	"autogan/vk"

	"github.com/spf13/cobra"
)

// referenceFlags selects the images that generated ones are compared with.
type referenceFlags struct {
	part   setPart
	number int
	batch  int
}

func (f *referenceFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.part.split, "split", "", "part of the data set: train or test, for stl10 also unlabeled or train+unlabeled (default train, for stl10 train+unlabeled)")
	numberFlag(cmd, &f.part.batches, "batches", "", 0, config.RangeOf("data.batches"), "files of CIFAR-10 to read (default all)")
	skipBadFlag(cmd)
	numberFlag(cmd, &f.batch, "batch", "", 100, config.RangeOf("eval.batch"), "images measured at a time")
}

// read returns the images and a name for the part of the set that they are:
// train, test, train-first-20k.
func (f referenceFlags) read(cmd *cobra.Command, nameOrFolder string) (dataset.Dataset, string, error) {
	kind, _, err := setName(nameOrFolder)
	if err != nil {
		return dataset.Dataset{}, "", err
	}
	if kind == stl10 && f.part.split == "" {
		f.part.split = dataset.TrainUnlabeled.String()
	}
	if f.number > 0 {
		f.part.first = f.number + 1 // one more tells whether the set has more
	}
	d, err := readPart(cmd, nameOrFolder, f.part)
	if err != nil {
		return d, "", err
	}
	name, whole := f.part.split, f.part.batches == 0
	if name == "" {
		name = dataset.Train.String()
	}
	if f.number > d.N {
		return d, "", badInputf("data set %s: -n %d: it has %d images", nameOrFolder, f.number, d.N)
	}
	if f.number > 0 {
		d, whole = d.Slice(0, f.number), whole && f.number == d.N
	}
	if !whole {
		name += "-first-" + metric.Thousands(d.N)
	}
	return d, name, nil
}

// measure measures the statistics of images, with progress on standard error.
func (f referenceFlags) measure(cmd *cobra.Command, s *vk.Stream, network metric.Features, d dataset.Dataset) (metric.Statistics, error) {
	m, err := measureShown(cmd, s, network, "reference", setOf(d), metric.MeasureConfig{Batch: f.batch, Splits: 1})
	return m.Statistics, err
}

func newDataFIDStats(t *target) *cobra.Command {
	var f referenceFlags
	var network, out string
	cmd := &cobra.Command{
		Use:   "fid-stats NAME|DIR",
		Short: "Write the statistics of a data set to compare with by FID: a .npz file of mu and sigma, and of what they are",
		Example: "  autogan data fid-stats cifar10\n" +
			"  autogan data fid-stats stl10 --size 48\n" +
			"  autogan data fid-stats images/ --size 32 --features data/scorers/images.safetensors",
		Args: wantArgs(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			d, part, err := f.read(cmd, args[0])
			if err != nil {
				return err
			}
			return t.withStream("", func(s *vk.Stream) error {
				n, err := openFeatures(s, network)
				if err != nil {
					return err
				}
				defer n.Release()
				to, err := statisticsOutput(cmd, out, args[0], part, d.H, n)
				if err != nil {
					return err
				}
				st, err := f.measure(cmd, s, n, d)
				if err != nil {
					return err
				}
				return writeStatistics(cmd, st, to)
			})
		},
	}
	f.add(cmd)
	numberFlag(cmd, &f.part.size, "size", "", 0, imageSizes, "resize to this height and width (default: as they are, 32 for a folder)")
	numberFlag(cmd, &f.number, "number", "n", 0, config.RangeOf("data.images"), "how many images, from the first (default all)")
	cmd.Flags().StringVar(&network, "features", inceptionName, featuresUsage)
	addOutput(cmd, &out, "data/fid/NAME-SPLIT-SIZE-FEATURES.npz")
	return cmd
}

// statisticsOutput is where the statistics of a set go, out or the default.
func statisticsOutput(cmd *cobra.Command, out, nameOrFolder, part string, size int, n metric.Features) (output, error) {
	kind, dir, err := setName(nameOrFolder)
	if err != nil {
		return output{}, err
	}
	return newOutput(cmd, out, statisticsFile(setLabel(kind, dir), part, size, n), imagesOf(kind, dir))
}

// statisticsFile returns a path such as "data/fid/cifar10-train-32-pool_3.npz".
func statisticsFile(set, part string, size int, n metric.Features) string {
	features := strings.NewReplacer(" ", "-", string(filepath.Separator), "-").Replace(n.FeatureName())
	name := fmt.Sprintf("%s-%s-%d-%s.npz", set, part, size, features)
	return filepath.Join("data", "fid", name)
}

func writeStatistics(cmd *cobra.Command, st metric.Statistics, to output) error {
	out, err := to.write(cmd, st.Write)
	if err != nil {
		return badInput(err)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s: %d images of %s at %dx%d, %d features %s of weights %.12s…\n",
		out, st.Count, st.Set, st.Size, st.Size, st.Dim(), st.Features, st.Weights)
	return nil
}
