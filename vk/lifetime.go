//go:build !invariants

package vk

// lifetime tells whether the memory of a buffer has been given back. It is empty
// in a usual build; with the build tag invariants every use checks it.
type lifetime struct{}

func newLifetime() lifetime { return lifetime{} }

func (lifetime) end() {}

// wantAlive panics, under the tag, when the buffer's memory has been given back.
func (Buffer) wantAlive(string) {}
