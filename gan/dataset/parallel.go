package dataset

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// chunk is how many images a worker takes at a time: enough to make the taking
// cheap, few enough that all workers end at nearly the same time.
const chunk = 64

// parallel splits [0, n) into chunks and calls work(lo, hi) for each, on as many
// goroutines as there are CPUs. Results must not depend on the split.
func parallel(n int, work func(lo, hi int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+chunk-1)/chunk) {
		group.Go(func() {
			for {
				lo := int(next.Add(chunk)) - chunk
				if lo >= n {
					return
				}
				work(lo, min(lo+chunk, n))
			}
		})
	}
	group.Wait()
}
