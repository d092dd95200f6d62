package onnx

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/layers"
	"autogan/vk/protobuf"
)

// Properties of every model besides those of the generator's description.
const (
	inputProperty  = "autogan.input"
	outputProperty = "autogan.output"
	batchProperty  = "autogan.statistics"
)

// ErrTooLarge is wrapped by the error for a generator that no file can hold.
var ErrTooLarge = errors.New("onnx: a model has less than 2 GiB")

// Encode writes a generator as it draws in a mode, Eval or EvalBatch, with what
// else is known of it: texts by name, which programs find in the model's
// metadata_props. The program of that version wrote it. Tensors that are not
// those of the generator are a [checkpoint.ErrMismatch].
func Encode(w io.Writer, f gan.GeneratorFile, mode layers.Mode, version string, about map[string]string) error {
	g := f.Geometry
	size := g.ImageSize(f.Arch.Cells())
	b := newBuilder(f, mode)
	f.Arch.Wire(b, f.Tap)
	if b.err != nil {
		return b.err
	}
	input := fmt.Sprintf("[%s, %d] of normal deviates", batchSize, g.Latent())
	output := fmt.Sprintf("[%s, %d, %d, %d] in [-1, 1], red, green and blue", batchSize, arch.ImageChannels, size, size)
	doc := fmt.Sprintf("Generator %s: %s %s gives %s %s.", f.Arch, inputName, input, outputName, output)
	b.message.String(graphName, "generator")
	b.message.String(graphDoc, doc)
	b.end(graphInput, inputName, g.Latent())
	b.end(graphOutput, outputName, arch.ImageChannels, size, size)

	properties := f.Description()
	properties[inputProperty], properties[outputProperty] = input, output
	if mode == layers.EvalBatch {
		properties[batchProperty] = "of each batch: its images depend on each other"
	}
	maps.Copy(properties, about)
	m := model(b.message, version, doc, properties)
	if m.Size() > math.MaxInt32 {
		return fmt.Errorf("%w: this one has %d", ErrTooLarge, m.Size())
	}
	_, err := m.WriteTo(w)
	return err
}

func model(graph protobuf.Message, version, doc string, properties map[string]string) (m protobuf.Message) {
	m.Int(modelIRVersion, irVersion)
	m.String(modelProducer, "autogan")
	m.String(modelProducerVersion, version)
	m.String(modelDoc, doc)
	m.Message(modelGraph, graph)
	var operators protobuf.Message
	operators.Int(opsetVersion, opset)
	m.Message(modelOpset, operators)
	for _, key := range slices.Sorted(maps.Keys(properties)) {
		var property protobuf.Message
		property.String(propertyKey, key)
		property.String(propertyValue, properties[key])
		m.Message(modelProperty, property)
	}
	return m
}
