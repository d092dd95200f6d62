package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"autogan/gan/dataset"
	"autogan/layers/checkpoint"
	"autogan/nas/autogan"
	"autogan/nas/autogan/config"

	"github.com/spf13/cobra"
)

// Exit statuses; 130 is what shells report for a process ended by Ctrl-C.
const (
	statusOK          = 0
	statusFailure     = 1
	statusBadInput    = 2
	statusInterrupted = 130
)

// inputError marks a mistake that whoever gave the command can correct.
type inputError struct{ error }

func (e inputError) Unwrap() error { return e.error }

func badInput(err error) error {
	if err == nil {
		return nil
	}
	return inputError{err}
}

func badInputf(format string, args ...any) error { return inputError{fmt.Errorf(format, args...)} }

// exitStatus tells mistakes in the input from failures of the machine.
func exitStatus(err error) int {
	switch {
	case err == nil:
		return statusOK
	case errors.Is(err, context.Canceled), errors.Is(err, autogan.ErrInterrupted):
		return statusInterrupted
	case isInput(err):
		return statusBadInput
	}
	return statusFailure
}

func isInput(err error) bool {
	var (
		marked  inputError
		setting *config.Error
		file    *dataset.FormatError
	)
	if errors.As(err, &marked) || errors.As(err, &setting) || errors.As(err, &file) {
		return true
	}
	for _, sentinel := range []error{fs.ErrNotExist, fs.ErrExist, checkpoint.ErrFormat, checkpoint.ErrVersion, checkpoint.ErrMismatch} {
		if errors.Is(err, sentinel) {
			return true
		}
	}
	return false
}

// errorLine is what the program says of an error: one line that begins with its
// name. Packages begin their errors with their own names, and one of them has
// the program's: a word that follows itself is said once.
func errorLine(err error) string {
	text := strings.ReplaceAll(err.Error(), "\n", " ")
	return strings.Join(slices.Compact(strings.Split("autogan: "+text, ": ")), ": ")
}

// untilInterrupted returns a context that ends with the first Ctrl-C or
// termination. The second one ends the process at once.
func untilInterrupted(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// wantArgs checks the number of arguments and tells how the command is used.
func wantArgs(low, high int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < low || len(args) > high {
			return badInputf("%s: got %d arguments; use: %s", cmd.Name(), len(args), cmd.UseLine())
		}
		return nil
	}
}

// knownCommand refuses what is left of a command line whose first word names
// no subcommand.
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

// showHelp is what a command does that only has subcommands.
func showHelp(cmd *cobra.Command, _ []string) error { return cmd.Help() }
