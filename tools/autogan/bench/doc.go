// Package bench times operations and whole training steps on a device: wall
// time, device time, what fraction of the device's own ceilings was reached,
// what the runtime was asked for, and which kernels the time went to.
//
// # Ceilings
//
// A fraction is relative to what the same device did in the same run:
// multiply-adds in two, four and eight chains of vec4, and copies of 64 MiB by
// a kernel and by the driver. The best of several rounds counts, because what
// is slowed down by something else is no ceiling. lavapipe has no fused
// multiply-add, so its ceiling depends on whether the CPU multiplies and adds
// at the same time. Its kernels copy fastest where each lane fills a cache
// line.
//
// # Splitting a step
//
// A profile puts a barrier and a pair of timestamps around each dispatch, so a
// profiled step is slower than the step itself.
//
// # A peer
//
// Another program that runs the same cases can be timed in turn with ours;
// tests/bench/pytorch has one (make bench-peer). Measured figures belong in
// tests/bench/RESULTS.md.
package bench
