package kernels

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"

	"autogan/tests/cases"
	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk"
	"autogan/vk/tensor"
)

const (
	// guardBytes is more than a work group of the widest kernel can write past
	// the end: 64 threads of a vec4 each.
	guardBytes = 1 << 10
	// guardedBytes is the largest size of a case's temporaries whose bands are
	// checked.
	guardedBytes = 24 << 20
	// foldGroups is a row of a grid so short that all but the smallest grids
	// fold.
	foldGroups = 3
)

// benches are the streams on which a case runs.
type benches struct {
	name                   string
	caps                   vk.Caps
	plain, guarded, folded *vk.Stream
}

// openBenches makes the streams for an operation's cases.
func openBenches(t *testing.T, op string) benches {
	t.Helper()
	watch := func(l vk.Launched) { coverage.Watch(l, op) }
	b := benches{
		plain:   testgpu.StreamWith(t, vk.StreamOptions{Launched: watch}),
		guarded: testgpu.StreamWith(t, vk.StreamOptions{GuardBytes: guardBytes}),
		folded:  testgpu.StreamWith(t, vk.StreamOptions{RowGroups: foldGroups, PoisonTemps: true}),
	}
	b.name, b.caps = b.plain.Device().Name(), b.plain.Device().Caps()
	return b
}

// output is the content of a tensor.
type output struct {
	words []uint32
	dtype tensor.DType
	n     int
}

// values are the elements as numbers.
func (o output) values() []float64 {
	values := make([]float64, o.n)
	for i := range values {
		switch o.dtype {
		case tensor.Float32:
			values[i] = float64(math.Float32frombits(o.words[i]))
		case tensor.Uint32:
			values[i] = float64(o.words[i])
		case tensor.Float16:
			values[i] = ref.FromHalfBits(uint16(o.words[i/2] >> (16 * (i % 2))))
		case tensor.BFloat16:
			values[i] = ref.FromBFloat16Bits(uint16(o.words[i/2] >> (16 * (i % 2))))
		case tensor.Uint8:
			values[i] = float64(o.words[i/4] >> (8 * (i % 4)) & 255)
		}
	}
	return values
}

// compare checks values of the output by the rule of their type.
func (o output) compare(values []float64, want ref.Array) error {
	switch o.dtype {
	case tensor.Float16:
		return tol.CheckHalf(values, want)
	case tensor.BFloat16:
		return tol.CheckBFloat16(values, want)
	}
	return tol.Check(values, want)
}

// run runs a case and returns its results, then the operands that it updates.
// It fails the test if another operand has changed.
func run(t *testing.T, s *vk.Stream, v cases.Variant, c cases.Case, inputs []ref.Array) []output {
	t.Helper()
	x, results := launchCase(s, v, c, inputs)
	outputs := download(t, s, results...)
	for i, operand := range download(t, s, x...) {
		if c.Operands[i].Update {
			outputs = append(outputs, operand)
		} else if !slices.Equal(operand.words, cases.Words(c.Operands[i].Type, inputs[i].Data)) {
			t.Errorf("operand %d has been changed", i)
		}
	}
	return outputs
}

// launchCase uploads the operands and launches.
func launchCase(s *vk.Stream, v cases.Variant, c cases.Case, inputs []ref.Array) (x, results []tensor.Tensor) {
	x = placeAll(s, v, c, inputs)
	return x, c.Launch(s, v, x)
}

// placeAll uploads the operands of a case.
func placeAll(s *vk.Stream, v cases.Variant, c cases.Case, inputs []ref.Array) []tensor.Tensor {
	x := make([]tensor.Tensor, len(inputs))
	for i, o := range c.Operands {
		x[i] = place(s, o, inputs[i], v.Shifted)
	}
	return x
}

// updated are the operands that a case changes.
func updated(c cases.Case, x []tensor.Tensor) []tensor.Tensor {
	var changed []tensor.Tensor
	for i, o := range c.Operands {
		if o.Update {
			changed = append(changed, x[i])
		}
	}
	return changed
}

// runGuarded is run with guard words on both sides of every temporary. It fails
// the test if one of these words has changed.
func runGuarded(t *testing.T, s *vk.Stream, v cases.Variant, c cases.Case, inputs []ref.Array) []output {
	t.Helper()
	outputs := run(t, s, v, c, inputs)
	temps, size := slices.Clone(s.Guarded()), uint64(0)
	for _, b := range temps {
		size += b.Size()
	}
	if size <= guardedBytes {
		for i, b := range temps {
			edge := uint64(guardBytes)
			if v.Shifted && i < len(c.Operands) && !c.Operands[i].Type.Half() { // the operands come first; shifted ones leave an element at each end
				edge += 4
			}
			watch(t, s, b, edge)
		}
	}
	endStep(t, s)
	return outputs
}

// watch looks for changes in the bytes at both ends of a buffer.
func watch(t *testing.T, s *vk.Stream, b vk.Buffer, edge uint64) {
	t.Helper()
	memory := make([]byte, b.Size()&^3)
	if err := s.Download(memory, b); err != nil {
		t.Fatal(err)
	}
	for at := uint64(0); at < uint64(len(memory)); at += 4 {
		if at == edge {
			at = (b.Size() - edge + 3) &^ 3
		}
		if word := binary.LittleEndian.Uint32(memory[at:]); word != vk.GuardWord {
			t.Errorf("the word at byte %d of %d, outside the buffer, has become %#x", at, b.Size(), word)
			return
		}
	}
}

// place uploads an operand, one element after the start of a buffer if shifted.
func place(s *vk.Stream, o cases.Operand, data ref.Array, shifted bool) tensor.Tensor {
	var x tensor.Tensor
	if n := len(data.Data); shifted && !o.Type.Half() {
		x = tensor.TempOf(s, o.Type, n+2).Rows(1, n).Reshape(o.Shape...)
	} else {
		x = tensor.TempOf(s, o.Type, o.Shape...)
	}
	cases.Upload(s, x, data)
	return x
}

func download(t *testing.T, s *vk.Stream, tensors ...tensor.Tensor) []output {
	t.Helper()
	var outputs []output
	for _, x := range tensors {
		raw := make([]byte, (x.NumElements()*x.DType.Size()+3)&^3)
		if err := s.Download(raw, x.Buffer); err != nil {
			t.Fatal(err)
		}
		o := output{dtype: x.DType, n: x.NumElements()}
		for ; len(raw) > 0; raw = raw[4:] {
			o.words = append(o.words, binary.LittleEndian.Uint32(raw))
		}
		outputs = append(outputs, o)
	}
	return outputs
}

// halfBits downloads a tensor of 16 bits.
func halfBits(t *testing.T, s *vk.Stream, x tensor.Tensor) []uint16 {
	t.Helper()
	raw := make([]byte, x.Buffer.Size())
	if err := s.Download(raw, x.Buffer); err != nil {
		t.Fatal(err)
	}
	bits := make([]uint16, x.NumElements())
	for i := range bits {
		bits[i] = binary.LittleEndian.Uint16(raw[2*i:])
	}
	return bits
}

func endStep(t *testing.T, s *vk.Stream) {
	t.Helper()
	if err := s.EndStep(); err != nil {
		t.Fatal(err)
	}
}
