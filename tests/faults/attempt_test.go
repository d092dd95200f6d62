//go:build linux

package faults

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"sync"
	"testing"

	"autogan/vk"
)

// open connects once a process, through the layer.
var open = sync.OnceValues(func() (*vk.Instance, error) {
	if errNoLayer != nil {
		return nil, errNoLayer
	}
	in, err := vk.Open(vk.Options{})
	if err == nil && layer.word(wordLive) != 1 {
		err = errors.New("the Vulkan loader did not take the layer in")
	}
	return in, err
})

// instance is the tests' connection to Vulkan, through the layer.
func instance(t *testing.T) *vk.Instance {
	t.Helper()
	in, err := open()
	if err != nil {
		if os.Getenv("AUTOGAN_REQUIRE_DEVICE") == "1" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	t.Cleanup(func() {
		layer.pass()
		layer.countQueue(false)
		layer.mute(false)
		layer.claim(0, 0)
	})
	return in
}

// work uses a stream and gives back everything it has taken, also on an error.
type work func(s *vk.Stream) error

// attempt does work on a device of its own. calls is how many calls could have
// failed until the work was done; those of the final release come after.
func attempt(in *vk.Instance, do work) (calls uint64, err error) {
	dev, err := in.OpenDevice(os.Getenv("AUTOGAN_DEVICE"))
	if err != nil {
		return layer.word(wordCalls), err
	}
	defer dev.Release()
	s, err := dev.NewStream()
	if err != nil {
		return layer.word(wordCalls), err
	}
	defer s.Release()
	err = do(s)
	if err == nil {
		err = s.Err()
	}
	if n := dev.LiveBuffers(); n > 0 {
		err = fmt.Errorf("%d buffers have not been freed after: %w", n, err)
	}
	return layer.word(wordCalls), err
}

// named are the words by which an error names what a call was for.
var named = map[string]string{
	"vkCreateInstance":           "create instance",
	"vkEnumeratePhysicalDevices": "enumerate devices",
	"vkCreateDevice":             "open device",
	"vkAllocateMemory":           "allocate",
	"vkCreateBuffer":             "allocate",
	"vkBindBufferMemory":         "allocate",
	"vkMapMemory":                "allocate",
	"vkCreateSemaphore":          "create timeline semaphore",
	"vkCreateCommandPool":        "create command pool",
	"vkAllocateCommandBuffers":   "create command buffer",
	"vkCreateQueryPool":          "create timestamp queries",
	"vkCreatePipelineCache":      "create pipeline cache",
	"vkCreateShaderModule":       "create shader module ",
	"vkCreatePipelineLayout":     "create pipeline layout",
	"vkCreateComputePipelines":   "create pipeline ",
	"vkResetCommandPool":         "submit",
	"vkBeginCommandBuffer":       "submit",
	"vkEndCommandBuffer":         "submit",
	"vkQueueSubmit":              "submit",
	"vkWaitSemaphores":           "wait for",
	"vkGetQueryPoolResults":      "read timestamp",
}

// everyCall does the work again and again. In the n-th round the n-th call
// fails, with sticky all later ones too, until a round has fewer calls.
func everyCall(t *testing.T, result int64, sentinel error, sticky bool, round func() (calls uint64, err error)) {
	t.Helper()
	faults := map[string]int{}
	for n := uint64(1); ; n++ {
		last := n
		if sticky {
			last = math.MaxUint64
		}
		layer.fail(result, n, last)
		calls, err := round()
		failed := layer.failed()
		layer.pass()
		if alive := layer.alive(); alive != "" {
			t.Fatalf("call %d (%s) failed: %s left alive", n, failed, alive)
		}
		if calls < n {
			if err != nil {
				t.Errorf("no call failed, but: %v", err)
			}
			t.Logf("%d faults: %v", n-1, faults)
			return
		}
		faults[failed]++
		if !errors.Is(err, sentinel) {
			t.Fatalf("call %d (%s) failed: error %v, want one that wraps %q", n, failed, err, sentinel)
		}
		if !strings.Contains(err.Error(), named[failed]) || strings.Contains(err.Error(), "have not been freed") {
			t.Fatalf("call %d (%s) failed: error %q, want it to say %q", n, failed, err, named[failed])
		}
	}
}
