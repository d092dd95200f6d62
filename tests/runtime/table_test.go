package runtime

import (
	"encoding/binary"
	"testing"

	"autogan/shaders"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

// averages begins a launch of the kernel that moves an average towards w. It finds
// both by a table.
func averages(s *vk.Stream, shadow, w vk.Buffer) *vk.Launch {
	t := s.Table().Write(shadow).Read(w).Int(int(w.Size() / 4)).Uint(1)
	starts := t.Words()
	t.Uint(0)
	return s.Kernel(shaders.EMAUpdate).Table(t).Int(starts).Int(1).Int(1).Float(0.5).Float(0.5)
}

// TestTableBuffersAreOrdered counts barriers between a launch that finds
// buffers by a table and another command on one of them.
func TestTableBuffersAreOrdered(t *testing.T) {
	_, s := testgpu.Stream(t)
	shadow, w, scratch := s.Temp(64), s.Temp(64), s.Temp(4)
	for name, c := range map[string]struct {
		other func()
		want  uint64
	}{
		"what it reads":        {func() { s.Copy(s.Temp(64), w) }, 0},
		"what it overwrote":    {func() { s.Copy(s.Temp(64), shadow) }, 1},
		"writes what it reads": {func() { s.Fill(w, 0) }, 1},
	} {
		forget(s, scratch)
		if got := barriers(s, func() { averages(s, shadow, w).Run(1, 1, 1) }); got != 1 {
			t.Errorf("a launch after the upload of its table: %d barriers, want 1", got)
		}
		if got := barriers(s, c.other); got != c.want {
			t.Errorf("%s: %d barriers, want %d", name, got, c.want)
		}
		forget(s, scratch)
		c.other()
		if got := barriers(s, func() { averages(s, shadow, w).Run(1, 1, 1) }); got != 1 {
			t.Errorf("%s before: %d barriers, want 1", name, got)
		}
	}
}

// TestTableOfManyWords uploads a table longer than one command holds. A kernel
// that turns bytes into floats shows what lies there.
func TestTableOfManyWords(t *testing.T) {
	dev, s := testgpu.Stream(t)
	a, err := dev.Alloc(4)
	if err != nil {
		t.Fatal(err)
	}
	defer dev.Free(a)
	table := s.Table().Read(a)
	want := binary.LittleEndian.AppendUint64(nil, a.Address())
	for i := range uint32(10_001) {
		table.Uint(i)
		want = binary.LittleEndian.AppendUint32(want, i)
	}
	seen := tensor.Temp(s, len(want))
	s.Kernel(shaders.ConvertFromBytes).Table(table).Write(seen.Buffer).Int(len(want)).Run1D(len(want) / 4)
	got, err := seen.Floats(s)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range got {
		if v != float32(want[i]) {
			t.Fatalf("byte %d of the table is %g, want %d", i, v, want[i])
		}
	}
}
