package cli

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// systemFailures are the system's errors that another input would not avoid.
var systemFailures = []syscall.Errno{
	windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL, windows.ERROR_NOT_ENOUGH_MEMORY, windows.ERROR_OUTOFMEMORY,
	windows.ERROR_CRC, windows.ERROR_IO_DEVICE, windows.ERROR_TOO_MANY_OPEN_FILES, windows.ERROR_BROKEN_PIPE, windows.ERROR_NO_DATA,
}

// systemMistakes are the system's errors about a path that the user named,
// besides those that package fs has names for.
var systemMistakes = []syscall.Errno{
	windows.ERROR_DIRECTORY, windows.ERROR_INVALID_NAME, windows.ERROR_BAD_PATHNAME, windows.ERROR_FILENAME_EXCED_RANGE,
	windows.ERROR_WRITE_PROTECT, windows.ERROR_INVALID_HANDLE,
}
