// Package inception is Inception-v3 (Szegedy et al., 2016) as TensorFlow
// published it on 2015-12-05: the network that Inception scores and Fréchet
// distances are defined on. It runs forward only, on the device.
//
//	network, err := inception.Load(s, "data/inception/inception-2015-12-05.safetensors")
//	if err != nil {
//		return err
//	}
//	defer network.Release()
//	features := network.Features(s, images)             // pool_3: [N, 2048]
//	probabilities := network.FromFeatures(s, features)  // [N, 1008]
//
// [Convert] makes that file from what others publish: TensorFlow's graph, or
// the weights of pytorch-fid. It computes batch norm into the convolutions.
//
// The graph has rules of its own, which other ports of the network do not all
// follow: images are resized without half-pixel centres and scaled to
// (v − 128)/128, means of windows do not count the padding, the last block pools
// by the maximum, and scores do not use the last layer's bias.
//
// [Convert] records the checksum of the file that it reads, and that of the
// weights that come out. Only pytorch-fid's file has a published checksum. So
// only weights from there are known to be the published ones ([Stage.Weights]),
// and only their scores get the names of published scores. TensorFlow's graph
// holds the same numbers and gives the same weights, but has no published
// checksum.
//
// A file may lack layers: then the stages before them still work ([Open],
// [Trunk.Stage]). Distances of their features have their own names and are not
// comparable with published ones.
//
// # One table of layers
//
// The network is built from one table (plan.go), which names each layer as
// TensorFlow's graph and pytorch-fid do. The loaders read the same table, so a
// layer can't be forgotten in one of them. A test compares every stage with
// PyTorch's for the published weights, another pool_3 and logits of random
// weights with the oracle in float64.
//
// # Memory
//
// Stream.Scratch gives back the temporaries of a part of a step. So a chunk of
// images needs what its largest part needs, not the sum over all layers.
//
// # Reading PyTorch's files
//
// The PyTorch library for Go does not notice when a storage ends early, so a
// file that is cut would load with wrong numbers. Only its pickle reader is
// used; the storages are read here.
package inception
