// Package faults proves what happens when Vulkan fails. A Vulkan layer of its own
// (layer/layer.c, built when the tests start) lies between the loader and the
// driver. It lets the n-th call fail, pretends that the device is lost, and
// counts the objects that are alive. No part of the program knows that it is
// being tested. The layer is built for Linux, and the tests run there.
//
// Each fault must give an error that names what failed and wraps the sentinel.
// It must leave no object alive, and a process in which a new device works.
package faults
