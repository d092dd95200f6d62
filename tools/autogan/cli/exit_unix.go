//go:build !windows

package cli

import "syscall"

// systemFailures are the system's errors that another input would not avoid.
var systemFailures = []syscall.Errno{
	syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, syscall.EIO, syscall.ENOMEM, syscall.EMFILE, syscall.ENFILE,
	syscall.ENOBUFS, syscall.EPIPE, syscall.ESTALE, syscall.ETIMEDOUT,
}

// systemMistakes are the system's errors about a path that the user named,
// besides those that package fs has names for.
var systemMistakes = []syscall.Errno{
	syscall.ENOTDIR, syscall.EISDIR, syscall.ENAMETOOLONG, syscall.ELOOP, syscall.EROFS, syscall.EINVAL, syscall.ENXIO,
}
