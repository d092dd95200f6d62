// Package testgpu gives tests a device. AUTOGAN_DEVICE picks it; without
// Vulkan tests are skipped, or fail when AUTOGAN_REQUIRE_DEVICE=1. With
// AUTOGAN_VALIDATE=1 the Khronos validation layer is on, and every message
// fails the test in which it came up.
package testgpu
