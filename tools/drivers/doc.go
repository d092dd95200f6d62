// Command drivers proves the kernels on every Vulkan driver at hand.
//
//	go run ./tools/drivers list                 fetch drivers, list devices
//	go run ./tools/drivers test [PACKAGE...]    run the suites on each, print a table
//
// A kernel that is right on one driver may be wrong on the next: an assumed
// subgroup size gives no error, only other numbers. So beside the devices of
// the installed loader this command tests drivers that it fetches from the
// machine's own apt sources and unpacks under .cache/drivers, where nothing
// else uses them: SwiftShader, with subgroups of four lanes and without 64-bit
// integers and float16, and each Mesa that is not the installed one. Lavapipe
// also runs with vectors twice as wide, which gives subgroups of sixteen. What
// can't be had is listed with the reason and is no failure.
//
// # How tests are read
//
// Without arguments the suites are the packages below vk, layers and tests
// whose tests ask testgpu for a device, but for whole trainings and timings.
// Of a test TestOp/variant/case the last part is a case, the one before it the
// variant of the kernel, and what stands before both names the operation: a
// row of the table. Levels may be missing: TestOp/case has no variants, TestOp
// alone is one case. A variant that a device can't run skips itself and says
// why; the reasons are printed.
//
// With -validate the tests run under the Khronos validation layer with
// synchronization validation, and any message fails the test in which it came
// up. A run of its own, on the first device that lets it, adds GPU-assisted
// validation: the layer rewrites the shaders so that every address they read or
// write is looked up among the buffers there are. One device is enough, since
// it is the shaders that are checked, and so are tests/kernels, in the short
// form; on a CPU it still takes minutes, most of them to compile. Where a
// device does not let it, the layer's reason is printed.
//
// The exit status is 1 if a test failed or a device passed none.
package main
