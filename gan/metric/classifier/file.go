package classifier

import (
	_ "embed" // the built-in scorer
	"encoding/json"
	"fmt"
	"strconv"

	"autogan/layers/checkpoint"
	"autogan/vk"
)

// fileFormat names the layout of a scorer's file. Its number changes with the
// network.
const fileFormat = "autogan scorer 1"

// builtin is the classifier of the procedural data set; `make scorer` remakes it.
//
//go:embed procedural.safetensors
var builtin []byte

// BuiltinName is the name of the data set of [Builtin].
const BuiltinName = "procedural"

// Builtin returns the embedded classifier of the procedural data set.
func Builtin(s *vk.Stream) (*Network, error) {
	file, err := checkpoint.Decode(builtin)
	if err != nil {
		return nil, fmt.Errorf("classifier: built-in scorer: %w", err)
	}
	c, err := decode(s, file)
	if err != nil {
		return nil, fmt.Errorf("classifier: built-in scorer: %w", err)
	}
	return c, nil
}

// Load reads a classifier that Save wrote. The error names the file and says
// what is wrong with it.
func Load(s *vk.Stream, path string) (*Network, error) {
	file, err := checkpoint.LoadWeights(path)
	if err != nil {
		return nil, err
	}
	c, err := decode(s, file)
	if err != nil {
		return nil, fmt.Errorf("classifier: scorer %s: %w", path, err)
	}
	return c, nil
}

// Save waits for the recorded work and writes the classifier as a safetensors
// file, which PyTorch and NumPy can read too.
func (c *Network) Save(s *vk.Stream, path string) error {
	arrays, err := checkpoint.Download(s, "", c.StateDict())
	if err != nil {
		return err
	}
	classes, err := json.Marshal(c.classes)
	if err != nil {
		return fmt.Errorf("classifier: save scorer: %w", err)
	}
	return checkpoint.Save(path, &checkpoint.File{Arrays: arrays, Metadata: map[string]string{
		"format":  fileFormat,
		"dataset": c.name,
		"classes": string(classes),
		"size":    strconv.Itoa(c.size),
	}})
}

// decode makes a classifier from a file.
func decode(s *vk.Stream, file *checkpoint.File) (*Network, error) {
	m := file.Metadata
	if m["format"] != fileFormat {
		return nil, fmt.Errorf("its format is %q, want %q: %w; make one with `autogan scorer train`", m["format"], fileFormat, checkpoint.ErrMismatch)
	}
	size, err := strconv.Atoi(m["size"])
	if err != nil {
		return nil, fmt.Errorf("its image size is %q: %w", m["size"], checkpoint.ErrFormat)
	}
	var classes []string
	if err := json.Unmarshal([]byte(m["classes"]), &classes); err != nil {
		return nil, fmt.Errorf("its classes are %q: %w", m["classes"], checkpoint.ErrFormat)
	}
	c, err := New(s, m["dataset"], size, classes, 0)
	if err != nil {
		return nil, err
	}
	if err := checkpoint.Upload(s, file, "", c.StateDict()); err != nil {
		c.Release()
		return nil, err
	}
	c.hash = checkpoint.Digest(file.Arrays...)
	return c, nil
}
