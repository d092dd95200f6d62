package newest

import (
	"fmt"
	"path/filepath"
)

// ONNXPackages are ONNX's checker and a runtime for its models. They come with
// the Python and the C library that they need: 65 MB, 300 MB unpacked.
var ONNXPackages = []string{"python3-onnx", "python3-onnxruntime"}

// ONNX is the folder of these packages in a cache of drivers, apart from the
// drivers.
func ONNX(cache string) Folder { return Folder{filepath.Join(cache, "onnx")} }

// Python returns the command and the environment that run the folder's Python,
// with its modules alone.
func (f Folder) Python() (runner, env []string, err error) {
	if !f.Exists() {
		return nil, nil, fmt.Errorf("%s is not there: `make drivers` fetches it", f.Root)
	}
	program, err := f.find("usr/bin/python3.*[0-9]")
	if err != nil {
		return nil, nil, err
	}
	runner, err = f.Linker()
	return append(runner, program, "-P"), []string{"PYTHONHOME=" + filepath.Join(f.Root, "usr"), "PYTHONDONTWRITEBYTECODE=1"}, err
}
