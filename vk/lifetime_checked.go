//go:build invariants

package vk

import (
	"fmt"
	"sync/atomic"
)

// lifetime tells whether the memory of a buffer has been given back: a
// temporary's by EndStep, an allocation's by Free. A buffer and its slices share
// one.
type lifetime struct{ over *atomic.Bool }

func newLifetime() lifetime { return lifetime{new(atomic.Bool)} }

func (t lifetime) end() {
	if t.over != nil {
		t.over.Store(true)
	}
}

// wantAlive panics when the buffer's memory has been given back.
func (b Buffer) wantAlive(op string) {
	if b.lifetime.over != nil && b.lifetime.over.Load() {
		panic(fmt.Sprintf("vk: %s: the memory has been given back: temporaries live until EndStep, other buffers until Free", op))
	}
}
