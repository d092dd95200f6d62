package checkpoint

import (
	"errors"
	"fmt"
	"strconv"
)

// Version is the version of the files' content. It grows when an earlier
// program would misunderstand a new file, not when names are added. A file
// without a version is of version 1.
const Version = 1

// ErrVersion is wrapped by the error about a file of a later program.
var ErrVersion = errors.New("a later program wrote it")

// checkVersion refuses files of later programs.
func checkVersion(metadata map[string]string) error {
	text, found := metadata[versionKey]
	if !found {
		return nil
	}
	if version, err := strconv.Atoi(text); err != nil || version < 1 || version > Version {
		return fmt.Errorf("%w: it is of version %q, this program reads up to version %d", ErrVersion, text, Version)
	}
	return nil
}
