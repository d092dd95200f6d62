// Package onnx writes generators as models of ONNX, which other programs run:
// onnxruntime, browsers, phones.
//
// The model takes z [N, latent], normal deviates, and gives images [N, 3, H, W]
// in [−1, 1], red, green and blue. N is free. The graph is the architecture's
// own wiring ([arch.Arch.Wire]), an operator for each of its operations: what the
// device fuses or reorders stays apart, and runtimes fuse by themselves. Here
// activations are NHWC and weights HWIO; there both begin with the channels, so
// weights are permuted once, when the file is written.
//
// A nearest enlargement is Resize with asymmetric coordinates, rounded down, a
// bilinear one with those of half pixels, as PyTorch's align_corners=False.
// Batch norms keep their running statistics; a generator that a search draws
// with the statistics of each batch gets a graph that computes them.
//
// The operators are those of opset 17, which came with ONNX 1.12 in 2022. The
// format is protocol buffers; fields.go has the numbers that are used.
package onnx
