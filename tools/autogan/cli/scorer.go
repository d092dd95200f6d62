package cli

import (
	"fmt"
	"path/filepath"
	"text/tabwriter"

	"autogan/gan/dataset"
	"autogan/gan/metric"
	"autogan/gan/metric/classifier"
	"autogan/nas/autogan/config"
	"autogan/vk"

	"github.com/spf13/cobra"
)

// scorerSplits is the number of parts of the images; eval prints their mean
// score.
const scorerSplits = 10

func newScorer(t *target) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "scorer",
		Short: "Train and evaluate the classifier that scores images",
		Args:  knownCommand,
		RunE:  showHelp,
	}
	cmd.AddCommand(newScorerTrain(t), newScorerEval(t))
	return cmd
}

// scorerFlags are the options of `autogan scorer`.
type scorerFlags struct {
	size, batches, steps, batch int
	seed                        int
	rate                        float64
	file                        string
	asJSON                      *bool
}

func (f *scorerFlags) addDataFlags(cmd *cobra.Command) {
	numberFlag(cmd, &f.size, "size", "", 0, imageSizes, "height and width of the images (default: as they are, 32 for a folder)")
	numberFlag(cmd, &f.batches, "batches", "", 0, config.RangeOf("data.batches"), "files of CIFAR-10 to read (default all)")
	skipBadFlag(cmd)
	f.asJSON = addJSON(cmd)
}

func newScorerTrain(t *target) *cobra.Command {
	var f scorerFlags
	cmd := &cobra.Command{
		Use:   "train DATASET",
		Short: "Train a scorer on a labelled data set: procedural, cifar10, stl10, or a folder with a sub-folder for each class",
		Args:  wantArgs(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			sets, err := readScorerSets(cmd, args[0], f.size, f.batches)
			if err != nil {
				return err
			}
			if err := wantBatch("--batch", f.batch, sets.size*sets.size*dataset.Channels); err != nil {
				return err
			}
			to, err := newOutput(cmd, f.file, filepath.Join("data", "scorers", sets.label+".safetensors"), sets.images)
			if err != nil {
				return err
			}
			return alone(cmd, to.path, func() error {
				return t.withStream("", func(s *vk.Stream) error { return f.train(cmd, s, sets, to) })
			})
		},
	}
	f.addDataFlags(cmd)
	numberFlag(cmd, &f.steps, "steps", "", 1500, config.RangeOf("train.generator_steps"), "training steps")
	numberFlag(cmd, &f.batch, "batch", "", 64, config.RangeOf("gan.batch_d"), "images of a step")
	numberFlag(cmd, &f.rate, "lr", "", 2e-3, config.RealRangeOf("gan.lr_d"), "Adam's rate at the beginning")
	numberFlag(cmd, &f.seed, "seed", "", 1, config.RangeOf("seed"), "seed of everything random")
	addOutput(cmd, &f.file, "data/scorers/DATASET.safetensors")
	return cmd
}

func (f *scorerFlags) train(cmd *cobra.Command, s *vk.Stream, sets scorerSets, to output) error {
	c, err := classifier.New(s, sets.name, sets.size, sets.classes, uint64(f.seed))
	if err != nil {
		return badInput(err)
	}
	defer c.Release()
	training := classifier.TrainConfig{Steps: f.steps, Batch: f.batch, LR: f.rate, Seed: uint64(f.seed)}
	if err := training.Validate(); err != nil {
		return badInput(err)
	}
	if err := trainShown(cmd, s, c, training, sets.train); err != nil {
		return err
	}
	file, err := to.write(cmd, func(path string) error { return c.Save(s, path) })
	if err != nil {
		return err
	}
	return f.printAccuracy(cmd, s, c, file, sets.heldOut)
}

// trainShown trains with progress on standard error.
func trainShown(cmd *cobra.Command, s *vk.Stream, c *classifier.Network, config classifier.TrainConfig, sets []classifier.Labelled) error {
	begins(cmd)
	p := newProgress(cmd.ErrOrStderr())
	defer p.Close()
	p.Phase("train scorer", config.Steps, 0)
	config.Progress = func(done int, _ float64) { p.Advance(done - p.done) }
	return c.Train(cmd.Context(), s, config, sets...)
}

func newScorerEval(t *target) *cobra.Command {
	var f scorerFlags
	cmd := &cobra.Command{
		Use:   "eval DATASET",
		Short: "Show how many images a scorer recognises, and the score of real ones: the most a generator can reach",
		Args:  wantArgs(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			sets, err := readScorerSets(cmd, args[0], f.size, f.batches)
			if err != nil {
				return err
			}
			return t.withStream("", func(s *vk.Stream) error {
				c, err := openScorer(s, f.file)
				if err != nil {
					return err
				}
				defer c.Release()
				begins(cmd)
				return f.printAccuracy(cmd, s, c, "", sets.heldOut)
			})
		},
	}
	f.addDataFlags(cmd)
	cmd.Flags().StringVar(&f.file, "scorer", "builtin", "the scorer's file, or builtin")
	return cmd
}

func openScorer(s *vk.Stream, file string) (*classifier.Network, error) {
	if file == "builtin" {
		return classifier.Builtin(s)
	}
	return classifier.Load(s, file)
}

// scorerJSON is what a scorer is worth, in the JSON output.
type scorerJSON struct {
	File  string           `json:"file,omitempty" about:"of one that was trained now"`
	Sizes []recognisedJSON `json:"sizes"`
}

type recognisedJSON struct {
	Size      int     `json:"size" about:"height and width of the images"`
	Images    int     `json:"images"`
	Accuracy  float64 `json:"accuracy" about:"the part that is recognised, 0 to 1"`
	Score     float64 `json:"score" about:"Inception score of the real images"`
	Deviation float64 `json:"score_std" about:"over the splits"`
}

// printAccuracy prints a line for each size of the images, after the file if a new
// one was made. A table appears after the file, which is there already.
func (f *scorerFlags) printAccuracy(cmd *cobra.Command, s *vk.Stream, c *classifier.Network, file string, sets []classifier.Labelled) error {
	if file != "" && !*f.asJSON {
		fmt.Fprintf(cmd.OutOrStdout(), "%s\n", file)
	}
	sizes, err := recognised(s, c, sets)
	if err != nil {
		return err
	}
	if *f.asJSON {
		return printJSON(cmd, scorerJSON{file, sizes})
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "size\timages\trecognised\tscore of the real images")
	for _, r := range sizes {
		fmt.Fprintf(w, "%dx%d\t%d\t%.1f %%\t%.2f ± %.2f\n", r.Size, r.Size, r.Images, 100*r.Accuracy, r.Score, r.Deviation)
	}
	return w.Flush()
}

// recognised measures a scorer on each size of the images.
func recognised(s *vk.Stream, c *classifier.Network, sets []classifier.Labelled) (sizes []recognisedJSON, err error) {
	for _, set := range sets {
		accuracy, err := classifier.Accuracy(s, c, set)
		if err != nil {
			return nil, badInput(err)
		}
		probabilities, err := metric.Classify(s, c, set.Pixels, set.Size)
		if err != nil {
			return nil, err
		}
		mean, deviation := metric.InceptionScore(probabilities, c.Classes(), min(scorerSplits, len(set.Labels)))
		sizes = append(sizes, recognisedJSON{set.Size, len(set.Labels), accuracy, mean, deviation})
	}
	return sizes, nil
}
