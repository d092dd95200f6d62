package cli

import (
	"cmp"
	"context"
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

func newSearch(t *target) *cobra.Command {
	var f runFlags
	var forecast bool
	cmd := &cobra.Command{
		Use:   "search NAME|FILE.toml",
		Short: "Search for the best architectures; the same command continues an interrupted search",
		Long: `Search for the best architectures, as an experiment describes it: a TOML file or
one of those built in, such as quickstart. With derive.after_search it then
trains the best architectures from scratch, as ` + "`autogan derive`" + ` does. Ctrl-C
saves the state and stops; the same command continues from there. A new search
first says how long it takes; --forecast only says so, more exactly.`,
		Example: "  autogan search quickstart\n  autogan search cifar10 --set gan.channels=64 --set data.path=/data/cifar10 --run runs/narrow",
		Args:    wantArgs(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := f.load(args[0])
			if err != nil {
				return err
			}
			if c.Trains() {
				return badInputf("search: experiment %s trains one architecture; use `autogan train %s`", c.Name, args[0])
			}
			if c, err = f.with.apply(c, c.RunFolder()); err != nil {
				return err
			}
			return t.withStream(c.Device, func(s *vk.Stream) error {
				if forecast {
					return printForecast(cmd, s, c, *f.asJSON)
				}
				return f.search(cmd, s, c)
			})
		},
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&forecast, "forecast", false, "only time steps and rewards on this device, and print how long the search takes")
	return cmd
}

func (f *runFlags) search(cmd *cobra.Command, s *vk.Stream, c config.Config) error {
	p := newProgress(cmd.ErrOrStderr())
	defer p.Close()
	if f.restart {
		if err := moveAside(p, func() (string, error) { return autogan.SetAside(c.RunFolder()) }); err != nil {
			return err
		}
	}
	result, err := searchToEnd(cmd.Context(), s, c, p)
	p.Close()
	if err != nil {
		return interrupted(err, c.RunFolder())
	}
	results := func() error { return writeResult(cmd.OutOrStdout(), result) }
	outcome := outcomeJSON{Run: result.Folder, Result: result}
	var missing error
	if c.Derive.AfterSearch {
		if !*f.asJSON {
			_ = results() // before hours of training; the output keeps the error, which must not cost these hours
		}
		outcome.Shared, outcome.Derived, missing = deriveFound(cmd, s, result.Folder, c.ContinueWith)
		results = nil
	}
	if exitStatus(missing) == statusInterrupted {
		return missing
	}
	if outcome.Derived != nil {
		results = func() error { return writeGain(cmd.OutOrStdout(), outcome.Shared, *outcome.Derived) }
	}
	runs := []string{result.Folder}
	if *f.asJSON {
		return cmp.Or(concludeJSON(cmd, outcome, runs), missing)
	}
	return cmp.Or(conclude(cmd.OutOrStdout(), result.Folder, runs, results), missing)
}

// searchToEnd says how long a new search takes, and searches. It leaves nothing
// on the device.
func searchToEnd(ctx context.Context, s *vk.Stream, c config.Config, p *progress) (autogan.Result, error) {
	if err := announce(ctx, s, c, p); err != nil {
		return autogan.Result{}, err
	}
	search, err := autogan.Open(ctx, s, c, p)
	if err != nil {
		return autogan.Result{}, err
	}
	defer search.Release()
	p.Message(spaceLine(c))
	return search.Run(ctx)
}

// deriveFound derives a finished search and returns the scores with the shared
// weights and those from scratch, nil where there are none. An architecture without
// a result is an error once the others are done; the search keeps its own result.
func deriveFound(cmd *cobra.Command, s *vk.Stream, folder string, with []string) (*autogan.Evaluation, *autogan.DeriveResult, error) {
	run, err := autogan.ReadRun(folder)
	if err != nil {
		return nil, nil, err
	}
	run.Config.ContinueWith = with
	p := newProgress(cmd.ErrOrStderr())
	defer p.Close()
	shared, err := evaluateShared(cmd.Context(), s, run, p)
	if err != nil {
		return nil, nil, interrupted(err, run.DeriveFolder())
	}
	derived, err := autogan.Derive(cmd.Context(), s, run, p)
	p.Close()
	if err != nil {
		return nil, nil, interrupted(err, run.DeriveFolder())
	}
	return shared, &derived, derived.Missing()
}

// evaluateShared returns nil for a search without shared weights.
func evaluateShared(ctx context.Context, s *vk.Stream, run autogan.Run, p *progress) (*autogan.Evaluation, error) {
	if run.Config.Search.Weights == config.FromScratch {
		return nil, nil
	}
	e, err := autogan.EvaluateShared(ctx, s, run, p)
	return &e, err
}

// moveAside sets an earlier run aside and says where it is now.
func moveAside(p *progress, setAside func() (string, error)) error {
	old, err := setAside()
	if err != nil {
		return err
	}
	if old != "" {
		p.Message("the earlier run is now " + old)
	}
	return nil
}

// writeResult prints the top K, a line per stage, and the paths of the results.
func writeResult(out io.Writer, r autogan.Result) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "rank\tarchitecture\treward\tparameters\tMACs")
	for i, found := range r.Top {
		fmt.Fprintf(w, "%d\t%s\t%.3f\t%s\t%s\n", i+1, found.Arch, found.Reward, humanize.Comma(int64(found.Params)), humanize.Comma(found.MACs))
	}
	fmt.Fprintln(w, "\nstage\timages\treward in first iteration\tin last\tsamples")
	for i, stage := range r.Stages {
		samples := ""
		if stage.Samples != "" {
			samples = filepath.Join(r.Folder, stage.Samples)
		}
		fmt.Fprintf(w, "%d\t%dx%d\t%s\t%s\t%s\n", i+1, stage.Size, stage.Size, meanReward(stage.FirstReward), meanReward(stage.LastReward), samples)
	}
	if c := r.Correlation; c != nil {
		fmt.Fprintf(w, "\nrank correlation of rewards with shared weights and from scratch: %s\n", c)
	}
	if r.Budget != nil {
		fmt.Fprintf(w, "\n%s\n", r.Budget)
	}
	fmt.Fprintf(w, "\nrun: %s, %d dynamic resets%s\n", r.Folder, r.Resets, mishaps(r))
	if samples := r.Stages[len(r.Stages)-1].Samples; samples != "" {
		fmt.Fprintf(w, "samples: %s\n", filepath.Join(r.Folder, samples))
	}
	return w.Flush()
}

// meanReward is "none" for an iteration in which nothing was rewarded: in a
// random search with shared weights only the last candidates are.
func meanReward(r float64) string {
	if r == 0 {
		return "none"
	}
	return fmt.Sprintf("%.3f", r)
}

// mishaps says what else happened to the shared GAN: a collapse without a reset,
// and divergences.
func mishaps(r autogan.Result) string {
	text := ""
	if r.Collapsed {
		text += ", collapsed in the last iteration"
	}
	if r.Diverged > 0 {
		text += ", divergences: " + fmt.Sprint(r.Diverged)
	}
	return text
}

// writeGain prints the scores of the best architecture with the shared weights,
// if there are any, and of each derived one after its own training.
func writeGain(out io.Writer, shared *autogan.Evaluation, r autogan.DeriveResult) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	best := r.BestRun().Best
	is, fid := best.Names()
	fmt.Fprintf(w, "\nrank\tweights\t%s\t%s\n", is, fid)
	if shared != nil {
		fmt.Fprintf(w, "1\tthe search's, shared\t%s\n", scores(*shared))
	}
	for _, d := range r.Derived {
		if len(d.Runs) == 0 {
			fmt.Fprintf(w, "%d\ttrained from scratch\t%s\n", d.Rank, withoutResult(d))
			continue
		}
		first := d.Runs[0].Best
		fmt.Fprintf(w, "%d\ttrained from scratch, %s steps\t%s\n", d.Rank, humanize.Comma(int64(first.Step)), scores(first))
	}
	fmt.Fprintf(w, "\n%s\n", measuredAs(best))
	fmt.Fprintf(w, "\ngenerator: %s\n", filepath.Join(r.Folder, autogan.BestFile))
	fmt.Fprintf(w, "image: %s (left: generated, right: real)\n", filepath.Join(r.Folder, autogan.DerivedSamples))
	return w.Flush()
}
