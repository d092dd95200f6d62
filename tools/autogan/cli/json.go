package cli

import (
	"encoding/json"

	"github.com/spf13/cobra"
)

// addJSON adds the option --json and returns where it is set.
func addJSON(cmd *cobra.Command) *bool {
	return cmd.Flags().Bool("json", false, "print JSON; `autogan help json` names its fields")
}

// printJSON prints what a command has found as one JSON value.
func printJSON(cmd *cobra.Command, value any) error {
	e := json.NewEncoder(cmd.OutOrStdout())
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false) // it goes to no page, and < in a text should read so
	return e.Encode(value)
}
