package inception

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"

	"autogan/layers/checkpoint"
	"autogan/vk/durable"
	"autogan/vk/filekind"
	"autogan/vk/tensor"
)

// FileName is what the converted network is called.
const FileName = "inception-2015-12-05.safetensors"

// TorchURL is pytorch-fid's port of the network, 96 MB, and TorchSHA256 its
// checksum, whose first digits end the file's name. TensorFlow's own archive,
// [GraphURL], has the same numbers and no published checksum.
const (
	TorchURL    = "https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/pt_inception-2015-12-05-6726825d.pth"
	TorchSHA256 = "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2"
)

// GraphURL is where TensorFlow publishes the graph.
const GraphURL = "http://download.tensorflow.org/models/image/imagenet/inception-2015-12-05.tgz"

// graphFile is the graph's name in that archive.
const graphFile = "classify_image_graph_def.pb"

// torchEps is ε of batch norm, which pytorch-fid has in its code. It is rounded
// to float32 as in TensorFlow's graph, so that both files give the same bits.
const torchEps = float64(float32(0.001))

// Convert reads the network from a file as others publish it, checks it and
// writes it to the file to, atomically: TensorFlow's frozen graph or the archive with
// it, a state dict of pytorch-fid, or a file of Convert itself. The error says
// what is wrong with the file, and nothing is written then.
func Convert(from, to string) error { return convert(newPlan(1, publishedSize), from, to) }

func convert(p plan, from, to string) error {
	data, err := durable.ReadFile(from)
	if err != nil {
		return fmt.Errorf("inception: %w", err)
	}
	file, form, err := p.decode(data)
	if err == nil {
		err = p.verify(file)
	}
	if err != nil {
		return fmt.Errorf("inception: %s: %w", from, err)
	}
	file.Metadata = provenance(file, form, data)
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return fmt.Errorf("inception: %w", err)
	}
	return checkpoint.Save(to, file)
}

// decode finds out the form of a file and reads it.
func (p plan) decode(data []byte) (file *checkpoint.File, form string, err error) {
	switch {
	case isSafetensors(data):
		file, err = checkpoint.DecodeWeights(data)
		return file, "safetensors", err
	case bytes.HasPrefix(data, []byte{0x1f, 0x8b}):
		if data, err = unpack(data); err != nil {
			return nil, "", err
		}
		file, err = p.fromGraph(data)
		return file, "TensorFlow", err
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), filekind.IsPickle(data):
		file, err = p.fromTorch(data)
		return file, "PyTorch", err
	case bytes.HasPrefix(data, []byte{0x0a}): // the first field of a GraphDef
		file, err = p.fromGraph(data)
		return file, "TensorFlow", err
	}
	return nil, "", fmt.Errorf("it is %s, want a TensorFlow graph (.pb, .tgz), PyTorch state dict (.pth) or safetensors file: %w", filekind.Of(data), errOther)
}

// isSafetensors looks for a header: its length, then JSON.
func isSafetensors(data []byte) bool {
	return len(data) > 8 && binary.LittleEndian.Uint64(data) <= uint64(len(data)) && data[8] == '{'
}

// unpack returns the graph in TensorFlow's archive.
func unpack(data []byte) ([]byte, error) {
	unzipped, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	for archive := tar.NewReader(unzipped); ; {
		header, err := archive.Next()
		if err == io.EOF {
			return nil, fmt.Errorf("the archive lacks %s: %w", graphFile, errOther)
		}
		if err != nil {
			return nil, fmt.Errorf("the archive is cut short or damaged: %w", err)
		}
		if path.Base(header.Name) != graphFile {
			continue
		}
		graph, err := io.ReadAll(archive)
		if err == nil {
			_, err = io.Copy(io.Discard, unzipped) // to the checksum at the end
		}
		if err != nil {
			return nil, fmt.Errorf("the archive is cut short or damaged: %w", err)
		}
		return graph, nil
	}
}

// fromGraph makes our arrays from the constants of TensorFlow's graph.
func (p plan) fromGraph(data []byte) (*checkpoint.File, error) {
	g, err := readGraph(data)
	if err != nil {
		return nil, fmt.Errorf("the graph is cut short or damaged: %w", err)
	}
	file := &checkpoint.File{}
	for _, c := range p.convolutions() {
		attributes, ok := g.norms[c.name+"/batchnorm"]
		if !ok {
			return nil, fmt.Errorf("the graph lacks the node %q: %w", c.name+"/batchnorm", errOther)
		}
		n := batchNorm{eps: attributes.eps}
		weights, err := want(g.constants, c.name+"/conv2d_params", c.weightsShape())
		if err != nil {
			return nil, err
		}
		parts := []part{{&n.beta, "beta"}, {&n.mean, "moving_mean"}, {&n.variance, "moving_variance"}}
		if attributes.scale {
			parts = append(parts, part{&n.gamma, "gamma"})
		}
		if err := n.read(parts, g.constants, c.name+"/batchnorm/", c.out); err != nil {
			return nil, err
		}
		file.Arrays = append(file.Arrays, c.fold(weights, n)...)
	}
	shape := tensor.Shape{p.features(), p.classes}
	logits, err := want(g.constants, logitsWeights, shape)
	if err != nil {
		return nil, err
	}
	file.Add(checkpoint.Floats(logitsWeights, logits, shape...))
	return file, nil
}

// fromTorch makes our arrays from pytorch-fid's state dict.
func (p plan) fromTorch(data []byte) (*checkpoint.File, error) {
	state, err := readTorch(data)
	if err != nil {
		return nil, err
	}
	file := &checkpoint.File{}
	for _, c := range p.convolutions() {
		shape := tensor.Shape{c.out, c.in, c.kh, c.kw}
		weights, err := want(state, c.torch+".conv.weight", shape)
		if err != nil {
			return nil, err
		}
		n := batchNorm{eps: torchEps}
		parts := []part{{&n.gamma, "weight"}, {&n.beta, "bias"}, {&n.mean, "running_mean"}, {&n.variance, "running_var"}}
		if err := n.read(parts, state, c.torch+".bn.", c.out); err != nil {
			return nil, err
		}
		file.Arrays = append(file.Arrays, c.fold(innermostOutput(weights, shape), n)...)
	}
	shape := tensor.Shape{p.classes, p.features()}
	logits, err := want(state, "fc.weight", shape)
	if err != nil {
		return nil, err
	}
	file.Add(checkpoint.Floats(logitsWeights, innermostOutput(logits, shape), p.features(), p.classes))
	return file, nil
}

// want is the array of that name and shape.
func want(arrays map[string]array, name string, shape tensor.Shape) ([]float32, error) {
	a, ok := arrays[name]
	if !ok {
		return nil, fmt.Errorf("tensor %q is missing: %w", name, errOther)
	}
	if !slices.Equal(a.shape, shape) {
		return nil, fmt.Errorf("tensor %q is %v, want %v: %w", name, a.shape, shape, errOther)
	}
	return a.values, nil
}

// part is a parameter of batch norm and its name in a file.
type part struct {
	to   *[]float32
	name string
}

// read finds the parameters of batch norm.
func (n *batchNorm) read(parts []part, arrays map[string]array, prefix string, channels int) (err error) {
	for _, p := range parts {
		if *p.to, err = want(arrays, prefix+p.name, tensor.Shape{channels}); err != nil {
			return err
		}
	}
	return nil
}
