package cli

import (
	"bytes"
	"io"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"
)

// full is an output on a full disk: it takes some bytes and then fails.
type full struct{ left int }

func (f *full) Write(text []byte) (int, error) {
	if len(text) <= f.left {
		f.left -= len(text)
		return len(text), nil
	}
	return f.left, syscall.ENOSPC
}

// TestUnwrittenOutputIsAFailure lets what each command prints fail, at the first
// byte and later.
func TestUnwrittenOutputIsAFailure(t *testing.T) {
	commands := [][]string{{"--version"}, {"arch", "top1"}, {"arch", "top1", "--table"}, {"arch", "--supernet"}, {"arch", "--space"}, {"data", "list"}, {"data"}}
	for _, cmd := range leaves(newRoot(func(string) {})) {
		commands = append(commands, append(strings.Fields(cmd.CommandPath())[1:], "--help"))
	}
	for _, args := range commands {
		var printed bytes.Buffer
		if status := run(args, &printed, io.Discard); status != 0 || printed.Len() < 2 {
			t.Fatalf("%q: status %d, %d bytes, want 0 and a text", args, status, printed.Len())
		}
		for _, room := range []int{0, printed.Len() - 1} {
			var stderr bytes.Buffer
			status := run(args, &full{room}, &stderr)
			if want := "autogan: standard output: no space left on device\n"; status != statusFailure || stderr.String() != want {
				t.Errorf("%q with room for %d of %d bytes: status %d, %q, want %d, %q", args, room, printed.Len(), status, stderr.String(), statusFailure, want)
			}
		}
	}
}

// leaves lists the commands that do something.
func leaves(cmd *cobra.Command) (list []*cobra.Command) {
	for _, sub := range cmd.Commands() {
		list = append(list, leaves(sub)...)
	}
	if !cmd.HasSubCommands() && cmd.Runnable() { // a topic of help does not run
		list = append(list, cmd)
	}
	return list
}
