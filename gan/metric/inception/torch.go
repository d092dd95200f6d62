package inception

import (
	"fmt"
	"path"

	"autogan/layers/checkpoint"
	"autogan/layers/checkpoint/pytorch"
	"autogan/vk/tensor"
)

// array is a float32 array of a foreign file.
type array struct {
	shape  tensor.Shape
	values []float32
}

// readTorch reads a state dict that torch.save wrote, as float32. Counters of training
// steps are left out.
func readTorch(data []byte) (map[string]array, error) {
	content, err := pytorch.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("%w, want a state dict such as %s", err, path.Base(TorchURL))
	}
	dict, ok := content.(*pytorch.Dict)
	if !ok {
		return nil, fmt.Errorf("it holds a %T, want a state dict: %w", content, errOther)
	}
	arrays := map[string]array{}
	for _, entry := range dict.Entries {
		name, isName := entry.Key.(string)
		t, isTensor := entry.Value.(*pytorch.Tensor)
		if !isName || !isTensor {
			return nil, fmt.Errorf("its entry %v is a %T, want a tensor: %w", entry.Key, entry.Value, errOther)
		}
		a, err := t.Array(name)
		if err != nil {
			return nil, err
		}
		if a.DType == checkpoint.F32 {
			arrays[name] = array{a.Shape, a.Floats()}
		}
	}
	return arrays, nil
}
