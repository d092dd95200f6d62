package bench

import (
	"time"

	"autogan/shaders"
	"autogan/vk"
	"autogan/vk/tensor"
)

// Ceilings is the highest speed that a device reached in this run: the best of
// several rounds, since other work can only slow a round down.
type Ceilings struct {
	GFLOPS   float64 `json:"gflops"`            // multiply-adds in registers
	CopyGBPS float64 `json:"copy_gb_per_s"`     // a kernel that reads 64 MiB and writes 64 MiB
	MoveGBPS float64 `json:"transfer_gb_per_s"` // the driver's own copy of 64 MiB
	LaunchUS float64 `json:"us_per_dispatch"`   // time of a dispatch of one element, after a barrier
}

// GBPS returns the ceiling of memory: the faster of the two copies, in GB/s.
func (c Ceilings) GBPS() float64 { return max(c.CopyGBPS, c.MoveGBPS) }

// measureCeilings measures on a stream of its own, which takes about a second.
func measureCeilings(s *vk.Stream) (c Ceilings, err error) {
	if s, err = streamLike(s); err != nil {
		return c, err
	}
	defer s.Release()
	const threads, rounds, perRound = 1 << 14, 128, 2 * 128
	for _, chains := range []uint32{2, 4, 8} {
		took := fastest(s, func() {
			y := tensor.Temp(s, threads, 4)
			s.Kernel(shaders.BenchFMA).Spec(chains).Write(y.Buffer).Int(threads).Int(rounds).Float(0.5).Float(1).Run1D(threads)
		})
		c.GFLOPS = max(c.GFLOPS, threads*rounds*perRound/took.Seconds()/1e9)
	}
	const vectors = 4 << 20 // 64 MiB: more than any cache
	for _, each := range []uint32{1, 4} {
		took := fastest(s, func() {
			x, y := tensor.Temp(s, vectors, 4), tensor.Temp(s, vectors, 4)
			s.Kernel(shaders.BenchCopy).Spec(each).Read(x.Buffer).Write(y.Buffer).Int(vectors).Run1D(vectors / int(each))
		})
		c.CopyGBPS = max(c.CopyGBPS, 2*16*vectors/took.Seconds()/1e9)
	}
	c.MoveGBPS = 2 * 16 * vectors / 1e9 / fastest(s, func() {
		x, y := tensor.Temp(s, vectors, 4), tensor.Temp(s, vectors, 4)
		s.Copy(y.Buffer, x.Buffer)
	}).Seconds()
	const chain = 100
	c.LaunchUS = 1e6 / chain * fastest(s, func() {
		x := tensor.Zeros(s, 1)
		for range chain {
			x = tensor.Affine(s, x, 1, 0)
		}
	}).Seconds()
	return c, s.Err()
}

// fastest is the least device time of seven runs, after one that compiles and
// touches the memory.
func fastest(s *vk.Stream, record func()) time.Duration {
	best := time.Duration(1<<63 - 1)
	for round := range 8 {
		wall, device, err := timed(s, func() error { record(); return s.EndStep() })
		if err != nil {
			return best // the error stays in the stream
		}
		if device == 0 {
			device = wall
		}
		if round > 0 {
			best = min(best, device)
		}
	}
	return best
}
