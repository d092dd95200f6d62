// Package shaders holds the compute kernels as data: the GLSL sources (one
// pass of one op per .comp file), the SPIR-V built from them, and a table of
// their interfaces. SPIR-V and table are committed, so building the program
// needs no shader compiler; after a change to a .comp file run `make generate`
// and commit the .comp, the .spv, kernels_gen.go and the manifest together.
//
// A kernel takes its buffers as 64-bit addresses, then 32-bit words, in one
// push-constant block of at most 128 bytes. It is launched through a stream
// of package vk:
//
//	s.Kernel(shaders.Fill).Write(dst).Uint(n).Uint(value).Run1D(n)
//
// The package launches nothing itself and knows no device. Its values are
// read-only and safe for use by several goroutines.
package shaders
