// Package convplan decides how a convolution runs on a device: on which kernel,
// in which tiles and parts, and which of the steps around it (ReLU, resizing, a
// shortcut) the kernel does itself. [Of] is a pure function of the device's
// capabilities and the shape, over a table with a row per kernel. Package tensor
// carries plans out, autograd asks them what is fused, and package tune times
// the kernels that the table offers. testdata/plans.golden shows what is planned
// for the networks' layers on many devices.
//
// The kernels, in the table's order:
//
//   - Im2col merges taps and channels into one axis, so that the convolution
//     becomes a matrix product. It serves layers from and to images, whose three
//     channels leave most lanes of a direct kernel empty.
//   - The Winograd kernels compute F(4×4, 3×3): transforms of tiles, a matrix
//     product for each of 36 positions, transforms back. They need a quarter of
//     the products. Their transforms fuse steps around the convolution: the
//     transform of x applies ReLU and repeats pixels, the transform of y pools,
//     masks and adds. Float16 is read and written by the transforms only, so that a
//     CPU, which has no fast arithmetic in it, multiplies in float32. On GPUs the
//     products are those of the Tiled kernels, and only timing chooses them: transforms
//     are bound by memory, of which some cards have much for what they compute.
//   - Matrix multiplies float16 operands on the matrix units of GPUs. It fuses all
//     steps around the convolution. Lavapipe has such products, too; they are slow
//     there and run only if asked for.
//   - The Tiled kernels are a matrix product in shared memory, for GPUs. CPUs are
//     slow there. The larger a tile, the less a group loads for what it
//     multiplies, but the more of the device's units may stay without work: the
//     number of groups for each unit decides, and where tiles are few the terms are
//     cut into parts, whose sums are added in their order.
//   - Pointwise computes 1×1 convolutions, which are products of matrices, on
//     subgroups of eight lanes. It keeps weights in registers, and so does the product
//     of WinogradSubgroup8, which is the same kernel.
//   - Subgroup8 keeps a tile in a subgroup of eight lanes, which broadcast what
//     they have loaded.
//   - Vec4 runs everywhere, and Scalar is the readable reference.
//
// A kernel for eight lanes gives wrong numbers on other subgroups, so no plan
// has it there, whatever was asked for.
package convplan
