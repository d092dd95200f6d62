// Package checkpoint keeps tensors in safetensors files, which PyTorch opens
// with safetensors.torch.load_file and NumPy with safetensors.numpy.
//
// A [File] is an ordered list of named host arrays and a map of strings.
// [Save] replaces a file atomically: whoever reads the path sees the former
// checkpoint or the whole new one, also after a power cut. [Load] checks
// everything it reads. A cut, foreign or damaged file is an error that wraps
// [ErrFormat] and names the file, the tensor and what to do about it.
//
// [Download] and [Upload] move state dicts, maps from names to tensors,
// between device and file.
//
// The format (https://github.com/huggingface/safetensors): eight bytes with
// the length of the header as a little-endian integer, the header in JSON, the
// bytes of all tensors one after another without gaps.
package checkpoint
