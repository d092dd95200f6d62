// Package runtime tests autogan/vk on a device: transfers of every size, the
// order of work, timers, that a stream keeps its first error, and that the
// options of a stream do not change results. With the build tag invariants it
// also tests that memory which was given back is not used.
package runtime
