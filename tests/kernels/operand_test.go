package kernels

import (
	"slices"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

// poisonBytes of the step arena are filled before a test; its cases fit in.
const poisonBytes = 8 << 20

// poisonedStream is a stream whose temporaries hold NaN until a kernel writes
// them, so that an element left out shows.
func poisonedStream(t *testing.T) *vk.Stream {
	t.Helper()
	_, s := testgpu.Stream(t)
	const quietNaN = 0x7fc00000
	s.Fill(s.Temp(poisonBytes), quietNaN)
	if err := s.EndStep(); err != nil {
		t.Fatal(err)
	}
	return s
}

// operand is an input: on the device, as float32 and for the oracle.
type operand struct {
	device tensor.Tensor
	host   []float32
	ref    ref.Array
}

func newOperand(s *vk.Stream, data []float32, dims ...int) operand {
	x := tensor.Temp(s, dims...)
	x.Upload(s, data)
	return operand{x, slices.Clone(data), ref.From(data, dims...)}
}

// normalOperand holds normal deviates; name seeds them.
func normalOperand(s *vk.Stream, name string, dims ...int) operand {
	return newOperand(s, testgpu.Normal(testgpu.Rand(name), tensor.Shape(dims).NumElements()), dims...)
}

// wantUnchanged fails the test if a kernel has written to the operand.
func (o operand) wantUnchanged(t *testing.T, s *vk.Stream, name string) {
	t.Helper()
	if !slices.Equal(floats(t, s, o.device), o.host) {
		t.Errorf("%s: the operation has changed its input", name)
	}
}

// floats downloads a tensor.
func floats(t *testing.T, s *vk.Stream, x tensor.Tensor) []float32 {
	t.Helper()
	data, err := x.Floats(s)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// wantPanic fails the test unless call panics with the text.
func wantPanic(t *testing.T, text string, call func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if got := recover(); got != text {
			t.Errorf("panic %q, want %q", got, text)
		}
	}()
	call()
}
