package dataset

import (
	"context"
	"fmt"
)

// Originals is a set whose images can be had at any size. Each size is made
// from the images as they were published: an image that is resized twice is not
// the one that AutoGAN trains on (its code resizes once, from the file).
//
// Only the size that was asked for last is kept besides the originals.
type Originals struct {
	read func(ctx context.Context, size int) (Dataset, error)
	last Dataset
}

// Keep returns originals that stay in memory.
func Keep(d Dataset) *Originals { return Reread(d.resize) }

// Reread returns originals that are read from their files again for every size,
// since they would not fit into memory. The function read returns all images,
// resized while they are read, or an error, as when ctx ends first.
func Reread(read func(ctx context.Context, size int) (Dataset, error)) *Originals {
	return &Originals{read: read}
}

// N is the number of images, once a size has been asked for.
func (o *Originals) N() int { return o.last.N }

// Findings is about the folder that was read last.
func (o *Originals) Findings() Findings { return o.last.Findings }

// At returns the set at size×size. The error is that of reading or, if it ends
// first, that of ctx. Panics if size < 1.
func (o *Originals) At(ctx context.Context, size int) (Dataset, error) {
	if size < 1 {
		panic(fmt.Sprintf("dataset: originals: size %d, want at least 1", size))
	}
	if o.last.N > 0 && o.last.H == size && o.last.W == size {
		return o.last, nil
	}
	o.last = Dataset{} // its memory is free while the next size is read
	d, err := o.read(ctx, size)
	if err != nil {
		return Dataset{}, err
	}
	o.last = d
	return d, nil
}
