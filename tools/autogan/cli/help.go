package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// newHelp is the command that explains the others, and the topics that are no
// commands.
func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND|TOPIC]",
		Short: "Explain a command or a topic: exit-status, json",
		RunE: func(_ *cobra.Command, args []string) error {
			found, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return badInputf("help: no command and no topic %q; `autogan help` lists them", strings.Join(args, " "))
			}
			return found.Help()
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			above, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var list []string
			for _, sub := range above.Commands() {
				if !sub.Hidden && strings.HasPrefix(sub.Name(), typed) {
					list = append(list, cobra.CompletionWithDesc(sub.Name(), sub.Short))
				}
			}
			return list, cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// newExitStatus is the topic of how a command ends; [exitStatus] decides it.
func newExitStatus() *cobra.Command {
	return &cobra.Command{
		Use:   "exit-status",
		Short: "The exit statuses of all commands",
		Long: `The exit statuses of all commands:

  0    success
  1    a failure that no other input would avoid: no Vulkan, a device that is lost
       or out of memory, a full disk, output that cannot be written, a kernel that
       autogan doctor finds wrong, a run that has diverged or failed
  2    a mistake in the input: arguments, options, an experiment, a file that is
       missing, damaged or something else than was expected
  130  interrupted by Ctrl-C, by a termination or by a terminal that was closed; a
       search, training, derivation or comparison has saved its state, and the same
       command goes on

Every error is one line on standard error that begins with "autogan: ". Results
are on standard output, where nothing else is; --quiet leaves only these two.`,
	}
}
