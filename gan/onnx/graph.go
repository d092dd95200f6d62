package onnx

import (
	"strconv"
	"strings"

	"autogan/layers/checkpoint"
	"autogan/vk/protobuf"
)

// graph collects the nodes and the constants of a graph.
type graph struct {
	message   protobuf.Message
	nodes     int
	constants map[string]bool // that are written
}

// attribute is a named argument of a node.
type attribute struct {
	name  string
	value any // int, float32, string or []int
}

// node appends an operator and returns the name of its result, which is the
// node's. Without a name it gets one from the operator.
func (g *graph) node(op, name string, inputs []string, attributes ...attribute) string {
	g.nodes++
	if name == "" {
		name = strings.ToLower(op) + strconv.Itoa(g.nodes)
	}
	var m protobuf.Message
	for _, input := range inputs {
		m.String(nodeInput, input)
	}
	m.String(nodeOutput, name)
	m.String(nodeName, name)
	m.String(nodeOp, op)
	for _, a := range attributes {
		m.Message(nodeAttribute, a.encode())
	}
	g.message.Message(graphNode, m)
	return name
}

func (a attribute) encode() (m protobuf.Message) {
	m.String(attributeName, a.name)
	switch value := a.value.(type) {
	case int:
		m.Int(attributeInt, int64(value))
		m.Int(attributeType, isInt)
	case float32:
		m.Float(attributeFloat, value)
		m.Int(attributeType, isFloat)
	case string:
		m.String(attributeString, value)
		m.Int(attributeType, isString)
	case []int:
		for _, n := range value {
			m.Int(attributeInts, int64(n))
		}
		m.Int(attributeType, isInts)
	}
	return m
}

// constant makes an array known to nodes by its name. One of that name that is
// there already stays.
func (g *graph) constant(a checkpoint.Array) string {
	if g.constants[a.Name] {
		return a.Name
	}
	g.constants[a.Name] = true
	var m protobuf.Message
	for _, n := range a.Shape {
		m.Int(tensorDim, int64(n))
	}
	kind := int64(typeFloat32)
	if a.DType == checkpoint.I64 {
		kind = typeInt64
	}
	m.Int(tensorType, kind)
	m.String(tensorName, a.Name)
	m.Bytes(tensorRaw, a.Data)
	g.message.Message(graphInitializer, m)
	return a.Name
}

// batchSize is the name of the first axis of the input and the output.
const batchSize = "N"

// end appends a float32 input or output whose first axis is free.
func (g *graph) end(field protobuf.Field, name string, extents ...int) {
	var free, shape, tensor, kind, m protobuf.Message
	free.String(dimName, batchSize)
	shape.Message(shapeDim, free)
	for _, n := range extents {
		var dim protobuf.Message
		dim.Int(dimValue, int64(n))
		shape.Message(shapeDim, dim)
	}
	tensor.Int(tensorTypeElement, typeFloat32)
	tensor.Message(tensorTypeShape, shape)
	kind.Message(typeTensor, tensor)
	m.String(valueName, name)
	m.Message(valueType, kind)
	g.message.Message(field, m)
}
