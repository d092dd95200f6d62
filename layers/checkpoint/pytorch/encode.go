package pytorch

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strconv"

	"autogan/layers/checkpoint"
)

// Encode writes a value as torch.save does in its older form. Tensors are
// [checkpoint.Array] values; their names are not written. It panics on a value of
// another type.
func Encode(w io.Writer, v Value) error {
	machine := &Dict{}
	machine.Set("protocol_version", legacyVersion)
	machine.Set("little_endian", true)
	machine.Set("type_sizes", &Dict{})
	body, keys := &pickler{}, &List{}
	body.program(v)
	for i := range body.arrays {
		keys.Items = append(keys.Items, strconv.Itoa(i))
	}
	head := &pickler{}
	for _, part := range []Value{legacyMagic, legacyVersion, machine} {
		head.program(part)
	}
	tail := &pickler{}
	tail.program(keys)
	for _, part := range [][]byte{head.Bytes(), body.Bytes(), tail.Bytes()} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	for _, a := range body.arrays {
		count := binary.LittleEndian.AppendUint64(nil, uint64(len(a.Data)/kindOf(a).size))
		for _, part := range [][]byte{count, a.Data} {
			if _, err := w.Write(part); err != nil {
				return err
			}
		}
	}
	return nil
}

// pickler writes the instructions that make a value, in protocol 2.
type pickler struct {
	bytes.Buffer
	arrays []checkpoint.Array // the storages, by their keys
}

func (p *pickler) program(v Value) {
	p.WriteString("\x80\x02")
	p.value(v)
	p.WriteByte('.')
}

func (p *pickler) value(v Value) {
	switch v := v.(type) {
	case nil:
		p.WriteByte('N')
	case bool:
		p.WriteByte(map[bool]byte{true: 0x88, false: 0x89}[v])
	case int64:
		p.WriteString("\x8a\x08")
		p.Write(binary.LittleEndian.AppendUint64(nil, uint64(v)))
	case wide:
		p.WriteByte(0x8a)
		p.WriteByte(byte(len(v)))
		p.WriteString(string(v))
	case float64:
		p.WriteByte('G')
		p.Write(binary.BigEndian.AppendUint64(nil, math.Float64bits(v)))
	case string:
		p.WriteByte('X')
		p.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(v))))
		p.WriteString(v)
	case name:
		p.global(v)
	case Tuple:
		p.tuple(v...)
	case *List:
		p.WriteByte(']')
		p.marked(v.Items, 'e')
	case *Dict:
		p.dict(v)
	case checkpoint.Array:
		p.tensor(v)
	default:
		panic(fmt.Sprintf("pytorch: encode: got a %T", v))
	}
}

// global writes a name, whose module ends at the last point.
func (p *pickler) global(n name) {
	at := bytes.LastIndexByte([]byte(n), '.')
	fmt.Fprintf(p, "c%s\n%s\n", n[:at], n[at+1:])
}

func (p *pickler) tuple(items ...Value) { p.marked(items, 't') }

// marked writes values between a mark and the instruction that takes them.
func (p *pickler) marked(values []Value, take byte) {
	p.WriteByte('(')
	for _, v := range values {
		p.value(v)
	}
	p.WriteByte(take)
}

// call writes the call of a name.
func (p *pickler) call(n name, args ...Value) {
	p.global(n)
	p.tuple(args...)
	p.WriteByte('R')
}

func (p *pickler) dict(d *Dict) {
	if d.Ordered {
		p.call("collections.OrderedDict")
	} else {
		p.WriteByte('}')
	}
	var pairs []Value
	for _, e := range d.Entries {
		pairs = append(pairs, e.Key, e.Value)
	}
	p.marked(pairs, 'u')
	if d.Metadata != nil {
		attributes := &Dict{}
		attributes.Set("_metadata", d.Metadata)
		p.dict(attributes)
		p.WriteByte('b')
	}
}

// tensor writes a tensor that fills a storage of its own.
func (p *pickler) tensor(a checkpoint.Array) {
	k := kindOf(a)
	p.global("torch._utils._rebuild_tensor_v2")
	p.WriteByte('(')
	p.tuple("storage", name("torch."+k.class), strconv.Itoa(len(p.arrays)), "cpu", int64(len(a.Data)/k.size), nil)
	p.WriteByte('Q')
	shape, strides, stride := make(Tuple, len(a.Shape)), make(Tuple, len(a.Shape)), 1
	for axis := len(a.Shape) - 1; axis >= 0; axis-- {
		shape[axis], strides[axis] = int64(a.Shape[axis]), int64(stride)
		stride *= a.Shape[axis]
	}
	for _, v := range []Value{int64(0), shape, strides, false, &Dict{Ordered: true}} {
		p.value(v)
	}
	p.WriteString("tR")
	p.arrays = append(p.arrays, a)
}

// kindOf panics if no storage holds such elements.
func kindOf(a checkpoint.Array) kind {
	for _, k := range kinds {
		if k.dtype != "" && k.dtype == a.DType {
			return k
		}
	}
	panic(fmt.Sprintf("pytorch: encode %s: elements are %s", a.Name, a.DType))
}
