package cli

import (
	"errors"
	"fmt"
	"os"

	"autogan/vk/lock"

	"github.com/spf13/cobra"
)

// alone runs work that writes the file or folder at path for a long time. If
// another process is already at it, alone refuses: the last one to end would
// replace what the others have made. A device or a pipe needs no lock.
func alone(cmd *cobra.Command, path string, work func() error) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return work()
	}
	l, err := lock.Take(path+".lock", func(text string) { fmt.Fprintln(cmd.ErrOrStderr(), text) })
	var held *lock.HeldError
	if errors.As(err, &held) {
		return badInputf("%s: %s is making it; wait until it has ended", path, held.Holder())
	}
	if err != nil {
		return badInput(fmt.Errorf("lock %s: %w", path, err))
	}
	defer l.Release()
	return work()
}
