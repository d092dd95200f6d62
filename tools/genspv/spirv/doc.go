// Package spirv reads from a SPIR-V module the little that a launch needs to
// know: the members of the push-constant block, the local size and the
// specialisation constants. It reads modules with their debug names, as
// glslangValidator writes them and before spirv-opt strips them, and it
// enforces the calling convention of this project's kernels: one push block,
// 64-bit buffer pointers first, then 32-bit words, at most 128 bytes, and no
// cast from one buffer pointer to another, and no capability that a device may lack.
//
//	iface, err := spirv.Reflect(words)
//	fmt.Println(iface.Pointers, iface.Words, iface.LocalSize)
package spirv
