package inception

import (
	"encoding/binary"
	"fmt"
	"math"

	"autogan/vk/tensor"

	"google.golang.org/protobuf/encoding/protowire"
)

// Numbers of the fields of TensorFlow's messages (graph.proto, node_def.proto,
// attr_value.proto, tensor.proto, tensor_shape.proto) and its number of float32.
const (
	graphNode = 1

	nodeName, nodeOp, nodeAttr = 1, 2, 5

	mapKey, mapValue = 1, 2

	attrFloat, attrBool, attrTensor = 4, 5, 8

	tensorType, tensorShape, tensorContent, tensorFloats = 1, 2, 4, 5

	shapeDim, dimSize = 2, 1

	typeFloat = 1
)

// graph is what is wanted of a frozen graph.
type graph struct {
	constants map[string]array // float32 Const nodes
	norms     map[string]norm  // BatchNormWithGlobalNormalization nodes
}

// norm are the attributes of a batch norm.
type norm struct {
	eps   float64
	scale bool // by gamma
}

// readGraph reads a GraphDef.
func readGraph(data []byte) (graph, error) {
	g := graph{map[string]array{}, map[string]norm{}}
	err := fields(data, func(number protowire.Number, value []byte, _ uint64) error {
		if number != graphNode || value == nil {
			return nil
		}
		return g.add(value)
	})
	return g, err
}

// fields visits the fields of a message: those of bytes by value, numbers by
// bits. It returns an error where the message breaks off.
func fields(message []byte, visit func(number protowire.Number, value []byte, bits uint64) error) error {
	for len(message) > 0 {
		number, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			return protowire.ParseError(n)
		}
		message = message[n:]
		var value []byte
		var bits uint64
		switch kind {
		case protowire.BytesType:
			value, n = protowire.ConsumeBytes(message)
			value = value[:len(value):len(value)]
			if value == nil {
				value = []byte{}
			}
		case protowire.VarintType:
			bits, n = protowire.ConsumeVarint(message)
		case protowire.Fixed32Type:
			var word uint32
			word, n = protowire.ConsumeFixed32(message)
			bits = uint64(word)
		default:
			n = protowire.ConsumeFieldValue(number, kind, message)
		}
		if n < 0 {
			return protowire.ParseError(n)
		}
		message = message[n:]
		if err := visit(number, value, bits); err != nil {
			return err
		}
	}
	return nil
}

// add keeps a node if it is of use.
func (g graph) add(node []byte) error {
	var name, op string
	attrs := map[string][]byte{}
	err := fields(node, func(number protowire.Number, value []byte, _ uint64) error {
		switch number {
		case nodeName:
			name = string(value)
		case nodeOp:
			op = string(value)
		case nodeAttr:
			key, attr, err := entry(value)
			attrs[key] = attr
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	switch op {
	case "Const":
		a, isFloat, err := constant(attrs["value"])
		if err != nil {
			return fmt.Errorf("node %q: %w", name, err)
		}
		if isFloat {
			g.constants[name] = a
		}
	case "BatchNormWithGlobalNormalization":
		n := norm{}
		err1 := fields(attrs["variance_epsilon"], func(number protowire.Number, _ []byte, bits uint64) error {
			if number == attrFloat {
				n.eps = float64(math.Float32frombits(uint32(bits)))
			}
			return nil
		})
		err2 := fields(attrs["scale_after_normalization"], func(number protowire.Number, _ []byte, bits uint64) error {
			n.scale = n.scale || number == attrBool && bits != 0
			return nil
		})
		if err1 != nil || err2 != nil || n.eps <= 0 {
			return fmt.Errorf("node %q: its attributes are damaged", name)
		}
		g.norms[name] = n
	}
	return nil
}

// entry splits an entry of the map of attributes.
func entry(message []byte) (key string, value []byte, err error) {
	err = fields(message, func(number protowire.Number, content []byte, _ uint64) error {
		switch number {
		case mapKey:
			key = string(content)
		case mapValue:
			value = content
		}
		return nil
	})
	return key, value, err
}

// constant decodes the attribute that holds a tensor; false if it is not one of
// float32.
func constant(attr []byte) (a array, isFloat bool, err error) {
	var message []byte
	err = fields(attr, func(number protowire.Number, value []byte, _ uint64) error {
		if number == attrTensor {
			message = value
		}
		return nil
	})
	if err != nil {
		return array{}, false, err
	}
	a.shape = tensor.Shape{}
	var raw []byte
	err = fields(message, func(number protowire.Number, value []byte, bits uint64) (err error) {
		switch number {
		case tensorType:
			isFloat = bits == typeFloat
		case tensorShape:
			a.shape, err = shapeOf(value)
		case tensorContent:
			raw = value
		case tensorFloats:
			if value == nil { // not packed
				value = binary.LittleEndian.AppendUint32(nil, uint32(bits))
			}
			raw = append(raw, value...)
		}
		return err
	})
	if err != nil || !isFloat {
		return array{}, false, err
	}
	a.values, err = floats(raw, a.shape)
	return a, true, err
}

func shapeOf(message []byte) (tensor.Shape, error) {
	shape := tensor.Shape{}
	err := fields(message, func(number protowire.Number, value []byte, _ uint64) error {
		if number != shapeDim {
			return nil
		}
		size := 0
		err := fields(value, func(number protowire.Number, _ []byte, bits uint64) error {
			if number == dimSize {
				size = int(bits)
			}
			return nil
		})
		shape = append(shape, size)
		return err
	})
	return shape, err
}

// floats decodes little-endian float32. As in TensorFlow a single number fills
// the whole tensor.
func floats(raw []byte, shape tensor.Shape) ([]float32, error) {
	n := 1
	for _, extent := range shape {
		if extent < 0 || extent > 0 && n > math.MaxInt32/extent {
			return nil, fmt.Errorf("its shape is %v", shape)
		}
		n *= extent
	}
	if len(raw) != 4*n && len(raw) != 4 {
		return nil, fmt.Errorf("it has %d bytes for the shape %v", len(raw), shape)
	}
	values := make([]float32, n)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i%len(raw):]))
	}
	return values, nil
}
