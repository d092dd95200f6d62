package newest

import "path/filepath"

// ONNXPackages are ONNX's checker and a runtime for its models. They come with
// the Python and the C library that they need: 65 MB, 300 MB unpacked.
var ONNXPackages = []string{"python3-onnx", "python3-onnxruntime"}

// ONNX is the folder of these packages in a cache of drivers, apart from the
// drivers.
func ONNX(cache string) Folder { return Folder{filepath.Join(cache, "onnx")} }

// Python is the command that runs the folder's Python, with its modules alone.
func (f Folder) Python() ([]string, error) {
	program, err := f.find("usr/bin/python3.*[0-9]")
	if err != nil {
		return nil, err
	}
	runner, err := f.Linker()
	return append(runner, program, "-I", "-B"), err
}
