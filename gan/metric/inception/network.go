package inception

import (
	"errors"
	"fmt"
	"io/fs"

	"autogan/gan/metric"
	"autogan/layers/checkpoint"
	"autogan/vk"
	"autogan/vk/tensor"
)

// pool3 is the stage whose features published distances are of.
const pool3 = metric.Pool3

// Network is the whole network, its features those of pool_3 [N, 2048] and its
// classes the 1008 of the graph. It implements [metric.Network].
type Network struct {
	*Trunk
	last *Stage
}

var (
	_ metric.Network  = (*Network)(nil)
	_ metric.Features = (*Stage)(nil)
)

// LoadFile reads a file of [Convert], whole or not. When there is none the error
// says where to get it; it wraps [fs.ErrNotExist].
func LoadFile(path string) (*checkpoint.File, error) {
	file, err := checkpoint.LoadWeights(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, missing(path)
	}
	return file, err
}

// missing is the error about a path without a file.
type missing string

// Error implements error.
func (path missing) Error() string {
	return fmt.Sprintf("inception: there is no %s: get it by `autogan data inception` (%s) or `autogan data inception --from FILE`", string(path), TorchURL)
}

// Unwrap returns [fs.ErrNotExist].
func (missing) Unwrap() error { return fs.ErrNotExist }

// Load reads a file of [Convert] as [LoadFile] does. It must be whole.
func Load(s *vk.Stream, path string) (*Network, error) {
	file, err := LoadFile(path)
	if err != nil {
		return nil, err
	}
	n, err := load(s, newPlan(1, publishedSize), file)
	if err != nil {
		return nil, fmt.Errorf("inception: %s: %w", path, err)
	}
	return n, nil
}

func load(s *vk.Stream, p plan, file *checkpoint.File) (*Network, error) {
	if err := p.verify(file); err != nil {
		return nil, err
	}
	trunk, err := open(s, p, file)
	if err != nil {
		return nil, err
	}
	stage, err := trunk.Stage(pool3)
	if err != nil {
		trunk.Release()
		return nil, err
	}
	return &Network{trunk, stage}, nil
}

// Name is "inception".
func (n *Network) Name() string { return "inception" }

// Classes is the number of classes, 1008: those of ImageNet and eight unused.
func (n *Network) Classes() int { return n.plan.classes }

// FeatureName is "pool_3".
func (n *Network) FeatureName() string { return n.last.FeatureName() }

// Weights identifies the weights up to pool_3.
func (n *Network) Weights() metric.Weights { return n.last.Weights() }

// Dim is the number of features, 2048.
func (n *Network) Dim() int { return n.last.Dim() }

// Features returns [N, 2048] for images uint8 [N, H, W, 3]; see [Stage.Features].
func (n *Network) Features(s *vk.Stream, images tensor.Tensor) tensor.Tensor {
	return n.last.Features(s, images)
}

// Logits returns [N, Classes] for features [N, 2048]: their product with the
// last layer's weights, without its bias, as Inception scores take it.
func (n *Network) Logits(s *vk.Stream, features tensor.Tensor) tensor.Tensor {
	return tensor.MatMul(s, features, n.weights[logitsWeights], false, false)
}

// FromFeatures returns the softmax of the logits.
func (n *Network) FromFeatures(s *vk.Stream, features tensor.Tensor) tensor.Tensor {
	return tensor.Softmax(s, n.Logits(s, features))
}

// Probabilities returns [N, Classes] for images uint8 [N, S, S, 3].
func (n *Network) Probabilities(s *vk.Stream, images tensor.Tensor) tensor.Tensor {
	return n.FromFeatures(s, n.Features(s, images))
}
