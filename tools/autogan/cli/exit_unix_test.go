//go:build !windows

package cli

import (
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"autogan/nas/autogan/config"
)

// TestStatusOfTheSystemsErrors wraps each error as commands do: plain, as what
// became of input, and as a mistake in a configuration. Only the kind of the
// error decides.
func TestStatusOfTheSystemsErrors(t *testing.T) {
	for want, kinds := range map[int][]syscall.Errno{
		statusFailure: {syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, syscall.EIO, syscall.ENOMEM, syscall.EMFILE, syscall.EPIPE},
		statusBadInput: {syscall.ENOENT, syscall.EEXIST, syscall.ENOTEMPTY, syscall.EACCES, syscall.EPERM, syscall.ENOTDIR,
			syscall.EISDIR, syscall.ENAMETOOLONG, syscall.ELOOP, syscall.EROFS, syscall.EINVAL},
	} {
		for _, kind := range kinds {
			err := fmt.Errorf("dataset: write grid: %w", &fs.PathError{Op: "write", Path: "a.png", Err: kind})
			mistake := &config.Error{Where: "data.path", Problem: err.Error()}
			for name, wrapped := range map[string]error{"plain": err, "input": badInput(err), "configuration": mistake.Because(err)} {
				if got := exitStatus(wrapped); got != want {
					t.Errorf("%s, %v: status %d, want %d", name, wrapped, got, want)
				}
			}
		}
	}
}
