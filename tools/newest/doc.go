// Package newest is the folder of the newest drivers: Debian sid's Mesa, Vulkan
// loader and validation layer, with the C library and all else that they need,
// unpacked apart from what is installed. `make drivers` fills it; programs run
// there by its own dynamic linker. Next to it is a folder of the same kind with
// ONNX's checker and runtime, which `make peers` fetches and tests/interop runs.
//
// Mesa's package of drm-shims lets its drivers for real GPUs open a card that is
// not there. Nothing is computed on such a [Card]. But the driver's compiler is
// the real one, and so are the capabilities that it reports.
package newest
