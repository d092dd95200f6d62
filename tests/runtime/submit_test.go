package runtime

import (
	"testing"

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
