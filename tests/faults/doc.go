// Package faults proves what happens when Vulkan fails. A layer of its own
// (layer/layer.c, built when the tests start) stands between the loader and the
// driver: it lets the n-th call fail, plays a lost device, and counts what is
// alive, so that no part of the program knows that it is being tested.
//
// Each fault must give an error that names what failed and wraps the sentinel,
// leave nothing behind, and leave a process in which a new device works.
package faults
