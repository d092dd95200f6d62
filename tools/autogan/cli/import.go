package cli

import (
	"fmt"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"autogan/gan/published"
	"autogan/layers/checkpoint/pytorch"
	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/vk"
	"autogan/vk/durable"

	"github.com/spf13/cobra"
)

// importFlags are the options of `autogan import`.
type importFlags struct {
	arch, experiment, out string
	overrides             []string
	asJSON                *bool
}

func newImport(t *target) *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "import FILE.pth",
		Short: "Make a run of a checkpoint of AutoGAN's published code",
		Long: `Make a run of a checkpoint that AutoGAN's published code has written, or of a state
dict of its generator: eval and sample draw with it, and train goes on with it.
Generator, averaged generator, discriminator and both optimisers are read; what
the file lacks begins anew. Nothing in the file is run. The three published
classes say which architecture they are. A supernet, which train_derived.py and
E2GAN save too, does not: it needs --arch.`,
		Example: "  autogan import checkpoint_best.pth\n  autogan import checkpoint.pth --arch \"0 1 0 1 / 0 1 2 1 0 / 0 1 0 1 2\" --out runs/e2gan\n" +
			"  autogan import mine.pth --experiment quickstart",
		Args: wantArgs(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, t, args[0]) },
	}
	f.asJSON = addJSON(cmd)
	cmd.Flags().StringVar(&f.arch, "arch", "", "the architecture, as integers or a name (default: the one that the file's class has)")
	cmd.Flags().StringVar(&f.experiment, "experiment", "", "whose data and other settings a training goes on with (default cifar10 for images of 32x32, stl10 for 48x48)")
	cmd.Flags().StringArrayVar(&f.overrides, "set", nil, "override a setting of the experiment: section.key=value (repeatable)")
	cmd.Flags().StringVarP(&f.out, "out", "o", "", "the run's folder, new or empty (default runs/EXPERIMENT-imported)")
	return cmd
}

func (f *importFlags) run(cmd *cobra.Command, t *target, path string) error {
	value, err := pytorch.Read(path)
	if err != nil {
		return err
	}
	from, err := published.Decode(value, f.arch)
	if err != nil {
		return badInputf("%s: %w", path, err)
	}
	c, err := f.configure(from)
	if err != nil {
		return err
	}
	if err := durable.RequireFree(c.RunFolder()); err != nil {
		return badInputf("import: %w; name another with --out", err)
	}
	p := newProgress(cmd.ErrOrStderr())
	defer p.Close()
	err = t.withStream(c.Device, func(s *vk.Stream) error {
		return autogan.Import(cmd.Context(), s, c, from, filepath.Base(path), p)
	})
	if err != nil {
		return err
	}
	if *f.asJSON {
		return printJSON(cmd, importedOf(from, c))
	}
	return writeImported(cmd, from, c)
}

func (f *importFlags) configure(from published.Checkpoint) (config.Config, error) {
	experiment := f.experiment
	if experiment == "" {
		size := from.Geometry.ImageSize(from.Arch.Cells())
		experiment = map[int]string{32: "cifar10", 48: "stl10"}[size]
		if experiment == "" {
			return config.Config{}, badInputf("import: its images are of %dx%d, which are those of neither CIFAR-10 nor STL-10; name an experiment for their data by --experiment", size, size)
		}
	}
	c, err := autogan.ImportConfig(experiment, from, f.overrides)
	if f.out != "" {
		c.RunDir = f.out
	}
	return c, err
}

// writeImported prints what was in the file and how to go on.
func writeImported(cmd *cobra.Command, from published.Checkpoint, c config.Config) error {
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	g, size, folder := from.Geometry, from.Geometry.ImageSize(from.Arch.Cells()), c.RunFolder()
	fmt.Fprintf(w, "architecture\t%s\n", from.Arch)
	fmt.Fprintf(w, "generator\twidth %d, latent vectors of %d, images of %dx%d\n", g.Channels, g.Latent(), size, size)
	read, missing := partsOf(from)
	fmt.Fprintf(w, "read\t%s\n", strings.Join(read, ", "))
	if len(missing) > 0 {
		fmt.Fprintf(w, "not there\t%s: a training begins with new ones\n", strings.Join(missing, ", "))
	}
	if from.Search {
		fmt.Fprintln(w, "left out\tthe controller: a run of one architecture has none")
	}
	if from.BestFID > 0 && from.BestFID < noFID {
		fmt.Fprintf(w, "best FID\t%.2f, as the published code measured it\n", from.BestFID)
	}
	fmt.Fprintf(w, "trained\t%d discriminator steps of %d\n", from.AdamD.MostSteps(), c.Train.GeneratorSteps*c.GAN.NCritic)
	fmt.Fprintf(w, "run\t%s\n", folder)
	fmt.Fprintf(w, "measure\tautogan eval %s\n", folder)
	fmt.Fprintf(w, "go on\tautogan train %s --run %s\n", filepath.Join(folder, "config.toml"), folder)
	return w.Flush()
}

// importedJSON is what was in a file, in the JSON output.
type importedJSON struct {
	Run          string   `json:"run" about:"its folder"`
	Architecture string   `json:"architecture"`
	Channels     int      `json:"channels" about:"width of the generator"`
	Latent       int      `json:"latent" about:"length of the latent vector"`
	Size         int      `json:"size" about:"height and width of the images"`
	Read         []string `json:"read" about:"the parts that were in the file"`
	Missing      []string `json:"missing,omitempty" about:"those that a training begins with new"`
	Search       bool     `json:"search,omitempty" about:"the file is of a search, whose controller is left out"`
	BestFID      float64  `json:"best_fid,omitempty" about:"as the published code measured it"`
	Trained      int64    `json:"trained" about:"discriminator steps so far"`
	Steps        int      `json:"steps" about:"discriminator steps of the whole training"`
}

func importedOf(from published.Checkpoint, c config.Config) importedJSON {
	g := from.Geometry
	i := importedJSON{Run: c.RunFolder(), Architecture: from.Arch.String(), Channels: g.Channels, Latent: g.Latent(), Size: g.ImageSize(from.Arch.Cells()),
		Search: from.Search, Trained: from.AdamD.MostSteps(), Steps: c.Train.GeneratorSteps * c.GAN.NCritic}
	i.Read, i.Missing = partsOf(from)
	if from.BestFID < noFID {
		i.BestFID = from.BestFID
	}
	return i
}

// noFID is what the published code writes before it has measured one, or less.
const noFID = 1e4

// partsOf lists the parts of a checkpoint that were read, and those that it lacks.
func partsOf(c published.Checkpoint) (read, missing []string) {
	for _, part := range []struct {
		name  string
		there bool
	}{
		{"generator", true}, {"averaged generator", c.Average != nil}, {"discriminator", c.Discriminator != nil},
		{"the generator's Adam", c.AdamG.MostSteps() > 0}, {"the discriminator's Adam", c.AdamD.MostSteps() > 0},
	} {
		if part.there {
			read = append(read, part.name)
		} else {
			missing = append(missing, part.name)
		}
	}
	return read, missing
}
