//go:build !invariants

package vk

// tenure is the time for which memory belongs to the buffers cut from it. It
// is empty in a usual build; with the tag invariants it is checked at every use.
type tenure struct{}

func newTenure() tenure { return tenure{} }

func (tenure) end() {}

// wantAlive panics, under the tag, when the buffer's memory has been given back.
func (Buffer) wantAlive(string) {}
