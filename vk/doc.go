// Package vk is the compute runtime: instance, device, memory, kernels,
// streams and timers over Vulkan 1.2. It knows bytes and kernels, no maths.
//
// # Life of a launch
//
// A [Stream] records launches, copies and barriers into one flat program of
// 64-bit words. Submit hands the whole program to C in one call, which replays
// it into a command buffer and submits it with a timeline semaphore. Nothing
// waits for the device until Sync or Download.
//
// Kernels take their buffers as 64-bit addresses in push constants
// (bufferDeviceAddress), or, where they work on many, in a [Table]; there are
// no descriptor sets.
//
// # Memory
//
// [Device.Alloc] gives persistent memory, sub-allocated from large blocks.
// [Stream.Temp] gives memory that lives until [Stream.EndStep]. It is placed
// when the step is submitted: every command declares what it accesses, so all
// uses are known by then, and temporaries that are used one after the other
// share memory. The arena behind them stays, and equal steps get equal places:
// a step in steady state allocates nothing from the driver.
//
// # Errors and threads
//
// A Stream keeps its first error: every later call is a no-op, and Submit,
// Sync and Download return it. [ErrOutOfMemory] leaves the device as it was; a
// device that gave [ErrDeviceLost] can only be released. Device and Instance may be used from several
// goroutines; a Stream belongs to one. Whoever creates an object releases it.
//
// The binding github.com/vulkan-go/vulkan makes the objects. What it lacks or
// gets wrong (slices of structs are freed while the driver reads them) is in
// this package's C shim; tests/lint forbids those calls.
package vk
