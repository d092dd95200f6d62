package testgpu

import (
	"hash/fnv"
	"math/rand/v2"
	"os"
	"sync"
	"testing"

	"autogan/vk"
)

// open connects once a process; the operating system takes everything back.
var open = sync.OnceValues(func() (device, error) {
	in, err := vk.Open(vk.Options{Validation: os.Getenv("AUTOGAN_VALIDATE") == "1"})
	if err != nil {
		return device{}, err
	}
	dev, err := in.OpenDevice(os.Getenv("AUTOGAN_DEVICE"))
	return device{in, dev}, err
})

type device struct {
	instance *vk.Instance
	device   *vk.Device
}

// Stream returns the device under test and a stream of its own for the test.
// At the end it fails the test for a device error, a validation message or a
// buffer that the test has not freed.
func Stream(t testing.TB) (*vk.Device, *vk.Stream) {
	t.Helper()
	s := StreamWith(t, vk.StreamOptions{})
	return s.Device(), s
}

// StreamWith is a stream that works in another way than the usual one.
func StreamWith(t testing.TB, options vk.StreamOptions) *vk.Stream {
	t.Helper()
	d, err := open()
	if err != nil {
		if os.Getenv("AUTOGAN_REQUIRE_DEVICE") == "1" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	s, err := d.device.NewStreamWith(options)
	if err != nil {
		t.Fatal(err)
	}
	before := d.device.LiveBuffers()
	t.Cleanup(func() {
		if err := s.Sync(); err != nil {
			t.Error(err)
		}
		s.Release()
		if n := d.device.LiveBuffers() - before; n > 0 {
			t.Errorf("%d buffers have not been freed", n)
		}
		for _, message := range d.instance.Messages() {
			t.Errorf("validation: %s", message)
		}
	})
	return s
}

// NeedSubgroup skips a test of a kernel that is written for subgroups of one
// size, where the device has another size. Only the reported size counts: where
// the device has it, the kernel must work.
func NeedSubgroup(t testing.TB, dev *vk.Device, lanes int) {
	t.Helper()
	if has := dev.Caps().FixedLanes(); has != lanes {
		t.Skipf("needs subgroups of %d lanes, the device's have %d", lanes, has)
	}
}

// Rand is a source of random numbers seeded by a name, so that a case always
// gets the same input.
func Rand(name string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(name))
	return rand.New(rand.NewPCG(h.Sum64(), 0))
}

// Normal returns n normal deviates of a source.
func Normal(r *rand.Rand, n int) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(r.NormFloat64())
	}
	return out
}
