package kernels

import (
	"fmt"
	"math"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk/tensor"
)

func TestGatherImages(t *testing.T) {
	s := poisonedStream(t)
	for _, c := range []struct{ count, h, w, c int }{{1, 1, 1, 1}, {5, 3, 5, 3}, {4, 8, 8, 3}, {7, 4, 6, 1}, {3, 1, 257, 3}} {
		size := c.h * c.w * c.c
		r := testgpu.Rand(fmt.Sprint("images", c))
		data := make([]byte, c.count*size)
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		images, err := tensor.New(s.Device(), tensor.Uint8, c.count, c.h, c.w, c.c)
		if err != nil {
			t.Fatal(err)
		}
		images.UploadBytes(s, data)
		index := []uint32{uint32(c.count - 1), 0, 0, uint32(c.count / 2)}
		want := ref.New(len(index), c.h, c.w, c.c)
		for i := range want.Data {
			v := float64(data[int(index[i/size])*size+i%size])
			want.Data[i] = (v/255 - 0.5) / 0.5
		}
		// One division: Vulkan allows 2.5 units in the last place.
		tol.ULP(t, "gather images", floats(t, s, tensor.GatherImages(s, images, uints(s, index))), want, 2.5)
		images.Release(s.Device())
	}
}

func TestGatherImagesMarksUnknownIndexes(t *testing.T) {
	s := poisonedStream(t)
	for _, size := range []int{3, 4} { // byte by byte and word by word
		images := tensor.TempOf(s, tensor.Uint8, 2, size)
		images.UploadBytes(s, make([]byte, 2*size))
		got := floats(t, s, tensor.GatherImages(s, images, uints(s, []uint32{1, 2})))
		if got[0] != -1 || !math.IsNaN(float64(got[size])) {
			t.Errorf("got %v, want an image of -1 and one of NaN", got)
		}
	}
}

func TestToBytes(t *testing.T) {
	s := poisonedStream(t)
	values := []float32{-1, 1, 0, -2, 2, 0.999, -0.9999, 0.5, float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN())}
	want := []byte{0, 255, 127, 0, 255, 254, 0, 191, 255, 0, 0}
	got, err := tensor.ToBytes(s, device(s, values, len(values))).Bytes(s)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range want {
		if got[i] != w {
			t.Errorf("%v became %d, want %d", values[i], got[i], w)
		}
	}
}

// Every element against the reference formula in float32, aligned and not.
func TestToBytesTruncates(t *testing.T) {
	s := poisonedStream(t)
	values := normal("to bytes", 1025)
	view, check := unaligned(t, s, values)
	for name, x := range map[string]tensor.Tensor{"aligned": device(s, values, len(values)), "unaligned": view} {
		got, err := tensor.ToBytes(s, x).Bytes(s)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range values {
			level := float32(v * 127.5)
			level += 127.5
			if want := byte(min(max(level, 0), 255)); got[i] != want {
				t.Errorf("%s: %v became %d, want %d", name, v, got[i], want)
			}
		}
	}
	check()
}

func TestFromBytes(t *testing.T) {
	s := poisonedStream(t)
	for _, n := range []int{1, 3, 257} {
		data, want := make([]byte, n), ref.New(n)
		for i := range data {
			data[i] = byte(i)
			want.Data[i] = float64(byte(i))
		}
		x := tensor.TempOf(s, tensor.Uint8, n)
		x.UploadBytes(s, data)
		tol.Exact(t, "from bytes", floats(t, s, tensor.FromBytes(s, x)), want)
	}
}
