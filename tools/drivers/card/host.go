package card

import (
	"runtime"
	"slices"
	"time"

	"autogan/shaders"
	"autogan/tools/paper"
	"autogan/vk"
	"autogan/vk/tensor"
)

// compiled is what came of compiling every kernel that the device can choose.
type compiled struct {
	Variants int      // kernels with their specialisation constants
	Messages []string // of the validation layer
}

func compileHere() (c compiled, err error) {
	in, err := vk.Open(vk.Options{Validation: true})
	if err != nil {
		return c, err
	}
	defer in.Release()
	d, err := in.OpenDevice("")
	if err != nil {
		return c, err
	}
	defer d.Release()
	type variant struct {
		kernel *shaders.Kernel
		spec   [16]uint32
	}
	variants := map[variant]bool{}
	s, err := d.NewStreamWith(vk.StreamOptions{RecordOnly: true, Launched: func(l vk.Launched) {
		v := variant{kernel: l.Kernel}
		copy(v.spec[:], l.Spec)
		variants[v] = true
	}})
	if err != nil {
		return c, err
	}
	defer s.Release()
	if err := paper.LaunchAll(s); err != nil {
		return c, err
	}
	return compiled{len(variants), in.Messages()}, nil
}

// hosted is what an iteration of the paper's final training costs the host.
type hosted struct {
	Dispatches, Barriers, Submits uint64
	Allocations                   uint64        // asked of the driver in steady state
	Time                          time.Duration // of the thread that records and submits: the fastest of many
	Bytes, Heap                   uint64        // taken of the heap of tensors, and its size
}

// PerDispatch is the host's time of a dispatch, with its share of all else.
func (h hosted) PerDispatch() time.Duration { return h.Time / time.Duration(max(h.Dispatches, 1)) }

// hostTimes are those of float32 and of mixed precision.
type hostTimes struct{ Float32, Mixed hosted }

// timedIterations are those that are measured, after warmIterations that compile
// the kernels and grow the memory.
const warmIterations, timedIterations = 3, 50

func timeHere() (t hostTimes, err error) {
	in, err := vk.Open(vk.Options{})
	if err != nil {
		return t, err
	}
	defer in.Release()
	for _, p := range []struct {
		storage tensor.DType
		out     *hosted
	}{{tensor.Float32, &t.Float32}, {tensor.Float16, &t.Mixed}} {
		if *p.out, err = timeIterations(in, p.storage); err != nil {
			return t, err
		}
	}
	return t, nil
}

// timeIterations takes the fastest on a device of its own: other work on the
// machine can only slow one down.
func timeIterations(in *vk.Instance, storage tensor.DType) (h hosted, err error) {
	d, err := in.OpenDevice("")
	if err != nil {
		return h, err
	}
	defer d.Release()
	s, err := d.NewStream()
	if err != nil {
		return h, err
	}
	defer s.Release()
	runtime.LockOSThread() // whose time is measured
	defer runtime.UnlockOSThread()
	err = paper.Iterate(s, storage, func(iteration func() error) error {
		for range warmIterations {
			if err := iteration(); err != nil {
				return err
			}
		}
		before, allocations := s.Stats(), d.DriverAllocations()
		var times []time.Duration
		for range timedIterations {
			begin := vk.ThreadTime()
			if err := iteration(); err != nil {
				return err
			}
			times = append(times, vk.ThreadTime()-begin)
		}
		after := s.Stats()
		h = hosted{
			Dispatches: (after.Dispatches - before.Dispatches) / timedIterations,
			Barriers:   (after.Barriers - before.Barriers) / timedIterations,
			Submits:    (after.Submits - before.Submits) / timedIterations, Allocations: d.DriverAllocations() - allocations,
			Time: slices.Min(times), Bytes: d.AllocatedBytes(), Heap: d.Caps().HeapBytes,
		}
		return nil
	})
	return h, err
}
