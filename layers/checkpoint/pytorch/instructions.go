package pytorch

import (
	"encoding/binary"
	"math"
	"slices"
)

// instructions are those that Python's pickler writes for torch.save, in any of
// its protocols from 2 on. The names are those of Python's pickletools.
var instructions map[byte]func(m *machine) error

func init() { // the table refers to itself
	instructions = map[byte]func(m *machine) error{
		0x80: func(m *machine) error { _, err := m.take(1); return err }, // PROTO
		0x95: func(m *machine) error { _, err := m.take(8); return err }, // FRAME
		'.':  func(m *machine) error { m.done = true; return nil },       // STOP

		'N':  func(m *machine) error { return m.push(nil) },   // NONE
		0x88: func(m *machine) error { return m.push(true) },  // NEWTRUE
		0x89: func(m *machine) error { return m.push(false) }, // NEWFALSE
		'K':  func(m *machine) error { return m.integer(1) },  // BININT1
		'M':  func(m *machine) error { return m.integer(2) },  // BININT2
		'J':  (*machine).signed,                               // BININT
		0x8a: func(m *machine) error { return m.long(1) },     // LONG1
		0x8b: func(m *machine) error { return m.long(4) },     // LONG4
		'G':  (*machine).float,                                // BINFLOAT
		'X':  func(m *machine) error { return m.text(4) },     // BINUNICODE
		0x8c: func(m *machine) error { return m.text(1) },     // SHORT_BINUNICODE
		0x8d: func(m *machine) error { return m.text(8) },     // BINUNICODE8
		'U':  func(m *machine) error { return m.text(1) },     // SHORT_BINSTRING
		'C':  func(m *machine) error { return m.raw(1) },      // SHORT_BINBYTES
		'B':  func(m *machine) error { return m.raw(4) },      // BINBYTES

		'(':  func(m *machine) error { m.marks = append(m.marks, len(m.stack)); return nil }, // MARK
		')':  func(m *machine) error { return m.tuple(0) },                                   // EMPTY_TUPLE
		0x85: func(m *machine) error { return m.tuple(1) },                                   // TUPLE1
		0x86: func(m *machine) error { return m.tuple(2) },                                   // TUPLE2
		0x87: func(m *machine) error { return m.tuple(3) },                                   // TUPLE3
		't':  (*machine).markedTuple,                                                         // TUPLE
		']':  func(m *machine) error { return m.push(&List{}) },                              // EMPTY_LIST
		'a':  func(m *machine) error { return m.extend(func() ([]Value, error) { return m.pop(1) }) },
		'e':  func(m *machine) error { return m.extend(m.popMark) },
		'}':  func(m *machine) error { return m.push(&Dict{}) }, // EMPTY_DICT
		's':  func(m *machine) error { return m.set(func() ([]Value, error) { return m.pop(2) }) },
		'u':  func(m *machine) error { return m.set(m.popMark) },

		'q':  func(m *machine) error { return m.remember(1) }, // BINPUT
		'r':  func(m *machine) error { return m.remember(4) }, // LONG_BINPUT
		0x94: (*machine).memoize,                              // MEMOIZE
		'h':  func(m *machine) error { return m.recall(1) },   // BINGET
		'j':  func(m *machine) error { return m.recall(4) },   // LONG_BINGET

		'c':  (*machine).global,      // GLOBAL
		0x93: (*machine).stackGlobal, // STACK_GLOBAL
		'R':  (*machine).reduce,      // REDUCE
		'b':  (*machine).build,       // BUILD
		'Q':  (*machine).persistent,  // BINPERSID
	}
}

func (m *machine) integer(bytes int) error {
	n, err := m.number(bytes)
	if err != nil {
		return err
	}
	return m.push(int64(n))
}

func (m *machine) signed() error {
	n, err := m.number(4)
	if err != nil {
		return err
	}
	return m.push(int64(int32(n)))
}

// wide is an integer of more than 64 bits, little-endian.
type wide string

func (m *machine) long(bytes int) error {
	raw, err := m.counted(bytes)
	if err != nil {
		return err
	}
	if len(raw) > 8 {
		return m.push(wide(raw))
	}
	var sign byte
	if len(raw) > 0 && raw[len(raw)-1] >= 0x80 {
		sign = 0xff
	}
	full := append(slices.Clone(raw), slices.Repeat([]byte{sign}, 8-len(raw))...)
	return m.push(int64(binary.LittleEndian.Uint64(full)))
}

func (m *machine) float() error {
	raw, err := m.take(8)
	if err != nil {
		return err
	}
	return m.push(math.Float64frombits(binary.BigEndian.Uint64(raw)))
}

func (m *machine) text(bytes int) error {
	raw, err := m.counted(bytes)
	if err != nil {
		return err
	}
	return m.push(string(raw))
}

func (m *machine) raw(bytes int) error {
	raw, err := m.counted(bytes)
	if err != nil {
		return err
	}
	return m.push(raw)
}

func (m *machine) tuple(n int) error {
	values, err := m.pop(n)
	if err != nil {
		return err
	}
	return m.push(Tuple(slices.Clone(values)))
}

func (m *machine) markedTuple() error {
	values, err := m.popMark()
	if err != nil {
		return err
	}
	return m.push(Tuple(slices.Clone(values)))
}

// extend appends values to the list below them.
func (m *machine) extend(pop func() ([]Value, error)) error {
	values, err := pop()
	if err != nil {
		return err
	}
	v, err := m.top()
	if err != nil {
		return err
	}
	list, ok := v.(*List)
	if !ok {
		return wrong("its pickle appends to a %T", v)
	}
	list.Items = append(list.Items, values...)
	return nil
}

// set adds pairs to the dict below them.
func (m *machine) set(pop func() ([]Value, error)) error {
	pairs, err := pop()
	if err != nil {
		return err
	}
	v, err := m.top()
	if err != nil {
		return err
	}
	dict, ok := v.(*Dict)
	if !ok || len(pairs)%2 != 0 {
		return wrong("its pickle adds %d values to a %T", len(pairs), v)
	}
	for i := 0; i < len(pairs); i += 2 {
		if !hashable(pairs[i]) {
			return wrong("its pickle has a key of type %T", pairs[i])
		}
		dict.Set(pairs[i], pairs[i+1])
	}
	return nil
}

func (m *machine) remember(bytes int) error {
	key, err := m.number(bytes)
	if err != nil {
		return err
	}
	v, err := m.top()
	m.memo[uint32(key)] = v
	return err
}

func (m *machine) memoize() error {
	v, err := m.top()
	m.memo[uint32(len(m.memo))] = v
	return err
}

func (m *machine) recall(bytes int) error {
	key, err := m.number(bytes)
	if err != nil {
		return err
	}
	v, found := m.memo[uint32(key)]
	if !found {
		return wrong("its pickle reads number %d of its memo, which it has not written", key)
	}
	return m.push(v)
}
