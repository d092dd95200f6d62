package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"autogan/nas/autogan"

	"github.com/spf13/cobra"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run executes one command line and returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := untilInterrupted(context.Background())
	defer stop()
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err != nil {
		fmt.Fprintln(stderr, errorLine(err))
	}
	return exitStatus(err)
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "autogan",
		Short:         "Neural architecture search for GANs on any Vulkan GPU",
		Version:       autogan.Version(),
		SilenceErrors: true, // run prints one line
		SilenceUsage:  true,
		Args:          knownCommand,
		RunE:          showHelp,
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return badInput(err) })
	root.CompletionOptions.HiddenDefaultCmd = true
	target := target{notices: root.ErrOrStderr}
	target.addFlags(root.PersistentFlags())
	root.AddCommand(newDevices(&target), newDoctor(&target), newArch(), newData(&target), newScorer(&target), newSearch(&target), newTrain(&target), newDerive(&target), newCompare(&target), newReport(), newSample(&target), newEval(&target), newBench(&target))
	return root
}
