// Package interop tests this program against the tools that others use: what
// they write is read here, what is written here they read, and both compute the
// same. Tests skip themselves in one line where a tool is not installed.
//
// pytorch/ is AutoGAN's published networks in PyTorch (Debian: python3-torch),
// for checkpoints: pytorch/networks.py makes them again from their description,
// pytorch/exchange.py writes and checks the files of many architectures in one
// process.
package interop
