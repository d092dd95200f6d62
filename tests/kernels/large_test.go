package kernels

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

// A grid of more than 65,535 groups folds into a second dimension.
func TestUnaryBeyondOneDimensionOfGroups(t *testing.T) {
	s := poisonedStream(t)
	const n = 65_536*64 + 1 // odd, so one element a thread
	x := tensor.Full(s, -2.5, n)
	got := floats(t, s, tensor.Abs(s, x))
	for _, i := range []int{0, 63, 64, n / 2, n - 66, n - 2, n - 1} {
		if got[i] != 2.5 {
			t.Errorf("element %d: got %g, want 2.5", i, got[i])
		}
	}
}

// TestUpsampleBeyondOneGridAxis needs more groups than one axis of a grid may have.
func TestUpsampleBeyondOneGridAxis(t *testing.T) {
	s := poisonedStream(t)
	const side, factor = 520, 4 // 2080² threads in groups of 64: 67,600 groups
	x := normalOperand(s, t.Name(), 1, side, side, 1)
	got := floats(t, s, tensor.UpsampleNearest2D(s, x.device, factor))
	for i, v := range got {
		row, column := i/(side*factor), i%(side*factor)
		if want := x.host[row/factor*side+column/factor]; v != want {
			t.Fatalf("pixel %d,%d: got %g, want %g", row, column, v, want)
		}
	}
}

// More work groups than one dimension of a grid may have, and random numbers
// at the end of a long stream.
func TestRandomBitsOfAHugeTensor(t *testing.T) {
	s := poisonedStream(t)
	const n, tail = 65535*64*4 + 1001, 1500
	y := tensor.TempOf(s, tensor.Uint32, n)
	tensor.RandomBits(s, y, seed, stream)
	got, err := y.Rows(n-tail, tail).Uints(s)
	if err != nil {
		t.Fatal(err)
	}
	for k, word := range got {
		i := uint32(n - tail + k)
		counter := [4]uint32{i / 4, 0, stream & math.MaxUint32, stream >> 32}
		if want := ref.Philox([2]uint32{seed & math.MaxUint32, seed >> 32}, counter)[i%4]; word != want {
			t.Fatalf("word %d is %#x, want %#x", i, word, want)
		}
	}
}

// TestTensorBeyond128MiB reads and writes tensors larger than some devices let
// a binding be, at places chosen at random, first and last.
func TestTensorBeyond128MiB(t *testing.T) {
	dev, s := testgpu.Stream(t)
	const (
		rows, channels = 1<<18 + 3, 132 // 138 million bytes, and no power of two
		bytes          = 4 * rows * channels
		needed         = 3 * bytes // x, y and room for the arena's blocks
	)
	if heap := dev.Caps().HeapBytes; heap < needed {
		t.Skipf("needs %d MiB of device memory, the heap has %d", needed>>20, heap>>20)
	}
	if most := dev.Caps().MaxAllocation; most < bytes {
		t.Skipf("needs an allocation of %d MiB, the device allows %d", bytes>>20, most>>20)
	}
	pattern := normal(t.Name(), channels)
	x := tensor.Expand(s, device(s, pattern, channels), 1, rows, channels)
	marks := sparse(t, s, x)
	y := tensor.Mul(s, x, device(s, pattern, channels))
	for at, mark := range marks {
		if got, want := element(t, s, y, at), mark*pattern[at%channels]; got != want {
			t.Errorf("element %d: got %g, want %g", at, got, want)
		}
		if before := at - at%channels; marks[before] == 0 { // another element of the row, as the pattern has it
			if got, want := element(t, s, y, before), pattern[0]*pattern[0]; got != want {
				t.Errorf("element %d: got %g, want %g", before, got, want)
			}
		}
	}
}

// sparse writes marks into some elements of a tensor and returns them.
func sparse(t *testing.T, s *vk.Stream, x tensor.Tensor) map[int]float32 {
	t.Helper()
	n := x.NumElements()
	r := rand.New(rand.NewPCG(1, 0))
	marks := map[int]float32{}
	for _, at := range []int{0, 1, n / 2, n - 2, n - 1, r.IntN(n), r.IntN(n), r.IntN(n), r.IntN(n)} {
		marks[at] = float32(1 + len(marks))
		s.Upload(x.Buffer.Slice(uint64(4*at), 4), binary.LittleEndian.AppendUint32(nil, math.Float32bits(marks[at])))
	}
	return marks
}

func element(t *testing.T, s *vk.Stream, x tensor.Tensor, at int) float32 {
	t.Helper()
	return floats(t, s, x.Reshape(x.NumElements()).Rows(at, 1))[0]
}
