package vk

import (
	"slices"
	"strings"
	"time"
)

// KernelTime is what a kernel did in a profile.
type KernelTime struct {
	Kernel     string
	Dispatches int
	Bytes      uint64        // of the buffers that each dispatch reads and writes
	Time       time.Duration // of the device; 0 without timestamps
}

// profile puts a barrier and a pair of timestamps around each dispatch.
type profile struct {
	totals map[string]*KernelTime
	open   []dispatchTimer // not read yet
}

type dispatchTimer struct {
	timer  Timer
	kernel string
	bytes  uint64
}

// StartProfile measures every dispatch on its own until StopProfile. Dispatches
// no longer overlap, and the host waits now and then; no Timer may be running.
func (s *Stream) StartProfile() { s.profile = &profile{totals: map[string]*KernelTime{}} }

// StopProfile waits for the device and returns what was measured, the most
// expensive kernel first.
func (s *Stream) StopProfile() ([]KernelTime, error) {
	p := s.profile
	s.readProfile()
	s.profile = nil
	var times []KernelTime
	for _, t := range p.totals {
		times = append(times, *t)
	}
	slices.SortFunc(times, func(a, b KernelTime) int {
		if a.Time != b.Time {
			return int(b.Time - a.Time)
		}
		return strings.Compare(a.Kernel, b.Kernel)
	})
	return times, s.err
}

// beginDispatch starts the measurement of a dispatch, which endDispatch ends.
func (s *Stream) beginDispatch(kernel string, bytes uint64) {
	if s.timers.next+2 > maxTimestamps {
		s.readProfile()
	}
	s.barrier()
	s.profile.open = append(s.profile.open, dispatchTimer{s.StartTimer(), kernel, bytes})
}

func (s *Stream) endDispatch() {
	open := s.profile.open
	open[len(open)-1].timer.last = s.timestamp()
}

// readProfile adds up what has been measured and makes all timestamps free.
func (s *Stream) readProfile() {
	if s.Sync() != nil {
		return
	}
	for _, d := range s.profile.open {
		t := s.profile.totals[d.kernel]
		if t == nil {
			t = &KernelTime{Kernel: d.kernel}
			s.profile.totals[d.kernel] = t
		}
		took, err := d.timer.read()
		if err != nil {
			s.fail(err)
			return
		}
		t.Dispatches++
		t.Bytes += d.bytes
		t.Time += took
	}
	s.profile.open = s.profile.open[:0]
	if s.timers.pool != nil {
		s.timers.reset(s.device)
	}
}
