// Package bench times operations and whole training steps on a device. It
// measures wall time, device time, the fraction of the device's own ceilings,
// what the runtime was asked for, and which kernels took the time.
//
// # Ceilings
//
// Ceilings are what the same device did in the same run: multiply-adds in two,
// four and eight chains of vec4, and copies of 64 MiB by a kernel and by the
// driver. The best of several rounds counts, since other work can only slow a
// round down. lavapipe has no fused multiply-add, so its ceiling depends on
// whether the CPU multiplies and adds at the same time. Its kernels copy
// fastest if each lane fills a cache line.
//
// # Devices that compute nothing
//
// A driver may stand on a card that is not there, as Mesa's drm-shims let it.
// Everything works there except that no value is computed and no timestamp is
// written. What is left to measure is the time of the host: recording,
// submission, the driver. That the device is such a one shows in a word which it
// was told to write.
//
// # Calls in a row
//
// A single operation ends with a wait for the device: a submission, the waking of
// its threads and of ours. An operation of a step pays a share of that, a
// thousandth or less. So each row of the table has a second case, with as many
// calls in one submission as its name says (add/16-n4-c128-32x32), and a peer
// makes as many calls in a row. Each timed run of such a case follows at once on
// another one of the same side, as in the midst of a step: the first after a pause
// waits for caches and for threads that other work has displaced.
//
// # Splitting a step
//
// A profile puts a barrier and a pair of timestamps around each dispatch, so a
// profiled step is slower than the step itself. The bytes of a kernel are those
// that it cannot do without: what each dispatch is given to read and to write,
// once. What a kernel reads again, or only part of, shows in its time instead.
//
// # A peer
//
// Another program that runs the same cases can be timed in turn with this one;
// tests/bench/pytorch has one (make bench-peer). It may decline a case, with its
// reason. Measured figures belong in tests/bench/RESULTS.md.
//
// # What is kept
//
// Where time runs out or a case fails, the report holds the cases before it. So a
// device that gets lost half-way, or a limited time, still gives figures.
package bench
