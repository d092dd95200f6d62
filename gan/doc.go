// Package gan holds the generative adversarial networks of AutoGAN: generator
// and discriminator, their losses and their trainer.
//
// The architecture of a generator is one of package gan/arch, which lists its
// layers (an arch.Plan) and wires them. The generator runs that wiring on the
// tape; generator_tape.go says what it fuses.
//
// The package knows nothing of search: packages nas and nas/autogan decide
// which architecture to try next.
//
// # One list of layers
//
// A network is built from its plan, the list of layers that its architecture
// uses. Tensors in a checkpoint have the names of the plan, and the parameters
// and multiply-adds that the program prints are sums over it, so they cannot
// disagree with the network. Tests hold the published totals of the paper's
// architectures.
//
// # Growth allocates nothing
//
// As in the published code the supernet has all cells from the start, and the
// discriminator has all blocks. A later stage of a search runs more of them, so
// growth neither makes nor copies a tensor.
//
// # Losses
//
// The losses of a [Trainer] stay in a queue on the device until
// [Trainer.TakeLosses]. So no step waits for the host.
//
// # Averaged weights get their own statistics
//
// An [Average] is evaluated in place of the trained weights. The reference code
// evaluates it with the running statistics of the trained weights, which do not
// fit. Here they are recomputed over 40 batches before each evaluation, and the
// statistics of the trained weights are restored after it. The recomputed ones
// begin at zero and are corrected for that as Adam corrects its moments, so
// they contain nothing of the training's statistics.
package gan
