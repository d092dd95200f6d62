package cli

import "github.com/spf13/cobra"

// addQuiet adds the option --quiet to all commands: standard error gets nothing but
// the error with which one ends.
func addQuiet(root *cobra.Command) {
	quiet := root.PersistentFlags().BoolP("quiet", "q", false, "print only results and errors: no progress, notes or warnings")
	root.PersistentPreRun = func(cmd *cobra.Command, _ []string) {
		if e, ok := cmd.ErrOrStderr().(*stderr); ok && *quiet {
			e.silence()
		}
	}
}
