// Package spirv reads from a SPIR-V module the little that a launch needs to
// know: the members of the push-constant block, the local size and the
// specialisation constants. It reads modules with their debug names, as
// glslangValidator writes them and before spirv-opt strips them.
//
// It also enforces the calling convention of this project's kernels: one push
// block of at most 128 bytes, with 64-bit buffer pointers first and 32-bit words
// after them; no cast from one buffer pointer to another; and no capability that
// a device may lack, but for those of matrix units, which [Interface] tells.
//
// CheckPointers is for the modules after spirv-opt, with or without names.
//
//	iface, err := spirv.Reflect(words)
//	fmt.Println(iface.Pointers, iface.Words, iface.LocalSize)
package spirv
