//go:build invariants

package runtime

import (
	"testing"

	"autogan/shaders"
	"autogan/tests/testgpu"
	"autogan/vk"
)

// TestMemoryGivenBackIsNotUsed uses temporaries of an earlier step and freed
// buffers, whose memory others have by then.
func TestMemoryGivenBackIsNotUsed(t *testing.T) {
	dev, s := testgpu.Stream(t)
	temp := s.Temp(64)
	if err := s.EndStep(); err != nil {
		t.Fatal(err)
	}
	freed, err := dev.Alloc(64)
	if err != nil {
		t.Fatal(err)
	}
	dev.Free(freed)
	other, err := dev.Alloc(64)
	if err != nil {
		t.Fatal(err)
	}
	defer dev.Free(other)
	if other.Address() != freed.Address() {
		t.Error("the freed memory was not given out again: the test shows nothing")
	}
	for name, stale := range map[string]vk.Buffer{"a temporary": temp, "a part of it": temp.Slice(8, 32), "a freed buffer": freed} {
		for op, use := range map[string]func(){
			"launch":    func() { s.Kernel(shaders.Fill).Write(stale) },
			"table":     func() { s.Table().Read(stale) },
			"upload":    func() { s.Upload(stale, make([]byte, 4)) },
			"download":  func() { _ = s.Download(make([]byte, 4), stale) },
			"fill":      func() { s.Fill(stale, 0) },
			"copy from": func() { s.Copy(other.Slice(0, stale.Size()), stale) },
			"copy to":   func() { s.Copy(stale, other.Slice(0, stale.Size())) },
			"free":      func() { dev.Free(stale) },
		} {
			wantPanic(t, name+", "+op, use)
		}
	}
}

func wantPanic(t *testing.T, name string, call func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Errorf("%s: no panic", name)
		}
	}()
	call()
}
