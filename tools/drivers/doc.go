// Command drivers proves the kernels on every Vulkan driver at hand.
//
//	go run ./tools/drivers fetch                fetch the newest drivers alone
//	go run ./tools/drivers peers                fetch what runs models of ONNX
//	go run ./tools/drivers list                 fetch drivers, list devices
//	go run ./tools/drivers test [PACKAGE...]    run the suites on each, print a table
//	go run ./tools/drivers cards [NAME]         run the program on cards that are not there
//
// A kernel that is right on one driver may be wrong on the next: an assumed
// subgroup size gives no error, only other numbers. So besides the devices of
// the installed loader this command tests drivers that it fetches from the
// machine's own apt sources. It unpacks them under .cache/drivers, where nothing
// else uses them. They are SwiftShader, which has subgroups of four lanes and
// neither 64-bit integers nor float16, and each Mesa that is not the installed
// one. The installed lavapipe and the newest also run with vectors twice as wide,
// which gives subgroups of sixteen. A driver that is not available is listed with
// the reason; that is no failure.
//
// The oldest validation layer and spirv-val are the installed ones. The newest
// come from Debian sid, with its lavapipe, loader and C library; they are
// unpacked as well (tools/newest), and tests run there by sid's own dynamic
// linker. All kernels are checked by its spirv-val before the tests.
//
// # Cards
//
// The newest Mesa also holds drivers of real GPUs that can open a card which is
// not there: RADV, NVK, Honeykrisp and Turnip. Nothing is computed on it, so the
// suites would all fail. What is proven there instead is the host's half of the
// program (package card), after the suites or by itself.
//
// # How tests are read
//
// Without arguments the suites are the packages below vk, layers and tests
// whose tests ask testgpu for a device, except whole trainings and timings.
// In the name TestOp/variant/case the first part is the operation, a row of the
// table. The second is the variant of the kernel, the third a case. TestOp/case
// has no variants, and TestOp alone is one case. A variant that a device can't
// run skips itself and says why; the reasons are printed.
//
// With -validate the tests run under the Khronos validation layer with
// synchronization validation, and any message fails the test in which it came
// up. Another run, on the first device that supports it, adds GPU-assisted
// validation: the layer rewrites the shaders so that every address they read or
// write is looked up in the list of buffers. It runs tests/kernels in the short
// form on one device only, because it checks the shaders and not the device. On a
// CPU it still takes minutes, mostly to compile. Where no device supports it, the
// layer's reason is printed.
//
// The exit status is 1 if a test failed or a device passed none.
package main
