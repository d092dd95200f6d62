package checkpoint

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// tensorFile writes a file with one tensor "w" of a type.
func tensorFile(t *testing.T, kind string, elements int, data string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "w.safetensors")
	header := fmt.Sprintf(`{"w":{"dtype":%q,"shape":[%d],"data_offsets":[0,%d]}}`, kind, elements, len(data))
	if err := os.WriteFile(path, []byte(encoded(header, 0)+data), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestWeightsOfOtherPrograms reads the bytes that PyTorch writes for 1, −2 and the
// extremes of each type.
func TestWeightsOfOtherPrograms(t *testing.T) {
	for kind, c := range map[string]struct {
		data string
		want []float32
	}{
		// 1, −2, 65504 (the largest), 2⁻²⁴ (the smallest), −0, ∞
		"F16": {"\x00\x3c\x00\xc0\xff\x7b\x01\x00\x00\x80\x00\x7c", []float32{1, -2, 65504, 0x1p-24, float32(math.Copysign(0, -1)), float32(math.Inf(1))}},
		// 1, −2, the largest, the smallest
		"BF16": {"\x80\x3f\x00\xc0\x7f\x7f\x01\x00", []float32{1, -2, 0x1.fep127, 0x1p-133}},
		// 1, −2, 0.1 rounded to float32
		"F64": {"\x00\x00\x00\x00\x00\x00\xf0\x3f\x00\x00\x00\x00\x00\x00\x00\xc0\x9a\x99\x99\x99\x99\x99\xb9\x3f", []float32{1, -2, 0.1}},
		"F32": {"\x00\x00\x80\x3f", []float32{1}},
	} {
		f, err := LoadWeights(tensorFile(t, kind, len(c.want), c.data))
		if err != nil {
			t.Errorf("%s: %v", kind, err)
			continue
		}
		if a := f.Arrays[0]; a.DType != F32 || !slices.EqualFunc(a.Floats(), c.want, sameBits) {
			t.Errorf("%s: %s %v, want %v", kind, a.DType, a.Floats(), c.want)
		}
	}
}

// TestWeightsWithoutAFloat32 are refused in one line, and a checkpoint of our own
// has no other types.
func TestWeightsWithoutAFloat32(t *testing.T) {
	const huge = "\x00\x00\x00\x00\x00\x00\xf0\x3f\x9c\x75\x00\x88\x3c\xe4\x37\x7e" // 1, 1e300
	_, tooLarge := LoadWeights(tensorFile(t, "F64", 2, huge))
	_, integers := LoadWeights(tensorFile(t, "I32", 1, "\x01\x00\x00\x00"))
	_, own := Load(tensorFile(t, "F16", 1, "\x00\x3c"))
	for want, err := range map[string]error{
		`tensor "w": element 1 is 1e+300, which no float32 holds`: tooLarge,
		`tensor "w": its elements are "I32"; convert them to F32`: integers,
		`tensor "w": its elements are "F16"; convert them to F32`: own,
	} {
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want one line with %s", err, want)
		}
	}
}

func sameBits(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }
