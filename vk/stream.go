package vk

/*
#include "shim.h"
*/
import "C"

import (
	"fmt"
	"runtime"
	"time"
	"unsafe"

	vulkan "github.com/vulkan-go/vulkan"
)

const (
	// slots is how many submissions may be in flight before Submit waits.
	slots = 8
	// slotsOfCPU is slots on a device of CPUs, whose steps are long: whoever stops a
	// program waits for all that was submitted. A training with steps of a second
	// stops within two seconds and not within 7 to 13. One step under way and one
	// ready are enough: 25 steps and evaluation of the quickstart took 4.1, 4.0 and
	// 4.1 s with 2, 4 and 8 (medians of 4; they spread from 3.8 to 4.1).
	slotsOfCPU = 2
	// patience is how long a wait lasts before the device counts as lost.
	patience = 10 * time.Minute
)

// Stats counts what a stream has done; differences over a step show its cost.
type Stats struct {
	Dispatches uint64
	Barriers   uint64
	Submits    uint64
	Waits      uint64        // times the host waited for the device
	Throttled  uint64        // those of Waits in which it had submitted as much as may be in flight
	RecordTime time.Duration // CPU time of placing temporaries, replaying programs into command buffers and submitting them
	Predicted  time.Duration // time that the dispatches were predicted to take on the device; see Stream.Expect
	TempBytes  uint64        // memory that the temporaries of the largest step took
	TempsAsked uint64        // sum of their sizes: what they would take if none shared memory
}

// slot is one command buffer of the ring with the timeline value of its last use.
type slot struct {
	pool     vulkan.CommandPool
	commands C.VkCommandBuffer
	value    uint64
	batch    []dispatched // of its last use
}

// Stream records work for a device and submits it in order. It belongs to one goroutine.
type Stream struct {
	device    *Device
	options   StreamOptions
	maxGroups int
	launch    Launch
	table     Table
	program   []uint64
	hazards   hazards
	temps     temps
	arena     stepArena
	handedOn  bool // the next command may use memory of the last step's temporaries, so a barrier comes first
	staging   staging
	timers    timers
	slots     []slot // a ring
	timeline  C.VkSemaphore
	awake     *C.ag_awake // nil but on CPU devices
	submitted uint64      // timeline value of the last submission
	reached   uint64      // timeline value that a wait has seen
	stats     Stats
	err       error
	lost      bool // a wait found the device lost, so no other is begun
	one       [2]access
	longest   uint64   // nanoseconds that a batch may be predicted to take
	expected  uint64   // of the next launch; see Expect
	tuning    any      // see SetTuning
	profile   *profile // nil unless StartProfile
	guarded   []Buffer // this step's temporaries with their bands
}

// NewStream opens a stream on the device.
func (d *Device) NewStream() (*Stream, error) { return d.NewStreamWith(StreamOptions{}) }

// NewStreamWith opens a stream that works in another way than the usual one.
func (d *Device) NewStreamWith(options StreamOptions) (*Stream, error) {
	if d.imitates && !options.RecordOnly {
		panic("vk: a stream with work to do on a device that imitates another")
	}
	if options.SubmitWords == 0 {
		options.SubmitWords = submitWords
	}
	s := &Stream{device: d, options: options, maxGroups: d.info.Caps.MaxGroups, program: make([]uint64, 0, 2*submitWords)}
	if s.options.RowGroups == 0 {
		s.options.RowGroups = s.maxGroups
	}
	s.options.GuardBytes = alignUp(options.GuardBytes)
	s.longest = longest(d.info.Caps.Type, options)
	s.temps.open()
	s.arena = stepArena{limit: d.info.Caps.MaxAllocation &^ (alignment - 1), separate: options.SeparateTemps, fresh: options.FreshTemps}
	if err := s.open(); err != nil {
		s.Release()
		return nil, err
	}
	return s, nil
}

func (s *Stream) open() error {
	d := s.device
	if err := resultError("create timeline semaphore", vulkan.Result(C.ag_semaphore_create(d.raw, &s.timeline))); err != nil {
		return err
	}
	s.slots = make([]slot, slots)
	if d.info.Caps.Type == CPU {
		s.slots = s.slots[:slotsOfCPU]
		s.awake = C.ag_awake_open(d.raw, s.timeline)
	}
	for i := range s.slots {
		info := vulkan.CommandPoolCreateInfo{
			SType:            vulkan.StructureTypeCommandPoolCreateInfo,
			Flags:            vulkan.CommandPoolCreateFlags(vulkan.CommandPoolCreateTransientBit),
			QueueFamilyIndex: uint32(d.info.raw.compute_family),
		}
		var pool vulkan.CommandPool // on its own: cgo would find Go pointers next to a field
		result := vulkan.CreateCommandPool(d.handle, &info, nil, &pool)
		info.Free()
		if err := resultError("create command pool", result); err != nil {
			return err
		}
		s.slots[i].pool = pool
		result = vulkan.Result(C.ag_commands_create(d.raw, cPool(s.slots[i].pool), &s.slots[i].commands))
		if err := resultError("create command buffer", result); err != nil {
			return err
		}
	}
	if !s.options.RecordOnly {
		if err := s.timers.open(d); err != nil {
			return err
		}
	}
	return s.staging.open(d)
}

func cPool(p vulkan.CommandPool) C.VkCommandPool { return *(*C.VkCommandPool)(unsafe.Pointer(&p)) }

// Device is the device the stream records for.
func (s *Stream) Device() *Device { return s.device }

// Options are those that the stream was opened with, defaults filled in.
func (s *Stream) Options() StreamOptions { return s.options }

// Err is the stream's first error; once set, recording does nothing.
func (s *Stream) Err() error { return s.err }

// Stats counts the stream's work so far.
func (s *Stream) Stats() Stats {
	stats := s.stats
	stats.TempBytes, stats.TempsAsked = s.arena.mostUsed, s.arena.mostAsked
	return stats
}

// record starts a record of the program with the given number of words after its head.
func (s *Stream) record(kind uint32, words int) {
	if len(s.program) >= s.options.SubmitWords {
		s.submit(true)
	}
	s.program = append(s.program, uint64(kind)|uint64(1+words)<<32)
}

// order records a barrier when accesses conflict with work already recorded, and
// reports whether it did.
func (s *Stream) order(accesses []access) bool {
	waits := s.handedOn || s.options.BarrierEverywhere || s.hazards.needsBarrier(accesses)
	if waits {
		s.barrier()
	}
	s.hazards.add(accesses)
	return waits
}

// barrier orders all that follows after all that was recorded.
func (s *Stream) barrier() {
	s.record(C.AG_BARRIER, 0)
	s.handedOn = false
	s.temps.epoch++
	s.hazards.clear()
	s.stats.Barriers++
}

// Submit hands what was recorded to the device and returns without waiting for it.
func (s *Stream) Submit() error {
	s.submit(true)
	return s.err
}

// submit places the program's temporaries and hands it to the device. If the step
// goes on, the temporaries keep their places after it.
func (s *Stream) submit(goesOn bool) {
	if s.err != nil || len(s.program) == 0 {
		return
	}
	runtime.LockOSThread() // threadTime is the thread's
	defer runtime.UnlockOSThread()
	started := threadTime()
	s.arena.settle(&s.temps, goesOn)
	if s.options.RecordOnly {
		s.startProgram()
		return
	}
	if err := s.arena.back(s.newStepBlock); err != nil {
		s.fail(err)
		return
	}
	s.temps.patch(s.program, s.arena.blocks)
	if s.options.ReverseUnordered {
		s.program = reverseUnordered(s.program)
	}
	s.stats.RecordTime += threadTime() - started
	for rest := s.program; len(rest) > 0 && s.err == nil; {
		rest = s.submitBatch(rest)
	}
	s.startProgram()
}

// submitBatch submits the first batch of a program and returns the rest. A
// barrier of one batch also orders the next: the queue keeps their order.
func (s *Stream) submitBatch(program []uint64) (rest []uint64) {
	next := s.freeSlot()
	if s.err != nil {
		return nil
	}
	started := threadTime()
	var words int
	words, next.batch = nextBatch(program, s.longest, next.batch[:0])
	next.value = s.submitted + 1
	d := s.device
	result := C.ag_submit(d.raw, cPool(next.pool), next.commands, d.layout, s.timers.cPool(),
		(*C.uint64_t)(unsafe.Pointer(&program[0])), C.size_t(words), s.timeline, C.uint64_t(next.value))
	s.stats.RecordTime += threadTime() - started
	if result != C.VK_SUCCESS {
		s.fail(s.queueError("submit to "+d.Name(), vulkan.Result(result)))
		return nil
	}
	s.submitted = next.value
	s.stats.Submits++
	C.ag_awake_until(s.awake, C.uint64_t(s.submitted))
	return program[words:]
}

// freeSlot waits for the next slot of the ring to be unused.
func (s *Stream) freeSlot() *slot {
	next := &s.slots[(s.submitted+1)%uint64(len(s.slots))]
	waits := s.stats.Waits
	s.await(next.value)
	s.stats.Throttled += s.stats.Waits - waits
	return next
}

// threadTime is the CPU time of the calling thread. Unlike the time of day it does
// not count what other programs do meanwhile on a busy machine.
func threadTime() time.Duration { return time.Duration(C.ag_thread_time()) }

func (s *Stream) startProgram() {
	s.program = s.program[:0]
	s.temps.startProgram()
}

// Sync submits what was recorded and waits until the device has done it. After
// an error nothing more is submitted, but Sync still waits for what was, so that
// memory may be freed after it.
func (s *Stream) Sync() error {
	s.submit(true)
	s.await(s.submitted)
	return s.err
}

// await waits for a value of the timeline, unless the device is lost.
func (s *Stream) await(value uint64) {
	if value == 0 || s.lost {
		return
	}
	result := C.ag_wait(s.device.raw, s.timeline, C.uint64_t(value), 0)
	if result == C.VK_TIMEOUT {
		s.stats.Waits++
	}
	for deadline := time.Now().Add(patience); result == C.VK_TIMEOUT; {
		if time.Now().After(deadline) {
			s.fail(s.lostError(fmt.Errorf("vk: %s has not answered for %s: %w", s.device.Name(), patience, ErrDeviceLost)))
			s.lost = true
			return
		}
		result = C.ag_wait(s.device.raw, s.timeline, C.uint64_t(value), C.uint64_t(time.Second))
	}
	if result != C.VK_SUCCESS {
		s.fail(s.queueError("wait for "+s.device.Name(), vulkan.Result(result)))
		s.lost = result == C.VK_ERROR_DEVICE_LOST
		return
	}
	s.reached = max(s.reached, value)
}

// fail keeps the first error.
func (s *Stream) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// EndStep submits what was recorded and takes back the memory of Temp. It does
// not wait: the next step's work is ordered after this one's.
func (s *Stream) EndStep() error {
	s.submit(false)
	s.handedOn = s.handedOn || len(s.temps.list) > 0
	s.temps.endStep()
	s.arena.endStep()
	s.guarded = s.guarded[:0]
	return s.err
}

// Release waits for the device and frees what the stream holds. Work that was
// recorded and not submitted is dropped.
func (s *Stream) Release() {
	d := s.device
	s.await(s.submitted)
	C.ag_awake_close(s.awake)
	for _, b := range s.arena.blocks {
		d.freeBlock(b)
	}
	s.staging.release(d)
	s.timers.release(d)
	for _, slot := range s.slots {
		if slot.pool != nil {
			vulkan.DestroyCommandPool(d.handle, slot.pool, nil)
		}
	}
	if s.timeline != nil {
		C.ag_semaphore_destroy(d.raw, s.timeline)
	}
}
