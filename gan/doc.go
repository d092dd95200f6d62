// Package gan holds the generative adversarial networks of AutoGAN: generator
// and discriminator, their losses and their trainer.
//
// What a generator looks like is an architecture of package gan/arch, which
// lists its layers (an arch.Plan: the names in it are those of the tensors in a
// checkpoint) and wires them. The generator runs that wiring on the tape: see
// generator_tape.go for what it fuses.
//
// The package knows nothing of search: which architecture to try next is the
// business of packages nas and nas/autogan.
//
// # One list of layers
//
// A network is built from its plan, the list of layers that its architecture
// uses, and the parameters and multiply-adds that the program prints are sums
// over the same plan. So the two can't drift apart. The published totals of the
// paper's architectures are tests.
//
// # Growth makes nothing new
//
// As in the published code the supernet has all cells from the start, and the
// discriminator all blocks. A later stage of a search runs longer paths through
// them, so growth neither makes nor copies a tensor.
//
// # Losses
//
// The losses of a [Trainer] stay in a queue on the device until
// [Trainer.TakeLosses]. So steps follow each other without waiting for the host.
//
// # Averaged weights get statistics of their own
//
// An [Average] is evaluated in place of the trained weights. The reference code
// evaluates it with the running statistics of the trained weights, which do not
// fit it. Here they are recomputed over 40 batches before each evaluation, and
// the trained weights' statistics are put back after it. They begin at zero, and
// the moving average is corrected for that as Adam corrects its moments, so no
// state of the training gets into them.
package gan
