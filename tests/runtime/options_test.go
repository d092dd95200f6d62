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

// TestTempsShareAsTold takes temporaries of 1 MiB that are used one after the
// other, in several steps. No barrier separates the end of one from the
// beginning of the next, so two places are used alternately.
func TestTempsShareAsTold(t *testing.T) {
	const mib, temps, steps = 1 << 20, 5, 3
	for _, c := range []struct {
		name    string
		options vk.StreamOptions
		want    uint64
	}{
		{"usual", vk.StreamOptions{}, 2 * mib},
		{"separate", vk.StreamOptions{SeparateTemps: true}, temps * mib},
		{"fresh", vk.StreamOptions{FreshTemps: true}, steps * 2 * mib},
		{"fresh and separate", vk.StreamOptions{FreshTemps: true, SeparateTemps: true}, steps * temps * mib},
		{"submitted one by one", vk.StreamOptions{SubmitWords: 1}, temps * mib},
		{"only recorded", vk.StreamOptions{RecordOnly: true}, 2 * mib},
	} {
		s := testgpu.StreamWith(t, c.options)
		before := s.Device().DriverAllocations()
		for range steps {
			for range temps {
				b := s.Temp(mib)
				s.Fill(b, 1)
				s.Fill(b, 2)
			}
			if err := s.EndStep(); err != nil {
				t.Fatal(err)
			}
		}
		if got := s.Stats(); got.TempBytes != c.want || got.TempsAsked != temps*mib {
			t.Errorf("%s: temporaries take %d of %d bytes, want %d of %d", c.name, got.TempBytes, got.TempsAsked, c.want, temps*mib)
		}
		if got := s.Device().DriverAllocations() - before; (got == 0) != c.options.RecordOnly || got > 1 {
			t.Errorf("%s: %d driver allocations", c.name, got)
		}
	}
}

// TestRecordingOnlyComputesNothing downloads what a fill would have changed.
func TestRecordingOnlyComputesNothing(t *testing.T) {
	dev, s := testgpu.Stream(t)
	only := testgpu.StreamWith(t, vk.StreamOptions{RecordOnly: true})
	b, err := dev.Alloc(4)
	if err != nil {
		t.Fatal(err)
	}
	defer dev.Free(b)
	s.Fill(b, 1)
	if err := s.Sync(); err != nil {
		t.Fatal(err)
	}
	only.Fill(b, 2)
	timer := only.StartTimer()
	if took, err := timer.Stop(); took != 0 || err != nil {
		t.Errorf("a timer of a stream that only records: %v, error %v", took, err)
	}
	got := make([]byte, 4)
	if err := s.Download(got, b); err != nil || got[0] != 1 {
		t.Errorf("the buffer holds %v (%v), want the 1 from before", got, err)
	}
	if got := only.Stats().Submits; got != 0 {
		t.Errorf("%d submissions", got)
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

// TestGuardsSurroundTemps writes all of a temporary, and one word too many.
func TestGuardsSurroundTemps(t *testing.T) {
	const guard, words = 256, 100
	s := testgpu.StreamWith(t, vk.StreamOptions{GuardBytes: 1})
	for _, beyond := range []int{0, 1} {
		b := s.Temp(4 * words)
		s.Kernel(shaders.Fill).Write(b).Int(words + beyond).Uint(7).Run1D(words + beyond)
		whole := s.Guarded()[0]
		got := make([]byte, whole.Size())
		if err := s.Download(got, whole); err != nil {
			t.Fatal(err)
		}
		for at := 0; at < len(got); at += 4 {
			want := uint32(vk.GuardWord)
			if at >= guard && at < guard+4*(words+beyond) {
				want = 7
			}
			if word := binary.LittleEndian.Uint32(got[at:]); word != want {
				t.Errorf("the word at byte %d of %d is %#x, want %#x", at, len(got), word, want)
			}
		}
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
