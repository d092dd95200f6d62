// Package layers is the building blocks of networks over the autograd tape:
// linear and convolutional layers, normalisation, spectral normalisation, the
// LSTM cell, and initialisation.
//
// A [Registry] owns the tensors of a network. Layers are made from it, so that
// every tensor has a name, is listed once, and can be initialised again in
// place from another seed:
//
//	r := layers.NewRegistry(s, seed)
//	conv := layers.NewConv2D(r, "conv", layers.Conv2DConfig{In: 3, Out: 64, Kernel: 3, Padding: 1})
//	if err := r.Err(); err != nil { … }
//	y := conv.Forward(tape.Const(images))
//
// # Modes
//
// Train and eval mode are arguments, never state. In a supernet the running
// statistics of a batch norm mix all architectures and fit none, so [EvalBatch]
// normalises by the batch without updating anything.
//
// # Spectral normalisation
//
// [SpectralNorm] normalises the weights of many layers at once; the number of
// launches does not depend on theirs. It does one power iteration in each
// training forward and keeps u, v and σ of this forward for its VJP. A later
// forward on another tape updates u and v again and does not disturb that
// gradient.
//
// # Names
//
// A tensor is named LAYER.TENSOR: weight, bias, running_mean, running_var, u, v.
// These names are the keys of state dicts, and so of checkpoints.
package layers
