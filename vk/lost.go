package vk

/*
#include "shim.h"
*/
import "C"

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	vulkan "github.com/vulkan-go/vulkan"
)

// namedKernels is how many kernels the error of a lost device names.
const namedKernels = 4

// queueError is resultError of a call that meets the queue. If the device is
// lost, the error says what it was at and what to try.
func (s *Stream) queueError(call string, result vulkan.Result) error {
	err := resultError(call, result)
	if errors.Is(err, ErrDeviceLost) {
		return s.lostError(err)
	}
	return err
}

// lostError adds to err what the device was at.
func (s *Stream) lostError(err error) error {
	at := suspects(s.slots, s.reached, s.claimed(), s.submitted)
	if len(at) == 0 {
		return err
	}
	which := fmt.Sprintf("submission %d", at[0].value)
	if last := at[len(at)-1].value; len(at) > 1 {
		which = fmt.Sprintf("submissions %d to %d", at[0].value, last)
	}
	var all []dispatched
	longest := at[0].batch
	for _, slot := range at {
		all = append(all, slot.batch...)
		if batchTime(slot.batch) > batchTime(longest) {
			longest = slot.batch
		}
	}
	what := describeBatch(all, s.device.kernelNames())
	if told := s.device.fault().describe(); told != "" {
		what += "; its driver says: " + told
	}
	return fmt.Errorf("%w in %s: %s; %s", err, which, what, adviceOnLoss(s.device.info.Caps.Type, longest))
}

// claimed is how far the device says that it has come; all if it does not tell.
func (s *Stream) claimed() uint64 {
	var value C.uint64_t
	if C.ag_semaphore_value(s.device.raw, s.timeline, &value) != C.VK_SUCCESS {
		return math.MaxUint64
	}
	return uint64(value)
}

// suspects are the submissions of which one has lost the device, the first one
// first. It is the one after those that the device claims to have finished. But
// some drivers end all work of a lost device as if it were finished: then it may
// be any that no wait has seen finished, with the one that could not be submitted.
func suspects(slots []slot, reached, claimed, submitted uint64) []slot {
	from, to := reached+1, submitted+1
	if claimed < submitted {
		from, to = claimed+1, claimed+1
	}
	var found []slot
	for _, slot := range slots {
		if from <= slot.value && slot.value <= to {
			found = append(found, slot)
		}
	}
	slices.SortFunc(found, func(a, b slot) int { return cmp.Compare(a.value, b.value) })
	return found
}

// kernelNames are the names of kernels by their pipelines.
func (d *Device) kernelNames() map[uint64]string {
	d.mu.Lock()
	defer d.mu.Unlock()
	names := map[uint64]string{}
	for key, pipeline := range d.pipelines {
		names[pipelineHandle(pipeline)] = key.kernel.Name
	}
	return names
}

// batchTime is how long a batch is predicted to take.
func batchTime(batch []dispatched) time.Duration {
	var sum uint64
	for _, d := range batch {
		sum += d.nanoseconds
	}
	return time.Duration(sum)
}

// describeBatch counts the launches of each kernel, those first that are predicted to take longest.
func describeBatch(batch []dispatched, names map[uint64]string) string {
	count, takes := map[string]int{}, map[string]uint64{}
	for _, d := range batch {
		count[names[d.pipeline]]++
		takes[names[d.pipeline]] += d.nanoseconds
	}
	kernels := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(takes[b], takes[a]), cmp.Compare(a, b))
	})
	var listed []string
	for _, kernel := range kernels[:min(len(kernels), namedKernels)] {
		listed = append(listed, fmt.Sprintf("%d × %s", count[kernel], kernel))
	}
	if more := len(kernels) - namedKernels; more > 0 {
		listed = append(listed, fmt.Sprintf("%d more", more))
	}
	if len(batch) == 0 {
		listed = []string{"copies"}
	}
	return fmt.Sprintf("%d launches, predicted to take %v (%s)", len(batch), batchTime(batch).Round(time.Microsecond), strings.Join(listed, ", "))
}

// adviceOnLoss says what to try after a batch during which the device was lost.
func adviceOnLoss(device DeviceType, batch []dispatched) string {
	const others = "another version of the driver, and `autogan doctor` to check each kernel"
	quarter := (batchTime(batch) / 4).Round(time.Millisecond)
	switch {
	case device == CPU || quarter == 0:
		return "if it happens again, try " + others
	case len(batch) == 1:
		return "if it happens again, try smaller batches of images, for this launch may take too long by itself, " + others
	}
	return fmt.Sprintf("if it happens again, try shorter submissions (--submit-time %v), %s", quarter, others)
}
