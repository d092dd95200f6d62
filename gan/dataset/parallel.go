package dataset

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"
)

// parallel splits [0, n) into chunks and calls work(lo, hi) for each, on as many
// goroutines as there are CPUs. Results must not depend on the split. From its
// own goroutine it calls done, unless nil, with the size of every chunk that is
// finished, and with 0 every second, as a sign of life.
//
// If ctx ends, parallel returns its error at once and does not wait for chunks
// that have begun: an enormous image decodes for long, and a disk may not answer
// at all. They end by themselves; what they write nobody may read any more.
func parallel(ctx context.Context, n, chunk int, done func(n int), work func(lo, hi int)) error {
	var next atomic.Int64
	finished := make(chan int)
	for range min(runtime.GOMAXPROCS(0), (n+chunk-1)/chunk) {
		go func() {
			for ctx.Err() == nil {
				lo := int(next.Add(int64(chunk))) - chunk
				if lo >= n {
					return
				}
				hi := min(lo+chunk, n)
				work(lo, hi)
				select {
				case finished <- hi - lo:
				case <-ctx.Done():
				}
			}
		}()
	}
	second := time.NewTicker(patience)
	defer second.Stop()
	for left := n; left > 0; {
		size := 0
		select {
		case size = <-finished:
		case <-second.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		left -= size
		if done != nil {
			done(size)
		}
	}
	return nil
}

// smallChunk is how many small images are drawn or resized at a time: enough to
// make the taking cheap, few enough that all goroutines end at nearly the same
// time.
const smallChunk = 64
