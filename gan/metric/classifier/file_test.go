package classifier

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"autogan/layers/checkpoint"
	"autogan/tests/testgpu"
)

// TestLoadsDoubles: a scorer that another program saved in doubles is the same
// scorer.
func TestLoadsDoubles(t *testing.T) {
	_, s := testgpu.Stream(t)
	path := filepath.Join(t.TempDir(), "scorer.safetensors")
	if err := newClassifier(t, s, 1).Save(s, path); err != nil {
		t.Fatal(err)
	}
	file, err := checkpoint.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	header, data := map[string]any{"__metadata__": file.Metadata}, []byte{}
	for _, a := range file.Arrays {
		begin := len(data)
		for _, v := range a.Floats() {
			data = binary.LittleEndian.AppendUint64(data, math.Float64bits(float64(v)))
		}
		header[a.Name] = map[string]any{"dtype": "F64", "shape": a.Shape, "data_offsets": []int{begin, len(data)}}
	}
	text, err := json.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	content := append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...)
	if err := os.WriteFile(path, append(content, data...), 0o644); err != nil {
		t.Fatal(err)
	}
	doubles, err := Load(s, path)
	if err != nil {
		t.Fatal(err)
	}
	defer doubles.Release()
	if want := checkpoint.Digest(file.Arrays...); doubles.hash != want {
		t.Errorf("its weights have the hash %s, want %s", doubles.hash, want)
	}
}
