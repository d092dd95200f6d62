package pytorch

import (
	"errors"
	"fmt"

	"autogan/layers/checkpoint"
)

// ErrFormat is wrapped by every error about the content of a file.
var ErrFormat = errors.New("not a file of torch.save that holds tensors only")

func wrong(format string, args ...any) error {
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), ErrFormat)
}

// Value is what a file holds: nil, bool, int64, float64, string, [Tuple],
// [*List], [*Dict], and tensors. Decode makes a [*Tensor] of each tensor, Encode
// takes a [checkpoint.Array].
type Value any

// Tuple is a list that does not change.
type Tuple []Value

// List is a list.
type List struct{ Items []Value }

// Dict is a dictionary in the order of its entries.
type Dict struct {
	Entries  []Entry
	Ordered  bool  // an OrderedDict, as state dicts are
	Metadata *Dict // of a state dict: the versions of its modules; nil without

	index map[Value]int
}

// Entry is a pair of a [Dict].
type Entry struct{ Key, Value Value }

// Get returns the value of a key: a string, a number, a bool or nil.
func (d *Dict) Get(key Value) (Value, bool) {
	at, found := d.index[key]
	if !found {
		return nil, false
	}
	return d.Entries[at].Value, true
}

// Set adds an entry, or replaces the value of the one with that key. It panics on
// a key that [Dict.Get] does not take.
func (d *Dict) Set(key, value Value) {
	if !hashable(key) {
		panic(fmt.Sprintf("pytorch: set: got a key of type %T", key))
	}
	if at, found := d.index[key]; found {
		d.Entries[at].Value = value
		return
	}
	if d.index == nil {
		d.index = map[Value]int{}
	}
	d.index[key] = len(d.Entries)
	d.Entries = append(d.Entries, Entry{key, value})
}

// hashable reports whether a value can be a key. A list of them as keys would be
// legal in Python, but torch.save has no use for it.
func hashable(key Value) bool {
	switch key.(type) {
	case nil, bool, int64, float64, string:
		return true
	}
	return false
}

// kind is a type of elements.
type kind struct {
	class string           // of its storage in PyTorch
	dtype checkpoint.DType // "" if no array is made of it
	size  int              // of an element
}

var kinds = []kind{
	{"FloatStorage", checkpoint.F32, 4}, {"DoubleStorage", checkpoint.F64, 8}, {"HalfStorage", checkpoint.F16, 2},
	{"BFloat16Storage", checkpoint.BF16, 2}, {"LongStorage", checkpoint.I64, 8},
	{"IntStorage", "", 4}, {"ShortStorage", "", 2}, {"CharStorage", "", 1}, {"ByteStorage", "", 1}, {"BoolStorage", "", 1},
}
