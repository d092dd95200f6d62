// Package dataset reads the images a GAN learns from and brings them to the
// resolution at which it learns.
//
// It knows four sources: the CIFAR-10 and STL-10 binaries, folders of image
// files, and a procedural set that needs no download. Each of them becomes a
// [Dataset]: 8-bit RGB images of one size, in memory. Shuffler gives the order in
// which training visits them, Grid shows them, Archive downloads them.
//
// Resizing follows Pillow's antialiased bilinear filter to the last bit, because
// that filter is part of AutoGAN's method: the search trains at 8, 16 and 32
// pixels, and the smaller images are made by it. An image is resized once:
// [Originals] gives a set at any size from the images as they were published.
//
// Whatever reads, draws or writes a set takes a context and ends with it, within
// a moment even if a disk does not answer. Work that lasts longer than a second
// tells the context's [Observer] how far it is.
//
// The package is plain Go: it imports nothing of the device runtime, prints
// nothing and reads no environment. All results are deterministic, whatever the
// number of CPUs. A Dataset may be read by many goroutines; a Shuffler
// belongs to one.
//
//	train, err := dataset.ReadCIFAR10(ctx, "data/cifar10", dataset.CIFAR10Options{})
//	if err != nil {
//		return err
//	}
//	small := train.Resize(8)
//	order := dataset.NewShuffler(small.N, 64, seed)
//	for {
//		batch := order.Next()
//		small.Floats(pixels[:len(batch)*small.ImageSize()], batch)
//		// one step of the discriminator
//	}
package dataset
