package cli

import (
	"cmp"
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

func newDerive(t *target) *cobra.Command {
	var overrides []string
	var restart bool
	var with continueFlag
	var asJSON *bool
	cmd := &cobra.Command{
		Use:   "derive RUN",
		Short: "Train the best architectures of a search from scratch and keep the best",
		Long: `Train the best architectures of a finished search from scratch, with the settings
of its section [train], and keep the best. The setting derive.select says which
that is: "is", the highest Inception score, as in the paper, or "fid", the lowest
FID. Within one training the weights of the lowest FID are its best. All are in
the folder derive of the run. Ctrl-C saves the state and stops; the same command
continues. One with another derive.select or derive.top_k uses what has been
trained; other settings need --restart.`,
		Example: "  autogan derive runs/cifar10\n  autogan derive runs/cifar10 --set derive.select=fid --set train.seeds=[1,2,3]",
		Args:    wantArgs(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			run, err := autogan.ReadRun(args[0])
			if err != nil {
				return err
			}
			if run.Config, err = with.apply(run.Config, run.DeriveFolder()); err != nil {
				return err
			}
			if restart && len(with) > 0 {
				return badInputf("--restart and --continue-with: want one of them")
			}
			return t.withStream(run.Config.Device, func(s *vk.Stream) error { return derive(cmd, s, run, restart, overrides, *asJSON) })
		},
	}
	cmd.Flags().StringArrayVar(&overrides, "set", nil, "override a setting: section.key=value (repeatable)")
	with.add(cmd)
	asJSON = addJSON(cmd)
	cmd.Flags().BoolVar(&restart, "restart", false, "move an earlier derivation's folder aside and begin anew")
	return cmd
}

func derive(cmd *cobra.Command, s *vk.Stream, run autogan.Run, restart bool, overrides []string, asJSON bool) error {
	p := newProgress(cmd.ErrOrStderr())
	defer p.Close()
	if restart {
		if err := moveAside(p, run.SetDerivationAside); err != nil {
			return err
		}
	}
	result, err := autogan.Derive(cmd.Context(), s, run, p, overrides...)
	p.Close()
	if err != nil {
		return interrupted(err, run.DeriveFolder())
	}
	var runs []string
	for _, d := range result.Derived {
		for _, run := range d.Runs {
			runs = append(runs, run.Folder)
		}
	}
	if asJSON {
		return cmp.Or(concludeJSON(cmd, outcomeJSON{Run: result.Folder, Result: result}, runs), result.Missing())
	}
	results := func() error { return writeDerived(cmd.OutOrStdout(), result) }
	return cmp.Or(conclude(cmd.OutOrStdout(), result.Folder, runs, results), result.Missing())
}

// selected says what the best architecture has.
var selected = map[config.Selection]string{
	config.SelectIS:  `the highest Inception score (derive.select = "is")`,
	config.SelectFID: `the lowest FID (derive.select = "fid")`,
}

// writeDerived prints the trained architectures, best first.
func writeDerived(out io.Writer, r autogan.DeriveResult) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	best := r.BestRun()
	is, fid := best.Best.Names()
	fmt.Fprintf(w, "in the search\treward\tarchitecture\tparameters\t%s\t%s\n", is, fid)
	for _, d := range r.Derived {
		if len(d.Runs) == 0 {
			fmt.Fprintf(w, "%d\t%.3f\t%s\t%s\n", d.Rank, d.Reward, d.Arch, withoutResult(d))
			continue
		}
		first := d.Runs[0]
		columns := scores(first.Best)
		if len(d.Runs) > 1 {
			columns = fmt.Sprintf("%s\t%s (mean of %d)", d.IS, d.FID, len(d.Runs))
		}
		fmt.Fprintf(w, "%d\t%.3f\t%s\t%s\t%s\n", d.Rank, d.Reward, d.Arch, humanize.Comma(int64(first.Params)), columns)
	}
	fmt.Fprintf(w, "\n%s\nfirst: %s; of each training, the evaluation with the lowest FID\n", measuredAs(best.Best), selected[r.Select])
	fmt.Fprintf(w, "run: %s\ngenerator: %s\nsamples: %s\n", r.Folder, filepath.Join(r.Folder, autogan.BestFile), filepath.Join(best.Folder, best.Best.Samples))
	return w.Flush()
}

// withoutResult says what happened to an architecture that has no figures.
func withoutResult(d autogan.Derived) string {
	if len(d.Diverged) == 0 {
		return "failed"
	}
	return fmt.Sprintf("diverged at step %d", d.Diverged[0].Step)
}
