// Package runtime tests autogan/vk on a device: transfers of every size, the
// order of work, timers, that errors stay, and that options of a stream do not
// show. Under the tag invariants also that memory given back is not used.
package runtime
