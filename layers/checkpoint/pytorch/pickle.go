package pytorch

import (
	"bytes"
	"encoding/binary"
	"math"
)

// The limits of a machine. A state dict needs a tenth of each.
const (
	maxStack = 1 << 16 // torch.save has a thousand pairs of a dict on it at most
	maxMarks = 256     // nested tuples, lists and dicts that are begun
	maxMemo  = 1 << 20
)

// machine runs a pickle. Its values are those of [Value] and, in between, names,
// storages and dtypes.
type machine struct {
	data     []byte
	at       int
	stack    []Value
	marks    []int // lengths of the stack
	memo     map[uint32]Value
	storages map[string]*storage
	done     bool
}

// unpickle runs the pickle that data begins with. It returns its value, the
// storages that it names, and what follows it.
func unpickle(data []byte) (Value, map[string]*storage, []byte, error) {
	m := &machine{data: data, memo: map[uint32]Value{}, storages: map[string]*storage{}}
	for !m.done {
		if err := m.step(); err != nil {
			return nil, nil, nil, err
		}
	}
	if len(m.stack) != 1 || len(m.marks) != 0 {
		return nil, nil, nil, wrong("its pickle ends with %d values", len(m.stack))
	}
	return m.stack[0], m.storages, data[m.at:], nil
}

// step runs one instruction.
func (m *machine) step() error {
	code, err := m.take(1)
	if err != nil {
		return err
	}
	run, known := instructions[code[0]]
	if !known {
		return wrong("its pickle has the instruction %#02x, which torch.save does not write", code[0])
	}
	if err := run(m); err != nil {
		return err
	}
	if len(m.stack) > maxStack || len(m.marks) > maxMarks || len(m.memo) > maxMemo {
		return wrong("its pickle is nested or shared beyond what tensors need")
	}
	return nil
}

// take returns the next n bytes.
func (m *machine) take(n int) ([]byte, error) {
	if n < 0 || n > len(m.data)-m.at {
		return nil, wrong("its pickle is cut short: it wants %d bytes at %d of %d", n, m.at, len(m.data))
	}
	m.at += n
	return m.data[m.at-n : m.at], nil
}

// line returns the bytes up to a line feed.
func (m *machine) line() (string, error) {
	length := bytes.IndexByte(m.data[m.at:], '\n')
	if length < 0 {
		return "", wrong("its pickle is cut short in a name")
	}
	text, err := m.take(length + 1)
	return string(text[:len(text)-1]), err
}

// number returns an unsigned little-endian number of so many bytes.
func (m *machine) number(bytes int) (uint64, error) {
	raw, err := m.take(bytes)
	if err != nil {
		return 0, err
	}
	var wide [8]byte
	copy(wide[:], raw)
	return binary.LittleEndian.Uint64(wide[:]), nil
}

// counted returns as many bytes as a number of so many bytes before them says.
func (m *machine) counted(bytes int) ([]byte, error) {
	n, err := m.number(bytes)
	if err != nil {
		return nil, err
	}
	return m.take(int(min(n, math.MaxInt)))
}

func (m *machine) push(v Value) error {
	m.stack = append(m.stack, v)
	return nil
}

// pop removes the last n values, none of them before the last mark.
func (m *machine) pop(n int) ([]Value, error) {
	floor := 0
	if len(m.marks) > 0 {
		floor = m.marks[len(m.marks)-1]
	}
	if n > len(m.stack)-floor {
		return nil, wrong("its pickle takes values that it has not made")
	}
	values := m.stack[len(m.stack)-n:]
	m.stack = m.stack[:len(m.stack)-n]
	return values, nil
}

func (m *machine) popOne() (Value, error) {
	values, err := m.pop(1)
	if err != nil {
		return nil, err
	}
	return values[0], nil
}

// popMark removes the last mark and the values after it. They are valid until
// the next push.
func (m *machine) popMark() ([]Value, error) {
	if len(m.marks) == 0 {
		return nil, wrong("its pickle ends a list that it has not begun")
	}
	at := m.marks[len(m.marks)-1]
	m.marks = m.marks[:len(m.marks)-1]
	values := m.stack[at:]
	m.stack = m.stack[:at]
	return values, nil
}

// top returns the last value.
func (m *machine) top() (Value, error) {
	v, err := m.popOne()
	if err != nil {
		return nil, err
	}
	return v, m.push(v)
}
