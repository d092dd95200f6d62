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
package gan
