package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync/atomic"

	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/vk/inherited"

	"github.com/spf13/cobra"
)

// Main runs the command line of this process, and ends it with the exit status.
func Main() {
	var out io.Writer = os.Stdout
	if !inherited.Output() {
		out = closed{}
	}
	os.Exit(run(os.Args[1:], out, os.Stderr))
}

// run executes one command line and returns the exit status.
func run(args []string, out, errs io.Writer) int {
	said, printed := &stderr{to: errs}, &stdout{to: out}
	ctx, stop := untilInterrupted(context.Background(), said)
	defer stop()
	var begun atomic.Bool
	root := newRoot(func(device string) {
		begun.Store(true)
		said.hold(device)
	})
	root.SetOut(printed)
	root.SetErr(said)
	expanded, err := withHome(args)
	if err == nil {
		root.SetArgs(expanded)
		err = execute(ctx, root, args, &begun)
	}
	if err == nil {
		err = printed.err
	}
	status := exitStatus(err)
	if status != statusBadInput {
		said.flush()
	}
	if err != nil {
		fmt.Fprintln(errs, errorLine(err))
	}
	return status
}

// withHome expands ~ where shells leave it as it is: in arguments such as
// --run=~/runs/a, and in quotes.
func withHome(args []string) ([]string, error) {
	expanded := slices.Clone(args)
	for i, arg := range args {
		before, path := "", arg
		if flag, value, found := strings.Cut(arg, "="); found && strings.HasPrefix(flag, "-") {
			before, path = flag+"=", value
		}
		path, err := config.ExpandHome(path)
		if err != nil {
			return nil, badInputf("%s: %w", cmp.Or(strings.TrimSuffix(before, "="), arg), err)
		}
		expanded[i] = before + path
	}
	return expanded, nil
}

func newRoot(notice func(text string)) *cobra.Command {
	root := &cobra.Command{
		Use:           "autogan",
		Short:         "Neural architecture search for GANs on any Vulkan GPU",
		Version:       autogan.Version(),
		SilenceErrors: true, // run prints one line
		SilenceUsage:  true,
		Args:          knownCommand,
		RunE:          showHelp,
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return badInputf("%s: %w", strings.TrimPrefix(cmd.CommandPath(), root.Name()+" "), err)
	})
	target := target{notice: notice}
	target.addFlags(root.PersistentFlags())
	addQuiet(root)
	root.AddCommand(
		newDevices(&target), newDoctor(&target), newArch(), newSettings(), newData(&target), newScorer(&target),
		newExperiments(), newInit(), newVersion(), newMan(),
		newSearch(&target), newTrain(&target), newDerive(&target), newCompare(&target),
		newReport(), newWatch(), newRuns(), newCheck(), newSample(&target), newEval(&target), newImport(&target), newExport(), newBench(&target),
	)
	root.AddCommand(newExitStatus(), newJSONFields())
	root.SetHelpCommand(newHelp(root))
	addCompletion(root, &target)
	addScripts(root)
	return root
}
