package runtime

import (
	"testing"

	"autogan/shaders"
	"autogan/tests/testgpu"
	"autogan/vk"
)

// bufferBytes is above what travels inside a command buffer, so that an upload
// of a whole buffer passes through the staging ring.
const bufferBytes = 64 << 10

// command is one recorded command on the buffers a and b, with the buffer that
// it reads and the one that it writes, if any.
type command struct {
	name          string
	reads, writes string
	record        func(s *vk.Stream, a, b vk.Buffer)
}

// commands are every kind of record that touches memory.
var commands = []command{
	{name: "kernel writes a", writes: "a", record: func(s *vk.Stream, a, _ vk.Buffer) {
		s.Kernel(shaders.Fill).Write(a).Int(bufferBytes / 4).Uint(1).Run1D(bufferBytes / 4)
	}},
	{name: "kernel reads a, writes b", reads: "a", writes: "b", record: func(s *vk.Stream, a, b vk.Buffer) {
		s.Kernel(shaders.UnaryForward).Read(a).Write(b).Int(8).Float(0).Float(0).Run1D(8)
	}},
	{name: "copy of a to b", reads: "a", writes: "b", record: func(s *vk.Stream, a, b vk.Buffer) { s.Copy(b, a) }},
	{name: "fill of a", writes: "a", record: func(s *vk.Stream, a, _ vk.Buffer) { s.Fill(a, 1) }},
	{name: "inline upload to a", writes: "a", record: func(s *vk.Stream, a, _ vk.Buffer) { s.Upload(a, make([]byte, 64)) }},
	{name: "staged upload to a", writes: "a", record: func(s *vk.Stream, a, _ vk.Buffer) { s.Upload(a, make([]byte, bufferBytes)) }},
	{name: "download of a", reads: "a", record: func(s *vk.Stream, a, _ vk.Buffer) { _ = s.Download(make([]byte, 64), a) }},
}

// conflicts reports whether next must wait for c.
func (c command) conflicts(next command) bool {
	return c.writes != "" && (c.writes == next.reads || c.writes == next.writes) ||
		c.reads != "" && c.reads == next.writes
}

// forget leaves the stream's hazard tracker with accesses of the buffer alone.
func forget(s *vk.Stream, scratch vk.Buffer) {
	s.Fill(scratch, 0)
	s.Fill(scratch, 0) // conflicts with the first: a barrier, and all before it is forgotten
}

// barriers counts those that recording costs.
func barriers(s *vk.Stream, record func()) uint64 {
	before := s.Stats().Barriers
	record()
	return s.Stats().Barriers - before
}

// TestBarriersFollowAccesses records every pair of commands, in one submission
// and in two. A device that happens to work in order computes the same without
// a barrier, so the barriers themselves are counted.
func TestBarriersFollowAccesses(t *testing.T) {
	_, s := testgpu.Stream(t)
	a, b, scratch := s.Temp(bufferBytes), s.Temp(bufferBytes), s.Temp(4)
	for _, first := range commands {
		for _, second := range commands {
			for _, submit := range []bool{false, true} {
				forget(s, scratch)
				first.record(s, a, b)
				if submit {
					if err := s.Submit(); err != nil {
						t.Fatal(err)
					}
				}
				want := uint64(0)
				if first.conflicts(second) {
					want = 1
				}
				if got := barriers(s, func() { second.record(s, a, b) }); got != want {
					t.Errorf("%s, then %s (submitted in between: %v): %d barriers, want %d", first.name, second.name, submit, got, want)
				}
			}
		}
	}
}

// TestBarriersSeePartsOfBuffers touches one end of a buffer and then the other.
func TestBarriersSeePartsOfBuffers(t *testing.T) {
	_, s := testgpu.Stream(t)
	a, b, scratch := s.Temp(bufferBytes), s.Temp(bufferBytes), s.Temp(4)
	const last = bufferBytes - 64
	forget(s, scratch)
	commands[0].record(s, a, b)
	if got := barriers(s, func() { s.Copy(b.Slice(0, 64), a.Slice(last, 64)) }); got != 1 {
		t.Errorf("a read of the end of what a kernel wrote: %d barriers, want 1", got)
	}
	forget(s, scratch)
	s.Fill(a.Slice(0, last), 1)
	if got := barriers(s, func() { s.Fill(a.Slice(last, 64), 1) }); got != 0 {
		t.Errorf("a fill next to another: %d barriers, want 0", got)
	}
}

// TestBarriersRememberEarlierCommands puts unrelated work between a write and its read.
func TestBarriersRememberEarlierCommands(t *testing.T) {
	_, s := testgpu.Stream(t)
	a, b, scratch := s.Temp(bufferBytes), s.Temp(bufferBytes), s.Temp(4)
	for _, between := range []int{1, 10} {
		forget(s, scratch)
		commands[0].record(s, a, b)
		for range between {
			s.Fill(s.Temp(4), 1)
		}
		if got := barriers(s, func() { s.Copy(b, a) }); got != 1 {
			t.Errorf("%d commands between a write and its read: %d barriers, want 1", between, got)
		}
	}
}
