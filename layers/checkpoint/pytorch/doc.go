// Package pytorch reads and writes the files of torch.save, as far as they hold
// tensors: state dicts, and dictionaries around them.
//
// [Decode] reads both forms: the zip archive of PyTorch 1.6 and later, and the
// chain of pickles before it. [Encode] writes the older one, which every PyTorch
// reads; the published code of AutoGAN asks for 1.1, which has no other.
//
// # Nothing in a file runs
//
// A pickle is a program for a small stack machine, and Python runs the functions
// that it names. This package has a machine of its own for the instructions that
// torch.save uses. It makes [Dict], [List], [Tuple], [Tensor] and plain values of
// a dozen known names; any other name is an error that says it, before anything
// is done with it. The library gopickle would allocate what a length in the file
// claims.
//
// No size is believed. What a file claims is compared with the bytes that are
// there; records of a zip archive must be stored as they are, as torch.save
// stores them, so none can grow. Stack, marks and memo are limited. Tensors are
// views of the file until [Tensor.Array] copies one, and no two elements of a
// tensor are the same number of the file.
package pytorch
