package cli

import (
	"fmt"
	"slices"
	"text/tabwriter"

	"autogan/nas/autogan/config"
	"autogan/nas/autogan/experiments"

	"github.com/spf13/cobra"
)

func newExperiments() *cobra.Command {
	var full bool
	cmd := &cobra.Command{
		Use:   "experiments [NAME]",
		Short: "List the built-in experiments, or print one as TOML to start from",
		Long: `List the built-in experiments, with the command that runs each. With a name, print
that experiment as TOML: what it sets, or with --full all settings.`,
		Example: "  autogan experiments\n  autogan experiments quickstart > mine.toml",
		Args:    wantArgs(0, 1),
	}
	asJSON := addJSON(cmd)
	cmd.Flags().BoolVar(&full, "full", false, "print all settings, those at their defaults too")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 {
			if *asJSON {
				return badInputf("experiments: --json: want it without a name; an experiment is printed as TOML")
			}
			return printExperiment(cmd, args[0], full)
		}
		if full {
			return badInputf("experiments: --full: want the name of an experiment")
		}
		list, err := builtIn()
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(cmd, list)
		}
		w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "experiment\trun by\twhat it is")
		for _, e := range list {
			fmt.Fprintf(w, "%s\tautogan %s\t%s\n", e.Name, e.Command, e.Summary)
		}
		return w.Flush()
	}
	return cmd
}

// experimentJSON is a built-in experiment in the JSON output.
type experimentJSON struct {
	Name    string `json:"name"`
	Command string `json:"command"` // that runs it: search or train
	Summary string `json:"summary"`
}

func builtIn() (list []experimentJSON, err error) {
	for _, name := range experiments.Names() {
		c, err := config.Load(name)
		if err != nil {
			return nil, err
		}
		list = append(list, experimentJSON{name, commandOf(c), experiments.Summary(name)})
	}
	return list, nil
}

func printExperiment(cmd *cobra.Command, name string, full bool) error {
	if !slices.Contains(experiments.Names(), name) {
		return badInputf("experiments: no experiment %q; `autogan experiments` lists them", name)
	}
	text := experiments.Text(name)
	if full {
		c, err := config.Load(name)
		if err != nil {
			return err
		}
		text = c.Encode()
	}
	_, err := fmt.Fprint(cmd.OutOrStdout(), text)
	return err
}
