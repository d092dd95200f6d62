package main

import (
	"cmp"
	"fmt"
	"strings"
	"text/tabwriter"

	"autogan/nas/autogan/config"

	"github.com/spf13/cobra"
)

func newSettings() *cobra.Command {
	return &cobra.Command{
		Use:   "settings [SECTION|KEY]",
		Short: "List the settings of experiments: their defaults, and what each may hold",
		Long: `List the settings of experiments, with the paper's defaults and what each may hold.
A file has them in sections, --set as section.key=value.`,
		Example: "  autogan settings\n  autogan settings search\n  autogan settings gan.lr_g",
		Args:    wantArgs(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			part := strings.Join(args, "")
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			fmt.Fprintln(w, "setting\tdefault\tmay be")
			found := false
			for _, s := range config.Settings() {
				if part == "" || s.Key == part || strings.HasPrefix(s.Key, part+".") {
					fmt.Fprintf(w, "%s\t%s\t%s\n", s.Key, s.Default, cmp.Or(s.Wanted, s.Kind))
					found = true
				}
			}
			if !found {
				return badInputf("settings: no setting and no section %q; `autogan settings` lists all", part)
			}
			return w.Flush()
		},
	}
}
