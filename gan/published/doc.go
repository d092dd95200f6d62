// Package published translates networks between this program and the published
// code of AutoGAN (https://github.com/VITA-Group/AutoGAN), whose checkpoints are
// files of package pytorch:
//
//	value, err := pytorch.Read("checkpoint_best.pth")
//	c, err := published.Decode(value, "")
//	// c.Arch, c.Geometry, c.Generator: arrays as gan.Generator names them
//	state, err := c.StateDict()
//	err = pytorch.Encode(file, state)
//
// It works on arrays in host memory and needs no device.
//
// # Names and layouts
//
// names.go is the one table of names. The published code has two generators. The
// supernet (models_search/shared_gan.py) holds the layers of all choices; its
// search and train_derived.py use it, and so does E2GAN's code. The fixed classes
// (models/autogan_cifar10_a.py, _b and _c) hold the layers of one architecture.
// [Class] tells them apart. The discriminator is the same in both.
//
// layouts.go is the one list of layouts. All that differs is the order of axes:
//
//	                here               there
//	convolution     [K, K, in, out]    [out, in, K, K]
//	transposed      [2, 2, out, in]    [in, out, 2, 2]
//	linear          [in, out]          [out, in]
//	first linear    [in, H·W·C]        [C·H·W, in], since its result is a feature map
//	weight_v        [K·K·in]           [in·K·K]
//
// The list of a network's tensors is in the order of the published module's
// parameters(), because its optimisers number their moments so. A spectrally
// normalised layer has its bias before its weight there.
//
// # What has no counterpart
//
// A file of the supernet does not say which architecture it draws. Layers that an
// architecture does not use are not read, and written as zeros. PyTorch counts the
// batches of a batch norm, which changes nothing at a fixed momentum; the count is
// written as zero. A search's controller is not read.
//
// The cells of the published code add skip-ins in place, so what feeds later
// cells has the skip-ins in it: [arch.TapAfterSkips].
//
// AdversarialNAS's generators are refused: their cells choose an operation for
// each edge of a graph, some of them depthwise or dilated convolutions, and
// they get a part of the latent vector before each cell. No space here has these.
package published
