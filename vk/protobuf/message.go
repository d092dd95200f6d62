package protobuf

import (
	"io"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// Field is the number of a field in its message.
type Field = protowire.Number

// Message is an encoded message, which grows field by field. The zero value is
// an empty one.
type Message struct {
	parts [][]byte
	size  int
}

// Int appends an integer of any width, a boolean or the number of an
// enumeration. A negative one has the form of int32 and int64, not of sint64.
func (m *Message) Int(f Field, value int64) {
	m.add(protowire.AppendVarint(protowire.AppendTag(nil, f, protowire.VarintType), uint64(value)))
}

// Float appends a float.
func (m *Message) Float(f Field, value float32) {
	m.add(protowire.AppendFixed32(protowire.AppendTag(nil, f, protowire.Fixed32Type), math.Float32bits(value)))
}

// Double appends a double.
func (m *Message) Double(f Field, value float64) {
	m.add(protowire.AppendFixed64(protowire.AppendTag(nil, f, protowire.Fixed64Type), math.Float64bits(value)))
}

// String appends a text.
func (m *Message) String(f Field, text string) { m.Bytes(f, []byte(text)) }

// Bytes appends bytes, which stay the caller's and must not change.
func (m *Message) Bytes(f Field, data []byte) {
	m.open(f, len(data))
	m.add(data)
}

// Message appends a message, which is complete.
func (m *Message) Message(f Field, inner Message) {
	m.open(f, inner.size)
	m.add(inner.parts...)
}

// Size is the number of bytes so far.
func (m *Message) Size() int { return m.size }

// WriteTo writes the message.
func (m *Message) WriteTo(w io.Writer) (int64, error) {
	var written int64
	for _, part := range m.parts {
		n, err := w.Write(part)
		written += int64(n)
		if err != nil {
			return written, err
		}
	}
	return written, nil
}

// open appends the head of a field of so many bytes.
func (m *Message) open(f Field, size int) {
	m.add(protowire.AppendVarint(protowire.AppendTag(nil, f, protowire.BytesType), uint64(size)))
}

func (m *Message) add(parts ...[]byte) {
	m.parts = append(m.parts, parts...)
	for _, part := range parts {
		m.size += len(part)
	}
}
