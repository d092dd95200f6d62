package checkpoint

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"autogan/vk"
	"autogan/vk/tensor"
)

// ErrMismatch is wrapped by the errors of [Upload]: the file is sound but does
// not hold what the network needs.
var ErrMismatch = errors.New("the checkpoint belongs to another network; load it into the architecture it was saved from")

// dtypes is the file's name for each type of the device.
var dtypes = map[tensor.DType]DType{tensor.Float32: F32, tensor.Uint32: U32, tensor.Uint8: U8}

// Download waits for the recorded work and returns the tensors of a state dict
// by ascending name, each named prefix + name.
func Download(s *vk.Stream, prefix string, state map[string]tensor.Tensor) ([]Array, error) {
	arrays := make([]Array, 0, len(state))
	for _, name := range slices.Sorted(maps.Keys(state)) {
		t := state[name]
		size := t.NumElements() * t.DType.Size()
		data := make([]byte, (size+3)&^3) // buffers are whole words
		if err := s.Download(data, t.Buffer); err != nil {
			return nil, fmt.Errorf("checkpoint: download %q: %w", prefix+name, err)
		}
		arrays = append(arrays, Array{Name: prefix + name, DType: dtypes[t.DType], Shape: t.Shape, Data: data[:size]})
	}
	return arrays, nil
}

// Upload copies into each tensor of a state dict the array of f named prefix +
// name. If an array is missing or has another shape or type, or if f has an
// array with the prefix that the state dict lacks, it copies nothing and
// returns an error that wraps [ErrMismatch]. No prefix used in a file may be
// the beginning of another one.
func Upload(s *vk.Stream, f *File, prefix string, state map[string]tensor.Tensor) error {
	for _, name := range slices.Sorted(maps.Keys(state)) {
		if err := f.matches(prefix+name, state[name]); err != nil {
			return fmt.Errorf("checkpoint: load %s: %w", f.path, err)
		}
	}
	for _, a := range f.Arrays {
		name, ours := strings.CutPrefix(a.Name, prefix)
		if _, known := state[name]; ours && !known {
			return fmt.Errorf("checkpoint: load %s: tensor %q is not part of the network: %w", f.path, a.Name, ErrMismatch)
		}
	}
	for name, t := range state {
		a, _ := f.Find(prefix + name)
		data := a.Data
		if tail := len(data) % 4; tail != 0 {
			data = append(slices.Clone(data), make([]byte, 4-tail)...)
		}
		s.Upload(t.Buffer, data)
	}
	return nil
}

func (f *File) matches(name string, t tensor.Tensor) error {
	a, ok := f.Find(name)
	if !ok {
		return fmt.Errorf("tensor %q is missing: %w", name, ErrMismatch)
	}
	if want := dtypes[t.DType]; a.DType != want || !t.Shape.Equal(a.Shape) {
		return fmt.Errorf("tensor %q is %s %v, the network has %s %v: %w", name, a.DType, a.Shape, want, t.Shape, ErrMismatch)
	}
	return nil
}
