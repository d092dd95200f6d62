package cli

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/vk"

	"github.com/spf13/cobra"
)

// compareFlags are the options of `autogan compare`.
type compareFlags struct {
	overrides []string
	seeds     []int
	dir       string
	with      continueFlag
	asJSON    *bool
}

func newCompare(t *target) *cobra.Command {
	var f compareFlags
	cmd := &cobra.Command{
		Use:   "compare NAME|FILE.toml…",
		Short: "Run searches with several seeds, train what they find, and compare",
		Long: `Run each search with each seed, train the architecture it finds from scratch, and
print means and standard deviations. The same command continues an interrupted
comparison and does not repeat finished runs.`,
		Example: "  autogan compare cifar10-small cifar10-single-level-small",
		Args:    wantArgs(1, 100),
		RunE: func(cmd *cobra.Command, args []string) error {
			experiments, err := f.load(args)
			if err != nil {
				return err
			}
			if !cmd.Flags().Changed("run") { // the folder of the user's choice may take further searches
				if err := autogan.CheckOwnFolder(f.dir, experiments); err != nil {
					return err
				}
			}
			return t.withStream(experiments[0].Device, func(s *vk.Stream) error { return f.compare(cmd, s, experiments) })
		},
	}
	cmd.Flags().StringArrayVar(&f.overrides, "set", nil, "override a setting of all: section.key=value (repeatable)")
	f.seeds = []int{1, 2, 3}
	cmd.Flags().Var(seedList{&f.seeds}, "seeds", "the seeds of each search, with commas between them")
	f.with.add(cmd)
	f.asJSON = addJSON(cmd)
	cmd.Flags().StringVar(&f.dir, "run", "runs/compare", "the folder of the runs")
	return cmd
}

// load reads the experiments, which must be searches that compare.
func (f *compareFlags) load(names []string) ([]config.Config, error) {
	var experiments []config.Config
	for _, name := range names {
		c, err := config.Load(name, f.overrides...)
		if err != nil {
			return nil, err
		}
		if c.Trains() {
			return nil, badInputf("compare: experiment %s trains one architecture; name searches", c.Name)
		}
		if slices.ContainsFunc(experiments, func(other config.Config) bool { return other.Name == c.Name }) {
			return nil, badInputf("compare: two experiments are named %s", c.Name)
		}
		if c, err = f.with.apply(c, f.dir); err != nil {
			return nil, err
		}
		experiments = append(experiments, c)
	}
	return experiments, autogan.CheckComparable(experiments)
}

func (f *compareFlags) compare(cmd *cobra.Command, s *vk.Stream, experiments []config.Config) error {
	p := newProgress(cmd.ErrOrStderr())
	defer p.Close()
	var seeds []uint64
	for _, seed := range f.seeds {
		seeds = append(seeds, uint64(seed))
	}
	result, err := autogan.Compare(cmd.Context(), s, experiments, seeds, f.dir, p)
	p.Close()
	if err != nil {
		return interrupted(err, f.dir)
	}
	var runs []string
	for _, search := range result.Searches {
		for _, run := range search.Finished() {
			runs = append(runs, run.Folder)
		}
	}
	if *f.asJSON {
		return cmp.Or(concludeJSON(cmd, outcomeJSON{Run: result.Folder, Result: result}, runs), result.Missing())
	}
	results := func() error { return writeComparison(cmd.OutOrStdout(), result) }
	return cmp.Or(conclude(cmd.OutOrStdout(), result.Folder, runs, results), result.Missing())
}

// writeComparison prints a line per experiment, and what each run found.
func writeComparison(out io.Writer, c autogan.Comparison) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	measured := firstTrained(c)
	is, fid := measured.Names()
	fmt.Fprintf(w, "search\truns\tbest reward\t%s\t%s\tsearch time, s\tmeasured\tresets\n", is, fid)
	for _, s := range c.Searches {
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%.2f ± %.2f\t%.0f ± %.0f\t%.0f\t%.1f\n", s.Experiment, len(s.Finished()), s.Reward, s.IS,
			s.FID.Mean, s.FID.Std, s.Seconds.Mean, s.Seconds.Std, s.Measured.Mean, s.Resets.Mean)
	}
	fmt.Fprintf(w, "\nsearch\tseed\tarchitecture\treward\t%s\t%s\n", is, fid)
	for _, s := range c.Searches {
		for _, r := range s.Runs {
			if why := noFigures(r); why != "" {
				fmt.Fprintf(w, "%s\t%d\t%s\n", s.Experiment, r.Seed, why)
				continue
			}
			fmt.Fprintf(w, "%s\t%d\t%s\t%.3f\t%.3f\t%.2f\n", s.Experiment, r.Seed, r.Arch, r.Reward, r.Trained.IS, r.Trained.FID)
		}
	}
	if measured != (autogan.Evaluation{}) {
		fmt.Fprintf(w, "\n%s\n", measuredAs(measured))
	}
	fmt.Fprintf(w, "Means and standard deviations over the runs that have figures, of %d seeds; IS and FID of the architecture found, trained from scratch.\nRewards with shared weights and rewards from scratch are not comparable.\nruns: %s\n",
		len(c.Searches[0].Runs), c.Folder)
	return w.Flush()
}

// noFigures says what happened to a run that has no figures; "" if it has.
func noFigures(r autogan.ComparedRun) string {
	switch {
	case r.Diverged != "" && r.Step > 0:
		return fmt.Sprintf("diverged at step %d", r.Step)
	case r.Diverged != "":
		return "diverged"
	case r.Failed != "":
		return "failed"
	}
	return ""
}

// firstTrained returns the evaluation of the first run that has figures. It
// says how all of them were measured.
func firstTrained(c autogan.Comparison) autogan.Evaluation {
	for _, s := range c.Searches {
		for _, r := range s.Finished() {
			return r.Trained
		}
	}
	return autogan.Evaluation{}
}
