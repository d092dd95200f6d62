// Package tensor is arithmetic on device memory: a [Tensor] is a shape and a
// view of a buffer, and every operation is a function that checks shapes,
// takes a temporary of the stream for its result and launches kernels. There
// are no gradients here; see autogan/vk/autograd.
//
// Results live until Stream.EndStep. What must live longer is made with [New].
// Functions panic on shapes and types that do not fit, with the operation and
// both shapes in the text. Errors of the device are in the stream.
//
// Figures are in tests/bench/RESULTS.md; this text gives ratios only.
//
// # Layout
//
// Activations are NHWC, convolution weights HWIO and linear weights [in, out],
// row-major and dense. So a convolution is a matrix product over (kh, kw, c)
// whose operands are contiguous along the channels, reductions per channel read
// neighbouring words, and four channels make a vector.
//
// # Element-wise functions
//
// Functions of one operand, such as [ReLU], take any shape of float32 or 16
// bits; the result has the operand's shape and type. Their backward passes, such
// as [ReLUBackward], take two tensors of one shape; the result has 16 bits if one
// of them has. All panic on other types, and backward passes on shapes
// that differ.
//
// # What a thread takes
//
// These kernels, pools, enlargements, normalisations and sums wait for memory, so
// a thread takes several vec4s. On a CPU they are neighbours that fill a cache
// line, since lavapipe loads and stores lane by lane: eight lanes that each
// touch a quarter of a line bring it in four times. It loads and stores by the
// word, so a vec4 moves as two words of 64 bits. Large tensors then move at
// the speed of the driver's own copy. On a GPU the lanes of a work group take
// neighbours, and a thread of an element-wise kernel takes four vec4s a work
// group apart where the launch is so large that all compute units are full even
// so. Which form runs follows from the device's type and the number of elements, and
// no form changes a bit.
//
// A thread of a resampling makes all pixels of a block that share what it reads.
// A nearest enlargement reads each pixel once, a bilinear one each of the four
// around a block once. Its adjoint makes 2×2 pixels from the 3F×3F that they
// share, in 9·F² loads instead of 16·F².
//
// # Tables of tensors
//
// What a step does to each of many tensors is one launch over a vk.Table: Adam,
// EMA, the sums of gradients of weights used twice, each pass of the spectral
// norm. The work groups of the launch are divided among the rows of the table
// (rows.go, include/rows.glsl).
//
// # Convolutions
//
// Each pass of a convolution (forward, gradient of the input, gradient of the
// weight) runs the kernel that package convplan plans for it; the kernels are
// listed there. Package tune can replace the choice by one that it has timed.
// The plain kernel of each pass takes every shape on every device, and the others
// are tested against it.
//
// Winograd's algorithm F(4×4, 3×3) needs a quarter of the multiplications, which
// makes it three times as fast as the direct kernels. The gradient of the input
// is the same convolution with the flipped weight. The gradient of the weight is
// the adjoint of the forward pass, so it shares the input's transform.
// The points 0, ±√2/2, ±√2 and ∞ have a third of the rounding error of the points
// 0, ±1, ±2 and ∞; tests/ref/winograd.go derives what is allowed.
//
// Three properties of lavapipe shape these kernels:
//
//   - A load by eight lanes is a gather of eight words. So a thread of the
//     transforms takes two channels and moves 64-bit words.
//   - A value that a loop carries along is blended with the mask of the lanes
//     in each round, and spilled. So the product loops over tiles, not over
//     channels: each lane keeps the weights of 64 input channels and four
//     output channels, and the sums of a tile live within one round.
//   - A loop with a continue is not unrolled, and its arrays then lie in memory
//     instead of registers. So no loop here has one.
//
// The images are transformed in chunks whose transforms take 16 MiB. The size
// of a chunk does not matter for the speed, except by the number of dispatches.
//
// im2col writes the pixels of an image under each weight as a row of 27 columns.
// col2im is its adjoint: it sums for each pixel its shares of a product with the
// weight in that form. Nothing is padded to four channels, and the passes take a
// half to a quarter of the time of the direct kernels.
//
// The kernels in shared memory work on tiles of rows by columns, 8 or 16 terms at a
// time, with the next ones fetched into registers meanwhile. A thread has 8×8
// results, so that a term's 64 multiply-adds go with 64 bytes of shared memory;
// the smallest tile, for few results, has 4×4. No load has a branch around it. Any
// subgroup size does. They are correct on lavapipe and SwiftShader, and `make isa`
// shows what the compilers of nine GPUs make of them. Their speed on a GPU is
// unmeasured.
//
// A transposed convolution has no kernel of its own: its forward pass is
// [Conv2DBackwardInput] with the kernel's size as stride, and its input
// gradient is [Conv2DForward].
//
// # What a convolution fuses
//
// The kernels for CPUs include other operations, each in a pass over memory
// that they make anyway: a ReLU of the operand (prologue), the sum with a
// shortcut and an average pool of the result (epilogue), and in the backward
// passes the ReLU mask of the input's gradient and the sums that are the bias's
// gradient.
// What the plan does not fuse runs as kernels of its own, with the same result.
// Each combination is one more pipeline to compile, once per pipeline cache.
//
// # Resizing without a large image
//
// A convolution after a nearest enlargement reads the small image: a tile of
// 6×6 enlarged pixels needs 16 pixels of it. A convolution before an average
// pool writes the pooled image, and its gradients read the small one. A 1×1
// convolution after an interpolation, or before a pool, runs on the smaller
// image: the shares of an interpolated pixel sum to one, so both orders give
// the same result. Kernels that enlarge can add a shortcut to the result. The
// count of multiply-adds still follows the definition.
//
// # Mixed precision
//
// Mixed precision changes how values are stored, and where a GPU has matrix
// units, on what they are multiplied. A tensor of 16 bits holds activations, their
// cotangents or a copy of a weight, in groups of four channels. Sums are float32,
// and so are tensors whose channels are not a multiple of four. The kernels share
// an include that loads and stores; a bit of a specialisation constant (the
// float16 mask) says which type each operand has. It packs by integers, so no
// device needs arithmetic or storage of 16 bits, all devices round alike, and
// an overflow is an infinity: AMD's own conversion gives the largest float16,
// SwiftShader's a NaN.
//
// There are two types of 16 bits, and a launch has one of them: Float16, with 11
// bits of precision from 6·10⁻⁵ to 65,504, and BFloat16, with 8 bits and float32's
// range. A further bit of the float16 mask tells them apart, so a kernel for one is
// a kernel for the other.
//
// # Matrix units
//
// Convolutions whose operands are both of 16 bits run on matrix units where a GPU
// has them (VK_KHR_cooperative_matrix; vk.Matrix is the shape of a product). For
// bfloat16 the device must have VK_KHR_shader_bfloat16, too, and the kernels are
// built a second time with operands of that type; elsewhere bfloat16 runs on the
// kernels that calculate in float32. The product of two numbers of 16 bits is exact
// in float32, and the sums are float32, so only their order differs from other
// kernels' (drivers may take the smallest normal bfloat16 for zero). Nothing that is stored as float32 is
// rounded for them. All three passes are products of a matrix in tiles, which lie
// in shared memory with the terms of a sum innermost: so they load as fragments
// on every vendor's units in the fewest instructions. For that the weight is
// turned while it is copied to 16 bits, and the gradient of the weight turns blocks of 4×4
// while it fetches them. The elements of a fragment lie in the lanes as each
// driver likes, so kernels only load, multiply and store fragments. Results go
// through shared memory, where the steps after the convolution are done.
//
// Linear layers stay in float32. A launch bounds each of them; on matrix units they
// would need two, and all together they are under 0.3 % of an iteration
// (tests/bench/RESULTS.md).
//
// NVIDIA's second version, VK_NV_cooperative_matrix2, would let a whole work group
// share a fragment and load it by a tensor's layout. glslang 16.6 compiles that, but
// no driver here can run or compile it: in Mesa 26.2 lavapipe and, when asked,
// RADV have the extension without those two features, and NVK does not have it.
//
// These kernels are tested by execution on lavapipe 26, which computes 8×8×8
// products, and by the compilers of AMD's and NVIDIA's cards (tools/isa). lavapipe
// offers no products of bfloat16, so the builds for it are tested by AMD's compiler
// alone. Their speed on a card is unmeasured. A card that announces matrix units and gets wrong
// numbers is found by the check before the kernels are timed (package tune) and by
// autogan doctor.
//
// # Distances
//
// A block of products and the squares of its vectors ([Pairs]) give squared
// distances, which no kernel writes: [UpdateNearest] and [CountWithin] read the
// products as they go. A thread has a column, so neighbouring threads read
// neighbouring words, and keeps what is nearest in registers.
//
// # Random numbers
//
// Philox4x32-10, keyed by a seed and counted by a stream number. A draw depends
// on these alone, so a checkpoint holds counters and no state of a generator.
package tensor
