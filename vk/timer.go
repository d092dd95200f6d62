package vk

/*
#include "shim.h"
*/
import "C"

import (
	"time"
	"unsafe"

	vulkan "github.com/vulkan-go/vulkan"
)

// maxTimestamps is how many timestamps a stream can hold between resets.
const maxTimestamps = 1024

// timers is the stream's pool of timestamps.
type timers struct {
	pool   vulkan.QueryPool
	period float64
	next   uint32
}

func (t *timers) open(d *Device) error {
	t.period = d.info.Caps.TimestampPeriod
	if t.period == 0 {
		return nil
	}
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

// StartTimer marks the point from which the returned timer measures. On a
// device without timestamps every duration is zero.
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
	if err != nil {
		return 0, err
	}
	to, err := s.readTimestamp(t.last)
	if err != nil {
		return 0, err
	}
	return time.Duration(float64(to-from) * s.timers.period), nil
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

func (s *Stream) readTimestamp(index uint32) (uint64, error) {
	var ticks C.uint64_t
	result := C.ag_timestamps(s.device.raw, s.timers.cPool(), C.uint32_t(index), 1, &ticks)
	return uint64(ticks), s.queueError("read timestamp", vulkan.Result(result))
}
