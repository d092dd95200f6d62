// Package bench times operations and whole training steps on a device: wall
// time, device time, what fraction of the device's own ceilings was reached,
// what the runtime was asked for, and which kernels the time went to. A peer,
// another program that runs the same cases, can be timed in turn.
package bench
