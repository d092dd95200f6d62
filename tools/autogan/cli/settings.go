package cli

import (
	"cmp"
	"fmt"
	"strings"
	"text/tabwriter"

	"autogan/nas/autogan/config"

	"github.com/spf13/cobra"
)

func newSettings() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "settings [SECTION|KEY]",
		Short: "List the settings of experiments: their defaults, and what each may hold",
		Long: `List the settings of experiments, with the paper's defaults and what each may hold.
A file has them in sections, --set as section.key=value.`,
		Example: "  autogan settings\n  autogan settings search\n  autogan settings gan.lr_g",
		Args:    wantArgs(0, 1),
	}
	asJSON := addJSON(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		list, err := settingsIn(strings.Join(args, ""))
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(cmd, list)
		}
		w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "setting\tdefault\tmay be")
		for _, s := range list {
			fmt.Fprintf(w, "%s\t%s\t%s\n", s.Key, s.Default, s.Wanted)
		}
		return w.Flush()
	}
	return cmd
}

// settingJSON is a setting in the JSON output.
type settingJSON struct {
	Key     string   `json:"key"`
	Default string   `json:"default" about:"as TOML"`
	Kind    string   `json:"kind" about:"of the values"`
	Wanted  string   `json:"wanted" about:"what it may be, in words"`
	Options []string `json:"options,omitempty" about:"all values, where they are a few words"`
}

// settingsIn returns the settings of a section, or the one of a key; all for "".
func settingsIn(part string) (list []settingJSON, err error) {
	for _, s := range config.Settings() {
		if part == "" || s.Key == part || strings.HasPrefix(s.Key, part+".") {
			list = append(list, settingJSON{s.Key, s.Default, s.Kind, cmp.Or(s.Wanted, s.Kind), s.Options})
		}
	}
	if len(list) == 0 {
		return nil, badInputf("settings: no setting and no section %q; `autogan settings` lists all", part)
	}
	return list, nil
}
