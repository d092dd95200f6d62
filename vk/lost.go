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

// lostError adds to err the first batch that has not been finished.
func (s *Stream) lostError(err error) error {
	first := unfinished(s.slots, s.finished())
	if first == nil {
		return err
	}
	advice := adviceOnLoss(s.device.info.Caps.Type, first.batch)
	return fmt.Errorf("%w: not finished was submission %d with %s; %s", err, first.value, describeBatch(first.batch, s.device.kernelNames()), advice)
}

// finished is how far the device has come. A lost one may not tell, or claim any value.
func (s *Stream) finished() uint64 {
	var value C.uint64_t
	if C.ag_semaphore_value(s.device.raw, s.timeline, &value) != C.VK_SUCCESS || uint64(value) > s.submitted {
		return s.reached
	}
	return uint64(value)
}

// unfinished is the first submission after those that are done, or nil.
func unfinished(slots []slot, done uint64) *slot {
	var first *slot
	for i := range slots {
		if at := &slots[i]; at.value > done && (first == nil || at.value < first.value) {
			first = at
		}
	}
	return first
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
