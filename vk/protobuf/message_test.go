package protobuf

import (
	"bytes"
	"errors"
	"testing"
)

// TestBytesOfTheSpecification: the examples of protobuf.dev's page on the
// encoding, and the types of numbers.
func TestBytesOfTheSpecification(t *testing.T) {
	var inner, m, twice Message
	inner.Int(1, 150)
	m.Int(1, 150)
	m.String(2, "testing")
	m.Message(3, inner)
	m.Int(4, -2)
	m.Float(5, 1)
	m.Double(16, -2)
	want := []byte("\x08\x96\x01" + "\x12\x07testing" + "\x1a\x03\x08\x96\x01" +
		"\x20\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01" + "\x2d\x00\x00\x80\x3f" + "\x81\x01\x00\x00\x00\x00\x00\x00\x00\xc0")
	if got := encoded(t, &m); !bytes.Equal(got, want) || m.Size() != len(want) {
		t.Errorf("%d bytes\n%x, want\n%x", m.Size(), got, want)
	}
	twice.Message(1, m)
	if got := encoded(t, &twice); !bytes.Equal(got[2:], want) || int(got[1]) != len(want) {
		t.Errorf("inside another: %x", got)
	}
}

func encoded(t *testing.T, m *Message) []byte {
	t.Helper()
	var b bytes.Buffer
	if n, err := m.WriteTo(&b); err != nil || int(n) != b.Len() {
		t.Fatalf("wrote %d bytes of %d: %v", n, b.Len(), err)
	}
	return b.Bytes()
}

var errFull = errors.New("full")

// full takes some bytes and no more.
type full int

func (f *full) Write(p []byte) (int, error) {
	n := min(len(p), int(*f))
	if *f -= full(n); n < len(p) {
		return n, errFull
	}
	return n, nil
}

func TestWriterThatFails(t *testing.T) {
	var m Message
	m.String(1, "abc")
	room := full(4)
	if n, err := m.WriteTo(&room); n != 4 || !errors.Is(err, errFull) {
		t.Errorf("wrote %d bytes: %v", n, err)
	}
}
