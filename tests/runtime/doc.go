// Package runtime tests autogan/vk on a device: transfers of every size, the
// order of work, timers, and that errors stay.
package runtime
