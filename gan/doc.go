// Package gan holds the generative adversarial networks of AutoGAN: the
// architecture of a generator, the generator and discriminator built from it,
// their losses and their trainer.
//
// An [Arch] is plain data: the decisions taken for each cell of the generator.
// It knows no device and no weights, so it can be parsed, printed, counted and
// enumerated anywhere:
//
//	arch, err := gan.ParseArch("1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 3")
//	params, macs := gan.CountGenerator(arch, 256, 4) // 4405251, 1765015552
//
// A [Plan] is the list of weighted layers that an architecture uses; parameter
// and multiply-add counts are sums over it, and the names in it are the names
// of the tensors in a checkpoint.
//
// The package knows nothing of search: which architecture to try next is the
// business of packages nas and nas/autogan.
package gan
