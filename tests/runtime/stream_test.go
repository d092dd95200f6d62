package runtime

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	"autogan/shaders"
	"autogan/tests/testgpu"
	"autogan/vk"
)

// TestTransfersKeepBytes sends data of every path's size there and back:
// inline, one staging region, several, and past the whole staging memory.
func TestTransfersKeepBytes(t *testing.T) {
	dev, s := testgpu.Stream(t)
	r := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{4, 12, 16 << 10, 16<<10 + 4, 1 << 20, 40<<20 + 8} {
		want := make([]byte, size)
		for i := range want {
			want[i] = byte(r.Uint32())
		}
		b, err := dev.Alloc(uint64(size))
		if err != nil {
			t.Fatal(err)
		}
		s.Upload(b, want)
		got := make([]byte, size)
		if err := s.Download(got, b); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%d bytes came back changed", size)
		}
		dev.Free(b)
	}
}

// TestUploadsInFlight overwrites one buffer many times without waiting, each
// version copied away on the device before the next arrives.
func TestUploadsInFlight(t *testing.T) {
	_, s := testgpu.Stream(t)
	const size, versions = 1 << 20, 40
	target := s.Temp(size)
	var copies []vk.Buffer
	data := make([]byte, size)
	for v := range versions {
		for i := range data {
			data[i] = byte(v)
		}
		s.Upload(target, data)
		c := s.Temp(size)
		s.Copy(c, target)
		copies = append(copies, c)
	}
	got := make([]byte, size)
	for v, c := range copies {
		if err := s.Download(got, c); err != nil {
			t.Fatal(err)
		}
		if got[0] != byte(v) || got[size-1] != byte(v) {
			t.Fatalf("version %d reads %d…%d", v, got[0], got[size-1])
		}
	}
}

// TestKernelsSeeEarlierWork chains kernels and copies on overlapping memory;
// a missing barrier or a lost submission gives another word.
func TestKernelsSeeEarlierWork(t *testing.T) {
	_, s := testgpu.Stream(t)
	const words = 1 << 16
	a, b := s.Temp(4*words), s.Temp(4*words)
	for v := range uint32(200) {
		s.Kernel(shaders.Fill).Write(a).Int(words).Uint(v).Run1D(words)
		s.Copy(b, a)
		s.Fill(a, 0xdead)
		s.Copy(a, b)
	}
	got := make([]byte, 4*words)
	if err := s.Download(got, a); err != nil {
		t.Fatal(err)
	}
	for i, v := range got {
		if want := byte(0); i%4 == 0 && v != 199 || i%4 != 0 && v != want {
			t.Fatalf("byte %d is %d after 200 rounds", i, v)
		}
	}
}

// TestTempMemoryIsRecycled repeats a step: the driver is asked for nothing more,
// and what nobody has written holds what the step before left there.
func TestTempMemoryIsRecycled(t *testing.T) {
	dev, s := testgpu.Stream(t)
	s.Fill(s.Temp(1<<20), 7)
	if err := s.EndStep(); err != nil {
		t.Fatal(err)
	}
	allocations := dev.DriverAllocations()
	for range 100 {
		got := make([]byte, 4)
		if err := s.Download(got, s.Temp(1<<20).Slice(1<<19, 4)); err != nil || got[0] != 7 {
			t.Fatalf("the first temporary of a step holds %v (%v), want the 7 of the last step", got, err)
		}
		if err := s.EndStep(); err != nil {
			t.Fatal(err)
		}
	}
	if got := dev.DriverAllocations() - allocations; got != 0 {
		t.Errorf("%d driver allocations in 100 equal steps, want 0", got)
	}
}

// TestOutOfMemoryStays asks for more than any heap has: the stream says so at
// the end, names the size, and nothing in between crashes.
func TestOutOfMemoryStays(t *testing.T) {
	dev, s := testgpu.Stream(t)
	if _, err := dev.Alloc(1 << 50); !errors.Is(err, vk.ErrOutOfMemory) {
		t.Errorf("allocating 1 PiB: error %v, want ErrOutOfMemory", err)
	}
	stream, err := dev.NewStream()
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Release()
	huge := stream.Temp(1 << 50)
	stream.Kernel(shaders.Fill).Write(huge).Int(1).Uint(1).Run1D(1)
	if err := stream.Sync(); !errors.Is(err, vk.ErrOutOfMemory) {
		t.Errorf("sync after a temporary of 1 PiB: error %v, want ErrOutOfMemory", err)
	}
	if stream.Temp(4).Address() != 0 {
		t.Error("a stream with an error gives out a temporary")
	}
	small := s.Temp(4) // another stream of the device still works
	s.Fill(small, 7)
	if err := s.Sync(); err != nil {
		t.Error(err)
	}
}

func TestTimerMeasures(t *testing.T) {
	dev, s := testgpu.Stream(t)
	if dev.Caps().TimestampPeriod == 0 {
		t.Skip("the device has no timestamps")
	}
	b := s.Temp(4 << 20)
	for range 600 { // past the end of the pool of timestamps
		timer := s.StartTimer()
		s.Kernel(shaders.Fill).Write(b).Int(1 << 10).Uint(1).Run1D(1 << 10)
		took, err := timer.Stop()
		if err != nil || took <= 0 {
			t.Fatalf("a fill took %v, error %v", took, err)
		}
	}
}

func TestLaunchMisusePanics(t *testing.T) {
	_, s := testgpu.Stream(t)
	b, foreign := s.Temp(64), testgpu.StreamWith(t, vk.StreamOptions{}).Temp(64)
	for name, launch := range map[string]func(){
		"a word short":          func() { s.Kernel(shaders.Fill).Write(b).Int(1).Run1D(1) },
		"a buffer too many":     func() { s.Kernel(shaders.Fill).Write(b).Write(b).Int(1).Int(1).Run1D(1) },
		"a buffer after a word": func() { s.Kernel(shaders.Fill).Int(1).Write(b) },
		"a negative argument":   func() { s.Kernel(shaders.Fill).Write(b).Int(-1) },
		"a slice outside":       func() { b.Slice(60, 8) },
		"a table's odd word":    func() { s.Table().Uint(1).Read(b) },
		"a negative entry":      func() { s.Table().Int(-1) },
		"a table passed": func() {
			table := s.Table().Read(b)
			s.Kernel(shaders.Fill).Table(table)
			table.Uint(1)
		},
		"odd bytes":           func() { s.Upload(b, make([]byte, 3)) },
		"another stream's":    func() { s.Kernel(shaders.Fill).Write(foreign) },
		"a copy from another": func() { s.Copy(b, foreign) },
		"a table of another":  func() { s.Table().Read(foreign) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			launch()
		}()
	}
}
