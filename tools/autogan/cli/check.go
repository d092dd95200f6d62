package cli

import (
	"errors"
	"fmt"

	"autogan/nas/autogan"

	"github.com/spf13/cobra"
)

func newCheck() *cobra.Command {
	var asJSON *bool
	cmd := &cobra.Command{
		Use:   "check RUN…",
		Short: "Check that the files of a run are there and are what was written",
		Long: `Read every file of a run's folder, and of the folders below it, and compare it
with its hash: after a copy, or on a disk that may be failing. Files that the run
has written and that are missing or empty are named too. Images, reports and the
files of earlier programs have no hash. A run in work is refused.`,
		Example: "  autogan check runs/quickstart",
		Args:    wantArgs(1, 1000),
		RunE:    func(cmd *cobra.Command, args []string) error { return badInput(checkRuns(cmd, args, *asJSON)) },
	}
	asJSON = addJSON(cmd)
	return cmd
}

// checkedJSON is a run that was checked, in the JSON output.
type checkedJSON struct {
	Run      string   `json:"run" about:"its folder"`
	Problems []string `json:"problems" about:"a line for each file that is damaged or missing; empty if the run is whole"`
}

// checkRuns prints a line for each run that is whole. Damaged and missing
// files are one error, which names them all.
func checkRuns(cmd *cobra.Command, folders []string, asJSON bool) error {
	var damaged []error
	var list []checkedJSON
	for _, folder := range folders {
		found := autogan.CheckRun(folder)
		damaged = append(damaged, found...)
		checked := checkedJSON{folder, []string{}}
		for _, err := range found {
			checked.Problems = append(checked.Problems, err.Error())
		}
		list = append(list, checked)
		if len(found) > 0 || asJSON {
			continue
		}
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%s: no file is damaged or missing\n", folder); err != nil {
			return err
		}
	}
	if asJSON {
		damaged = append(damaged, printJSON(cmd, list))
	}
	return errors.Join(damaged...)
}
