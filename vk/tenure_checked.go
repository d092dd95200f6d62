//go:build invariants

package vk

import (
	"fmt"
	"sync/atomic"
)

// tenure is the time for which memory belongs to the buffers cut from it: a
// temporary's until EndStep, an allocation's until Free.
type tenure struct{ over *atomic.Bool }

func newTenure() tenure { return tenure{new(atomic.Bool)} }

func (t tenure) end() {
	if t.over != nil {
		t.over.Store(true)
	}
}

// wantAlive panics when the buffer's memory has been given back.
func (b Buffer) wantAlive(op string) {
	if b.tenure.over != nil && b.tenure.over.Load() {
		panic(fmt.Sprintf("vk: %s: the memory has been given back: temporaries live until EndStep, other buffers until Free", op))
	}
}
