package durable

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// A rename is tried again for renamePatience, every renamePause.
const (
	renamePatience = 2 * time.Second
	renamePause    = 20 * time.Millisecond
)

// rename is os.Rename, with patience: Windows refuses to replace a file, or to
// rename a folder, as long as another program has it open. Virus scanners,
// indexers and viewers do so for moments, just after a file was written.
func rename(from, to string) error {
	end := time.Now().Add(renamePatience)
	for {
		err := os.Rename(from, to)
		inUse := errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_SHARING_VIOLATION)
		if !inUse || time.Now().After(end) {
			return err
		}
		time.Sleep(renamePause)
	}
}
