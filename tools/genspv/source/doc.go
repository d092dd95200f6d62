// Package source reads what the kernels are made of without compiling it: the
// .comp files with their variants, the files they include, and the manifest
// that says from which sources the committed SPIR-V was built. It needs no
// shader compiler, so a test can ask on any machine whether the kernels are
// fresh.
//
//	kernels, err := source.Scan("shaders")
//	built, err := source.ReadManifest("shaders/manifest")
//	for _, k := range kernels {
//		fresh := built.Kernel(k.Name).Hash == k.Hash
//	}
package source
