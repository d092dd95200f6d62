package checkpoint

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

// network is a small state dict with the given first value.
func network(t *testing.T, dev *vk.Device, s *vk.Stream, first float32) map[string]tensor.Tensor {
	t.Helper()
	weight, err := tensor.FromSlice(s, []float32{first, 2, 3, 4, 5, 6}, 2, 3)
	if err != nil {
		t.Fatal(err)
	}
	pixels, err := tensor.New(dev, tensor.Uint8, 5)
	if err != nil {
		t.Fatal(err)
	}
	pixels.UploadBytes(s, []byte{byte(first), 1, 2, 3, 4})
	t.Cleanup(func() { weight.Release(dev); pixels.Release(dev) })
	return map[string]tensor.Tensor{"weight": weight, "pixels": pixels}
}

func TestDownloadThenUploadKeepsTheNetwork(t *testing.T) {
	dev, s := testgpu.Stream(t)
	arrays, err := Download(s, "g.", network(t, dev, s, 7))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "g.safetensors")
	if err := Save(path, &File{Arrays: append(arrays, Ints("steps", []int64{1}))}); err != nil {
		t.Fatal(err)
	}
	f, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	other := network(t, dev, s, 0)
	if err := Upload(s, f, "g.", other); err != nil {
		t.Fatal(err)
	}
	weight, err := other["weight"].Floats(s)
	if err != nil || !slices.Equal(weight, []float32{7, 2, 3, 4, 5, 6}) {
		t.Errorf("weight is %v (%v)", weight, err)
	}
	pixels, err := other["pixels"].Bytes(s)
	if err != nil || !slices.Equal(pixels, []byte{7, 1, 2, 3, 4}) {
		t.Errorf("pixels are %v (%v)", pixels, err)
	}
}

func TestUploadRefusesAnotherNetwork(t *testing.T) {
	dev, s := testgpu.Stream(t)
	state := network(t, dev, s, 7)
	pixels := Array{Name: "pixels", DType: U8, Shape: []int{5}, Data: make([]byte, 5)}
	weight := Floats("weight", make([]float32, 6), 2, 3)
	for want, arrays := range map[string][]Array{
		`"pixels" is missing`:       {weight},
		`"weight" is F32 [3 2]`:     {pixels, Floats("weight", make([]float32, 6), 3, 2)},
		`"weight" is I64 [2 3]`:     {pixels, Ints("weight", make([]int64, 6), 2, 3)},
		`"bias" is not part of the`: {pixels, weight, Floats("bias", nil, 0)},
	} {
		path := filepath.Join(t.TempDir(), "other.safetensors")
		if err := Save(path, &File{Arrays: arrays}); err != nil {
			t.Fatal(err)
		}
		f, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		err = Upload(s, f, "", state)
		if !errors.Is(err, ErrMismatch) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("got %v, want the path and %q", err, want)
		}
	}
	if got, err := state["weight"].Floats(s); err != nil || got[0] != 7 {
		t.Errorf("a refused file changed the network: %v (%v)", got, err)
	}
}
