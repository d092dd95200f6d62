//go:build linux

package faults

import (
	"errors"
	"strings"
	"testing"

	"autogan/vk"
)

const mib = 1 << 20

// TestTensorsTakeTheHeapThatFits has a device with a window of 256 MiB, listed
// first, next to a heap of 512 MiB. Of buffers of 100 MiB five lie in the heap,
// and then two in the window, of which staging has taken 32 MiB.
func TestTensorsTakeTheHeapThatFits(t *testing.T) {
	if instance(t).Devices()[0].Caps.Type != vk.CPU {
		t.Skip("the layer replaces the types of memory of CPUs")
	}
	layer.claim(256*mib, 512*mib)
	in, err := vk.Open(vk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Release()
	_, err = attempt(in, func(s *vk.Stream) error {
		if heap := s.Device().Caps().HeapBytes; heap != 512*mib {
			t.Errorf("the heap has %d MiB, want that of the real one", heap/mib)
		}
		var buffers []vk.Buffer
		defer func() {
			for _, b := range buffers {
				s.Device().Free(b)
			}
		}()
		for range 7 {
			b, err := s.Device().Alloc(100 * mib)
			if err != nil {
				return err
			}
			buffers = append(buffers, b)
		}
		for _, size := range []uint64{100 * mib, 600 * mib} {
			if _, err := s.Device().Alloc(size); !errors.Is(err, vk.ErrOutOfMemory) || !strings.Contains(err.Error(), "732.0 MiB in use") {
				t.Errorf("%d MiB more than there is: error %v, want what is in use", size/mib, err)
			}
		}
		s.Fill(buffers[6], 7) // the window is device memory, too
		got := make([]byte, 4)
		if err := s.Download(got, buffers[6]); err != nil || got[0] != 7 {
			t.Errorf("a buffer in the window holds %v (%v), want 7", got, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
