// Package checkpoint keeps tensors in safetensors files, which PyTorch opens
// with safetensors.torch.load_file and NumPy with safetensors.numpy.
//
// A [File] is an ordered list of named host arrays and a map of strings.
// [Save] replaces a file atomically: whoever reads the path sees the former
// checkpoint or the whole new one, also after a power cut. [Load] checks
// everything it reads. A cut, foreign or damaged file is an error that wraps
// [ErrFormat] and names the file, the tensor and what to do about it.
//
// [LoadWeights] is for files that other programs write too: it makes float32
// numbers of halves and doubles.
//
// [Download] and [Upload] move state dicts, maps from names to tensors,
// between device and file.
//
// The format (https://github.com/huggingface/safetensors): eight bytes with
// the length of the header as a little-endian integer, the header in JSON, the
// bytes of all tensors one after another without gaps.
//
// # The hash
//
// A file of [Save] has its SHA-256 in the metadata, so a single wrong bit is
// noticed. Programs that do not know it see one string more. It is computed over
// the whole file, with zeros in the place of its own 64 digits. Whoever changes a
// file with another program leaves out autogan.hash and autogan.sha256.
package checkpoint
