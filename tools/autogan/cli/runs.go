package cli

import (
	"cmp"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"autogan/nas/autogan"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
)

func newRuns() *cobra.Command {
	var prune, dryRun bool
	var asJSON *bool
	cmd := &cobra.Command{
		Use:   "runs [DIR]",
		Short: "List the runs in a folder (default runs), and remove checkpoints that nothing needs",
		Long: `List the runs in a folder and below it with their state, size and age. --prune
removes the checkpoints of trainings that have ended: their generators stay, but
they cannot become longer. It keeps the shared weights of searches and whatever
an unfinished run continues from. With --dry-run it only says what it would
remove.`,
		Example: "  autogan runs\n  autogan runs runs/compare --prune --dry-run",
		Args:    wantArgs(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := runsFolder
			if len(args) == 1 {
				dir = args[0]
			}
			list, unread, err := autogan.ListStored(dir)
			if err != nil {
				return badInput(err)
			}
			if *asJSON {
				err = printJSON(cmd, storedOf(list))
			} else {
				err = writeStored(cmd, dir, list)
			}
			if err != nil {
				return err
			}
			for _, err := range unread {
				fmt.Fprintln(cmd.ErrOrStderr(), errorLine(fmt.Errorf("warning: %w", err)))
			}
			if prune || dryRun {
				err = pruneStored(cmd, list, dryRun, *asJSON)
			}
			return cmp.Or(err, notAll(dir, unread))
		},
	}
	asJSON = addJSON(cmd)
	cmd.Flags().BoolVar(&prune, "prune", false, "remove the checkpoints that nothing needs")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "only say what --prune would remove")
	return cmd
}

// storedJSON is a run in the JSON output.
type storedJSON struct {
	Run           string    `json:"run" about:"its folder"`
	Bytes         int64     `json:"bytes" about:"of its files"`
	UnneededBytes int64     `json:"unneeded_bytes"`
	Unneeded      []string  `json:"unneeded,omitempty" about:"the files that --prune removes"`
	Changed       time.Time `json:"last_written"`
	State         string    `json:"state" about:"in words"`
}

func storedOf(list []autogan.Stored) []storedJSON {
	out := []storedJSON{}
	for _, s := range list {
		out = append(out, storedJSON{s.Run.Folder, s.Bytes, s.UnneededBytes, s.Unneeded, s.Changed, s.State})
	}
	return out
}

// notAll is a failure if some folders could not be looked at, whose errors are
// printed already.
func notAll(dir string, unread []error) error {
	if len(unread) == 0 {
		return nil
	}
	return fmt.Errorf("runs: the list of %s lacks %s", dir, counted(len(unread), "place that cannot be read", "places that cannot be read"))
}

// writeStored prints a line for each run, and the sum.
func writeStored(cmd *cobra.Command, dir string, list []autogan.Stored) error {
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "run\tsize\tnot needed\tlast written\tstate")
	var all, unneeded int64
	for _, s := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", s.Run.Folder, bytesOf(s.Bytes), bytesOf(s.UnneededBytes), humanize.Time(s.Changed), s.State)
		all, unneeded = all+s.Bytes, unneeded+s.UnneededBytes
	}
	fmt.Fprintf(w, "\n%s in %s\t%s\t%s\n", counted(len(list), "run", "runs"), dir, bytesOf(all), bytesOf(unneeded))
	return w.Flush()
}

func bytesOf(n int64) string { return humanize.Bytes(uint64(n)) }

// pruneStored removes what no run needs and prints each file, or only prints. A
// run that cannot be pruned does not keep the others from it. Silent prints nothing:
// the list has named the files.
func pruneStored(cmd *cobra.Command, list []autogan.Stored, dryRun, silent bool) error {
	word := "removed"
	if dryRun {
		word = "would remove"
	}
	var kept []error
	for _, s := range list {
		if len(s.Unneeded) == 0 {
			continue
		}
		if !dryRun {
			if err := s.Prune(); err != nil {
				kept = append(kept, err)
				continue
			}
		}
		for _, path := range s.Unneeded {
			if silent {
				break
			}
			if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%s %s\n", word, path); err != nil {
				return err
			}
		}
	}
	return errors.Join(kept...)
}
