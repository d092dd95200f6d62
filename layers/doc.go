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
// Train and eval mode are arguments, never state.
package layers
