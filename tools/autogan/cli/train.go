package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"text/tabwriter"

	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/vk"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
)

// runFlags are the options of the commands that work in a run folder.
type runFlags struct {
	overrides []string
	run       string
	restart   bool
	with      continueFlag
	tune      bool
	noTune    bool
	asJSON    *bool
}

func (f *runFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.overrides, "set", nil, "override a setting: section.key=value (repeatable)")
	cmd.Flags().StringVar(&f.run, "run", "", "the run's folder (default runs/NAME)")
	cmd.Flags().BoolVar(&f.restart, "restart", false, "move an earlier run's folder aside and begin anew")
	f.with.add(cmd)
	f.asJSON = addJSON(cmd)
	cmd.Flags().BoolVar(&f.tune, "tune", false, "time the kernels of convolutions before a new run, also on a CPU")
	cmd.Flags().BoolVar(&f.noTune, "no-tune", false, "run on the device's default kernels without timing any")
}

// load reads an experiment with the overrides and the folder of the flags.
func (f *runFlags) load(experiment string) (config.Config, error) {
	if f.tune && f.noTune {
		return config.Config{}, badInputf("--tune and --no-tune: want one of them")
	}
	c, err := config.Load(experiment, f.overrides...)
	if err != nil {
		return c, err
	}
	if f.tune {
		c.Tune = config.TuneOn
	}
	if f.noTune {
		c.Tune = config.TuneOff
	}
	if f.run != "" {
		c.RunDir = f.run
	}
	if f.restart && len(f.with) > 0 {
		return c, badInputf("--restart and --continue-with: want one of them")
	}
	return c, nil
}

// interrupted adds to an interruption how to continue.
func interrupted(err error, folder string) error {
	if !errors.Is(err, autogan.ErrInterrupted) {
		return err
	}
	return fmt.Errorf("%w in %s; the same command continues", err, folder)
}

func newTrain(t *target) *cobra.Command {
	var f runFlags
	var arch string
	cmd := &cobra.Command{
		Use:   "train NAME|FILE.toml",
		Short: "Train one architecture from scratch; the same command continues an interrupted training",
		Long: `Train one architecture from scratch, either the experiment's (cifar10-top1 …) or
the one given by --arch, with the settings of the experiment's section [train].
The averaged weights are evaluated now and then; the best and the last are kept.
Ctrl-C saves the state and stops; the same command continues from there. One that
has diverged goes on from its last checkpoint with --continue-with, and one that
has ended with --continue-with train.generator_steps and more of them.`,
		Example: "  autogan train cifar10-top1\n  autogan train quickstart --arch top2\n  autogan train stl10-top1 --set train.seeds=[1,2,3]\n  autogan train cifar10-top1 --continue-with gan.lr_d=1e-4",
		Args:    wantArgs(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := f.load(args[0])
			if err != nil {
				return err
			}
			if c, err = withArch(c, arch); err != nil {
				return err
			}
			if c, err = f.with.apply(c, c.RunFolder()); err != nil {
				return err
			}
			return t.withStream(c.Device, func(s *vk.Stream) error { return f.train(cmd, s, c) })
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&arch, "arch", "", "the architecture, as integers or a name (default the experiment's)")
	return cmd
}

// withArch sets the architecture of an experiment to that of the flag. If the
// experiment searches, the training gets another name and so another folder.
func withArch(c config.Config, text string) (config.Config, error) {
	if text == "" && !c.Trains() {
		return c, badInputf("train: experiment %s searches and names no architecture; give one with --arch, or use `autogan search`", c.Name)
	}
	if text == "" {
		return c, nil
	}
	if _, err := c.ParseArch(text); err != nil {
		return c, badInputf("train: --arch: %w", err)
	}
	if !c.Trains() {
		c.Name += "-train"
	}
	c.Train.Arch = text
	return c, nil
}

func (f *runFlags) train(cmd *cobra.Command, s *vk.Stream, c config.Config) error {
	p := newProgress(cmd.ErrOrStderr())
	defer p.Close()
	if f.restart {
		if err := moveAside(p, func() (string, error) { return autogan.SetAside(c.RunFolder()) }); err != nil {
			return err
		}
	}
	summary, err := autogan.Train(cmd.Context(), s, c, p)
	p.Close()
	if err != nil {
		return interrupted(err, c.RunFolder())
	}
	if *f.asJSON {
		return cmp.Or(concludeJSON(cmd, outcomeJSON{Run: summary.Folder, Result: summary}, reported(summary)), summary.Missing())
	}
	results := func() error { return writeTrainings(cmd.OutOrStdout(), summary) }
	return cmp.Or(conclude(cmd.OutOrStdout(), summary.Folder, reported(summary), results), summary.Missing())
}

// reported returns the folders that the page is about: the files of a seed that
// has failed may not read.
func reported(summary autogan.TrainSummary) []string {
	if len(summary.Failed) == 0 {
		return []string{summary.Folder}
	}
	var folders []string
	for _, run := range summary.Runs {
		folders = append(folders, run.Folder)
	}
	return folders
}

// writeTrainings prints the best and the last evaluation of each seed, and the
// mean and deviation over seeds.
func writeTrainings(out io.Writer, summary autogan.TrainSummary) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	first := summary.Runs[0]
	fmt.Fprintf(w, "architecture\t%s\nparameters\t%s\nMACs\t%s\n\n",
		summary.Arch, humanize.Comma(int64(first.Params)), humanize.Comma(first.MACs))
	is, fid := first.Best.Names()
	fmt.Fprintf(w, "seed\t\tsteps\t%s\t%s\tgenerator\n", is, fid)
	for _, run := range summary.Runs {
		fmt.Fprintf(w, "%d\tbest\t%d\t%s\t%s\n", run.Seed, run.Best.Step, scores(run.Best), filepath.Join(run.Folder, autogan.BestFile))
		fmt.Fprintf(w, "\tlast\t%d\t%s\t%s\n", run.Last.Step, scores(run.Last), filepath.Join(run.Folder, autogan.LastFile))
	}
	for _, d := range summary.Diverged {
		fmt.Fprintf(w, "%d\tdiverged at step %d\t\t\t\t%s\n", d.Seed, d.Step, d.Folder)
	}
	for _, f := range summary.Failed {
		fmt.Fprintf(w, "%d\tfailed\t\t\t\t%s\n", f.Seed, f.Folder)
	}
	if len(summary.Runs) > 1 {
		fmt.Fprintf(w, "mean of %d\tbest\t\t%s\t%s\n", len(summary.Runs), summary.IS, summary.FID)
	}
	fmt.Fprintf(w, "\n%s\nbest: the evaluation with the lowest FID\n", measuredAs(first.Best))
	fmt.Fprintf(w, "run: %s\nsamples: %s\n", summary.Folder, filepath.Join(first.Folder, first.Best.Samples))
	return w.Flush()
}

// measuredAs returns the names of an evaluation's figures, which say how they
// were measured, on two lines.
func measuredAs(e autogan.Evaluation) string { return e.ISName + "\n" + e.FIDName }

// scores returns the two columns of an evaluation.
func scores(e autogan.Evaluation) string {
	return fmt.Sprintf("%.3f ± %.3f\t%.2f", e.IS, e.ISStd, e.FID)
}
