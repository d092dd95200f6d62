package dataset

import (
	"context"
	"io"
)

// untilDone returns a reader that fails with the error of ctx when ctx has
// ended, so that whoever reads a large file stops.
func untilDone(ctx context.Context, r io.Reader) io.Reader { return &contextReader{ctx, r} }

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
