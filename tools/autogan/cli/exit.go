package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"autogan/gan/dataset"
	"autogan/gan/metric"
	"autogan/gan/onnx"
	"autogan/layers/checkpoint"
	"autogan/layers/checkpoint/pytorch"
	"autogan/nas"
	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/vk"
	"autogan/vk/durable"

	"github.com/spf13/cobra"
)

// Exit statuses; 130 is what shells report for a process ended by Ctrl-C.
const (
	statusOK          = 0
	statusFailure     = 1
	statusBadInput    = 2
	statusInterrupted = 130
)

// inputError marks a mistake that the user can correct.
type inputError struct{ error }

func (e inputError) Unwrap() error { return e.error }

func badInput(err error) error {
	if err == nil {
		return nil
	}
	return inputError{err}
}

func badInputf(format string, args ...any) error { return inputError{fmt.Errorf(format, args...)} }

// exitStatus returns the exit status for an error: mistakes in the input differ
// from failures of the machine. A failure of the machine stays one wherever it
// happens, also while input is read or a file is written that the user named.
func exitStatus(err error) int {
	switch {
	case err == nil:
		return statusOK
	case errors.Is(err, context.Canceled), errors.Is(err, autogan.ErrInterrupted):
		return statusInterrupted
	case isAny(err, machineErrors), isAny(err, systemFailures):
		return statusFailure
	case isInput(err):
		return statusBadInput
	}
	return statusFailure
}

// machineErrors are failures that no other input would avoid. The operating
// system has its own, systemFailures.
var machineErrors = []error{vk.ErrNoVulkan, vk.ErrOutOfMemory, vk.ErrDeviceLost, errOutput}

// inputErrors are mistakes in the input, whoever finds them. The operating
// system has its own, systemMistakes.
var inputErrors = []error{fs.ErrNotExist, fs.ErrExist, fs.ErrPermission, checkpoint.ErrFormat, checkpoint.ErrVersion, checkpoint.ErrMismatch, pytorch.ErrFormat, metric.ErrFormat, nas.ErrLine, dataset.ErrNoRoom, onnx.ErrTooLarge, durable.ErrNotRegular}

func isInput(err error) bool {
	var (
		marked  inputError
		setting *config.Error
		file    *dataset.FormatError
	)
	if errors.As(err, &marked) || errors.As(err, &setting) || errors.As(err, &file) {
		return true
	}
	return isAny(err, inputErrors) || isAny(err, systemMistakes)
}

func isAny[E error](err error, kinds []E) bool {
	return slices.ContainsFunc(kinds, func(kind E) bool { return errors.Is(err, kind) })
}

// errorLine returns the line that the program prints for an error; it begins
// with the program's name. Packages begin their errors with their own names,
// and one of them has the program's name, so repeated words are merged. Of several
// errors, a semicolon stands between two. What a context says of Ctrl-C is put
// into the user's words.
func errorLine(err error) string {
	text := strings.NewReplacer("\n", "; ", context.Canceled.Error(), "interrupted").Replace(err.Error())
	return strings.Join(slices.Compact(strings.Split("autogan: "+text, ": ")), ": ")
}

// wantArgs checks the number of arguments, and that none is empty; its error says
// how to use the command.
func wantArgs(low, high int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < low || len(args) > high {
			return badInputf("%s: got %d arguments; use: %s", cmd.Name(), len(args), cmd.UseLine())
		}
		if at := slices.Index(args, ""); at >= 0 {
			return badInputf("%s: argument %d is empty; use: %s", cmd.Name(), at+1, cmd.UseLine())
		}
		return nil
	}
}

// knownCommand returns an error if the first argument is not a subcommand.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	return badInputf("no command %q; %s has %s", args[0], cmd.CommandPath(), strings.Join(names, ", "))
}

// showHelp is the action of commands that only have subcommands.
func showHelp(cmd *cobra.Command, _ []string) error { return cmd.Help() }
