package runtime

import (
	"encoding/binary"
	"testing"

	"autogan/shaders"
	"autogan/tests/testgpu"
	"autogan/vk"
)

// TestOptionsDoWhatTheySay counts the barriers and submissions of independent
// commands, and looks at the addresses and contents of temporaries.
func TestOptionsDoWhatTheySay(t *testing.T) {
	work := func(s *vk.Stream) {
		for range 10 {
			b := s.Temp(4 << 10)
			s.Kernel(shaders.Fill).Write(b).Int(1 << 10).Uint(1).Run1D(1 << 10)
		}
	}
	plain := testgpu.StreamWith(t, vk.StreamOptions{})
	work(plain)
	if got := plain.Stats(); got.Barriers != 0 || got.Submits != 0 || got.Dispatches != 10 {
		t.Errorf("plain: %+v, want 10 dispatches, no barrier, nothing submitted yet", got)
	}
	ordered := testgpu.StreamWith(t, vk.StreamOptions{BarrierEverywhere: true})
	if work(ordered); ordered.Stats().Barriers != 10 {
		t.Errorf("barriers everywhere: %d for 10 commands", ordered.Stats().Barriers)
	}
	eager := testgpu.StreamWith(t, vk.StreamOptions{SubmitWords: 1})
	if work(eager); eager.Stats().Submits != 9 { // the last waits for a successor
		t.Errorf("every command by itself: %d submissions of 10 commands", eager.Stats().Submits)
	}
}

func TestFreshTempsAreNotRecycled(t *testing.T) {
	s := testgpu.StreamWith(t, vk.StreamOptions{FreshTemps: true})
	first := s.Temp(64)
	s.Fill(first, 7)
	if err := s.EndStep(); err != nil {
		t.Fatal(err)
	}
	if again := s.Temp(64); again.Address() == first.Address() {
		t.Error("the next step's temporary has the same address")
	}
}

func TestPoisonedTempsHoldNaN(t *testing.T) {
	s := testgpu.StreamWith(t, vk.StreamOptions{PoisonTemps: true})
	for range 2 {
		b := s.Temp(4 << 10)
		got := make([]byte, 4<<10)
		if err := s.Download(got, b); err != nil {
			t.Fatal(err)
		}
		for at := 0; at < len(got); at += 4 {
			if word := binary.LittleEndian.Uint32(got[at:]); word != 0xFFFFFFFF {
				t.Fatalf("byte %d: the word is %#x", at, word)
			}
		}
		s.Fill(b, 0)
		if err := s.EndStep(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLiveBuffersAreCounted allocates and frees across blocks.
func TestLiveBuffersAreCounted(t *testing.T) {
	dev, _ := testgpu.Stream(t)
	before := dev.LiveBuffers()
	var buffers []vk.Buffer
	for _, size := range []uint64{1, 100 << 20, 4, 64 << 20} {
		b, err := dev.Alloc(size)
		if err != nil {
			t.Fatal(err)
		}
		buffers = append(buffers, b)
	}
	if got := dev.LiveBuffers() - before; got != 4 {
		t.Errorf("%d live buffers after 4 allocations", got)
	}
	for _, b := range buffers {
		dev.Free(b)
	}
	if got := dev.LiveBuffers(); got != before {
		t.Errorf("%d live buffers after all were freed, before there were %d", got, before)
	}
	defer func() {
		if recover() == nil {
			t.Error("freeing twice did not panic")
		}
	}()
	dev.Free(buffers[0])
}
