package vk

/*
#include "shim.h"
*/
import "C"

import (
	"math"
	"time"
	"unsafe"

	vulkan "github.com/vulkan-go/vulkan"
)

const (
	// maxTimestamps is how many timestamps a stream can hold between resets.
	maxTimestamps = 1024
	// timestampPatience is how long a timestamp may be missing once the device has
	// finished the work that writes it. Some devices announce timestamps and never
	// write one.
	timestampPatience = time.Second
)

// timers is the stream's pool of timestamps.
type timers struct {
	pool   vulkan.QueryPool
	period float64
	next   uint32
}

func (t *timers) open(d *Device) error {
	if !d.TellsTime() {
		return nil
	}
	t.period = d.info.Caps.TimestampPeriod
	info := vulkan.QueryPoolCreateInfo{SType: vulkan.StructureTypeQueryPoolCreateInfo, QueryType: vulkan.QueryTypeTimestamp, QueryCount: maxTimestamps}
	defer info.Free()
	var pool vulkan.QueryPool // on its own: cgo would find Go pointers next to a field
	if err := resultError("create timestamp queries", vulkan.CreateQueryPool(d.handle, &info, nil, &pool)); err != nil {
		return err
	}
	t.pool = pool
	t.reset(d)
	return nil
}

func (t *timers) cPool() C.VkQueryPool { return *(*C.VkQueryPool)(unsafe.Pointer(&t.pool)) }

func (t *timers) reset(d *Device) {
	C.ag_reset_queries(d.raw, t.cPool(), 0, maxTimestamps)
	t.next = 0
}

func (t *timers) release(d *Device) {
	if t.pool != nil {
		vulkan.DestroyQueryPool(d.handle, t.pool, nil)
	}
}

// Timer measures device time between two points of a stream.
type Timer struct {
	stream      *Stream
	first, last uint32
}

// TellsTime reports whether the device has timestamps. It may turn out only when
// the first one is read that it writes none.
func (d *Device) TellsTime() bool { return d.info.Caps.TimestampPeriod > 0 && !d.timeless.Load() }

// StartTimer marks the point from which the returned timer measures. On a
// device that tells no time every duration is zero.
func (s *Stream) StartTimer() Timer { return Timer{stream: s, first: s.timestamp()} }

// Stop marks the end, waits for the device and returns the time between.
func (t Timer) Stop() (time.Duration, error) {
	t.last = t.stream.timestamp()
	if err := t.stream.Sync(); err != nil {
		return 0, err
	}
	return t.read()
}

// read returns the time between the marks once the device is past both.
func (t Timer) read() (time.Duration, error) {
	s := t.stream
	if s.timers.period == 0 {
		return 0, nil
	}
	from, err := s.readTimestamp(t.first)
	if err != nil || s.timers.period == 0 {
		return 0, err
	}
	to, err := s.readTimestamp(t.last)
	if err != nil {
		return 0, err
	}
	ticks := ticksBetween(from, to, int(s.device.info.raw.timestamp_bits))
	return time.Duration(float64(ticks) * s.timers.period), nil
}

// ticksBetween counts the ticks between two timestamps of so many valid bits, of
// which the counter may have run over once.
func ticksBetween(from, to uint64, bits int) uint64 {
	return (to - from) & (math.MaxUint64 >> (64 - bits))
}

func (s *Stream) timestamp() uint32 {
	if s.err != nil || s.timers.period == 0 {
		return 0
	}
	if s.timers.next == maxTimestamps {
		if s.Sync() != nil {
			return 0
		}
		s.timers.reset(s.device)
	}
	index := s.timers.next
	s.timers.next++
	s.record(C.AG_TIMESTAMP, 1)
	s.program = append(s.program, uint64(index))
	return index
}

// readTimestamp reads what the device has written, once it is past the mark. If
// nothing comes, the device is one without timestamps from now on.
func (s *Stream) readTimestamp(index uint32) (uint64, error) {
	var ticks C.uint64_t
	for deadline := time.Now().Add(timestampPatience); ; time.Sleep(time.Millisecond) {
		result := C.ag_timestamp(s.device.raw, s.timers.cPool(), C.uint32_t(index), &ticks)
		if result != C.VK_NOT_READY {
			return uint64(ticks), s.queueError("read timestamp", vulkan.Result(result))
		}
		if time.Now().After(deadline) {
			s.device.timeless.Store(true)
			s.timers.period = 0
			return 0, nil
		}
	}
}
