package dataset

import (
	"errors"
	"fmt"

	"github.com/dustin/go-humanize"
	"github.com/pbnjay/memory"
)

// ErrNoRoom is wrapped by the error for a set that would take more memory than
// the machine has: too many images for their size.
var ErrNoRoom = errors.New("choose fewer or smaller images")

// machineBytes is the memory of the machine, or that of a test; 0 where the
// system does not say, which refuses nothing.
var machineBytes = memory.TotalMemory

// newPixels returns memory for the images of the set. The error wraps
// [ErrNoRoom]; asking the system for too much would end the process.
func (d Dataset) newPixels() ([]byte, error) {
	size := uint64(d.N) * uint64(d.ImageSize())
	if has := machineBytes(); has > 0 && size > has {
		return nil, fmt.Errorf("dataset: %s images of %dx%d take %s of memory, this machine has %s: %w",
			humanize.Comma(int64(d.N)), d.H, d.W, humanize.IBytes(size), humanize.IBytes(has), ErrNoRoom)
	}
	return make([]byte, size), nil
}
