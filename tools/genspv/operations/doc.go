// Package operations writes what follows from the table of operations: the Go
// constants of vk/tensor/optable, the lists of vk/autograd/functions, and the
// GLSL constants that the kernels of several operations include. It needs no
// shader compiler, so a test can ask on any machine whether the files are
// fresh.
package operations
