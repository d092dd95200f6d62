package runtime

import (
	"encoding/binary"
	"testing"
	"time"

	"autogan/shaders"
	"autogan/tests/testgpu"
	"autogan/vk"
)

// TestSubmissionsReuseCommandBuffers keeps more submissions under way than the
// stream has command buffers; validation complains of one used too early.
func TestSubmissionsReuseCommandBuffers(t *testing.T) {
	_, s := testgpu.Stream(t)
	const words, rounds = 1 << 20, 24
	a := s.Temp(4 * words)
	for v := range uint32(rounds) {
		s.Kernel(shaders.Fill).Write(a).Int(words).Uint(v).Run1D(words)
		if err := s.Submit(); err != nil {
			t.Fatal(err)
		}
	}
	got := make([]byte, 4)
	if err := s.Download(got, a.Slice(4*words-4, 4)); err != nil || got[0] != rounds-1 {
		t.Errorf("the last word is %d (%v), want %d", got[0], err, rounds-1)
	}
}

// TestEndStepSendsWhatWasRecorded checks that work after the last submission
// is not lost with the temporaries.
func TestEndStepSendsWhatWasRecorded(t *testing.T) {
	dev, s := testgpu.Stream(t)
	b, err := dev.Alloc(4)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dev.Free(b) })
	s.Fill(b, 0)
	if err := s.Sync(); err != nil {
		t.Fatal(err)
	}
	s.Fill(b, 7)
	if err := s.EndStep(); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 4)
	if err := s.Download(got, b); err != nil || got[0] != 7 {
		t.Errorf("the word is %d (%v), want 7", got[0], err)
	}
}

// TestCPUsAreGivenLittleInAdvance submits fewer parts of work than other devices
// take at once. A program on a CPU that had submitted them all could not stop
// before their end.
func TestCPUsAreGivenLittleInAdvance(t *testing.T) {
	dev, s := testgpu.Stream(t)
	if dev.Info().Caps.Type != vk.CPU {
		t.Skip("only CPUs are so slow")
	}
	const words, parts = 4 << 20, 6
	b := s.Temp(4 * words)
	before := s.Stats()
	for v := range uint32(parts) {
		for range 4 {
			s.Kernel(shaders.Fill).Write(b).Int(words).Uint(v).Run1D(words)
		}
		if err := s.Submit(); err != nil {
			t.Fatal(err)
		}
	}
	if s.Stats().Throttled == before.Throttled {
		t.Errorf("the host submitted %d parts without waiting for one", parts)
	}
}

// TestLongWorkIsSubmittedInBatches predicts launches that depend on each other.
// The batches take no more memory than one submission does.
func TestLongWorkIsSubmittedInBatches(t *testing.T) {
	const words, launches = 1 << 10, 12
	run := func(options vk.StreamOptions) (uint32, vk.Stats) {
		t.Helper()
		s := testgpu.StreamWith(t, options)
		before := s.Stats()
		last := s.Temp(4 * words)
		for v := range uint32(launches) {
			s.Expect(10 * time.Millisecond)
			s.Kernel(shaders.Fill).Write(last).Int(words).Uint(v).Run1D(words)
			next := s.Temp(4 * words)
			s.Copy(next, last)
			last = next
		}
		if err := s.Submit(); err != nil {
			t.Fatal(err)
		}
		after := s.Stats()
		after.Submits -= before.Submits
		got := make([]byte, 4)
		if err := s.Download(got, last); err != nil {
			t.Fatal(err)
		}
		return binary.LittleEndian.Uint32(got), after
	}
	for _, c := range []struct {
		limit time.Duration
		want  uint64
	}{{time.Second, 1}, {30 * time.Millisecond, 4}, {time.Nanosecond, launches}} {
		word, stats := run(vk.StreamOptions{SubmitTime: c.limit})
		if word != launches-1 || stats.Submits != c.want {
			t.Errorf("at most %v: %d submissions give %d, want %d and %d", c.limit, stats.Submits, word, c.want, launches-1)
		}
		if _, whole := run(vk.StreamOptions{SubmitTime: time.Hour}); stats.TempBytes != whole.TempBytes {
			t.Errorf("at most %v: temporaries take %d bytes, in one submission %d", c.limit, stats.TempBytes, whole.TempBytes)
		}
	}
}
