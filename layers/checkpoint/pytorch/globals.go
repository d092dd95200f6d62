package pytorch

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
)

// name is a function or class of Python that a pickle names. It runs nothing.
type name string

// What the known names make of their arguments. Storages have no entry: they are
// named only in a persistent id. NumPy's names are here since the published code
// keeps its best FID as a number of NumPy.
var makers = map[name]func(args Tuple) (Value, error){
	"collections.OrderedDict":         makeOrderedDict,
	"torch._utils._rebuild_tensor_v2": makeTensor,
	"torch._utils._rebuild_parameter": makeParameter,
	"numpy.core.multiarray.scalar":    makeScalar,
	"numpy._core.multiarray.scalar":   makeScalar,
	"numpy.dtype":                     makeDType,
	"_codecs.encode":                  makeBytes,
}

// global pushes a name. One that is not known is refused here, before anything
// is done with it.
func (m *machine) global() error {
	module, err := m.line()
	if err != nil {
		return err
	}
	attribute, err := m.line()
	if err != nil {
		return err
	}
	return m.pushName(module, attribute)
}

func (m *machine) stackGlobal() error {
	values, err := m.pop(2)
	if err != nil {
		return err
	}
	module, isModule := values[0].(string)
	attribute, isAttribute := values[1].(string)
	if !isModule || !isAttribute {
		return wrong("its pickle names something by a %T", values[0])
	}
	return m.pushName(module, attribute)
}

func (m *machine) pushName(module, attribute string) error {
	n := name(module + "." + attribute)
	_, known := makers[n]
	if !known && storageKind(n) == nil {
		return wrong("its pickle names %.100q, which no state dict needs; nothing of it was run", string(n))
	}
	return m.push(n)
}

// storageKind returns what a storage of that class holds, nil if it is no class
// of storages.
func storageKind(n name) *kind {
	class, ok := strings.CutPrefix(string(n), "torch.")
	at := slices.IndexFunc(kinds, func(k kind) bool { return k.class == class })
	if !ok || at < 0 {
		return nil
	}
	return &kinds[at]
}

// reduce makes a value of a name and its arguments.
func (m *machine) reduce() error {
	values, err := m.pop(2)
	if err != nil {
		return err
	}
	n, isName := values[0].(name)
	args, isTuple := values[1].(Tuple)
	maker := makers[n]
	if !isName || !isTuple || maker == nil {
		return wrong("its pickle calls a %T", values[0])
	}
	v, err := maker(args)
	if err != nil {
		return err
	}
	return m.push(v)
}

// build takes over the state of an object: the metadata of a state dict, the
// byte order of a dtype.
func (m *machine) build() error {
	state, err := m.popOne()
	if err != nil {
		return err
	}
	v, err := m.top()
	if err != nil {
		return err
	}
	attributes, isDict := state.(*Dict)
	switch object := v.(type) {
	case *Dict:
		if isDict && object.Ordered {
			metadata, _ := attributes.Get("_metadata")
			object.Metadata, _ = metadata.(*Dict)
			return nil
		}
	case *dtype:
		facts, isTuple := state.(Tuple)
		if isTuple && len(facts) > 1 && facts[1] == "<" {
			return nil
		}
	}
	return wrong("its pickle gives a %T a state of a %T", v, state)
}

// persistent pushes the storage of a persistent id: a tuple of "storage", its
// class, its key, a device, its number of elements, and of which other storage
// it is a view, which is None in every version since 0.4.
func (m *machine) persistent() error {
	id, err := m.popOne()
	if err != nil {
		return err
	}
	parts, _ := id.(Tuple)
	if len(parts) < 5 || parts[0] != "storage" || len(parts) > 5 && parts[5] != nil {
		return wrong("its pickle has an id that is not of a storage")
	}
	class, _ := parts[1].(name)
	key, isKey := parts[2].(string)
	count, isCount := parts[4].(int64)
	k := storageKind(class)
	if k == nil || !isKey || !isCount || count < 0 || count > farthest {
		return wrong("its pickle has an id that is not of a storage")
	}
	s, known := m.storages[key]
	if !known {
		s = &storage{kind: *k, count: int(count)}
		m.storages[key] = s
	}
	if s.class != k.class || s.count != int(count) {
		return wrong("its storage %q is described in two ways", key)
	}
	return m.push(s)
}

func makeOrderedDict(args Tuple) (Value, error) {
	if len(args) != 0 {
		return nil, wrong("its pickle makes an OrderedDict of %d arguments", len(args))
	}
	return &Dict{Ordered: true}, nil
}

// makeTensor ignores what follows shape and strides: gradients and hooks.
func makeTensor(args Tuple) (Value, error) {
	if len(args) < 4 {
		return nil, wrong("its pickle makes a tensor of %d arguments", len(args))
	}
	s, isStorage := args[0].(*storage)
	offset, isOffset := args[1].(int64)
	shape, isShape := integers(args[2])
	strides, isStrides := integers(args[3])
	if !isStorage || !isOffset || !isShape || !isStrides {
		return nil, wrong("its pickle makes a tensor of a %T", args[0])
	}
	return newTensor(s, offset, shape, strides)
}

func integers(v Value) ([]int64, bool) {
	tuple, ok := v.(Tuple)
	if !ok || len(tuple) > maxDims {
		return nil, false
	}
	list := make([]int64, len(tuple))
	for i := range list {
		if list[i], ok = tuple[i].(int64); !ok {
			return nil, false
		}
	}
	return list, true
}

func makeParameter(args Tuple) (Value, error) {
	if len(args) > 0 {
		if t, ok := args[0].(*Tensor); ok {
			return t, nil
		}
	}
	return nil, wrong("its pickle makes a parameter of something else than a tensor")
}

// dtype is NumPy's name of a type, such as "f8".
type dtype string

func makeDType(args Tuple) (Value, error) {
	if len(args) > 0 {
		if text, ok := args[0].(string); ok {
			d := dtype(text)
			return &d, nil
		}
	}
	return nil, wrong("its pickle makes a dtype of something else than a name")
}

// makeScalar makes a float64 or int64.
func makeScalar(args Tuple) (Value, error) {
	if len(args) != 2 {
		return nil, wrong("its pickle makes a number of %d arguments", len(args))
	}
	d, isDType := args[0].(*dtype)
	raw, isBytes := args[1].([]byte)
	if !isDType || !isBytes {
		return nil, wrong("its pickle makes a number of a %T", args[1])
	}
	switch {
	case *d == "f8" && len(raw) == 8:
		return math.Float64frombits(binary.LittleEndian.Uint64(raw)), nil
	case *d == "f4" && len(raw) == 4:
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(raw))), nil
	case *d == "i8" && len(raw) == 8:
		return int64(binary.LittleEndian.Uint64(raw)), nil
	}
	return nil, wrong("its pickle has a number of NumPy's type %.20q", string(*d))
}

// makeBytes is how protocol 2 writes bytes: as a text of code points below 256.
// Only numbers are written so.
func makeBytes(args Tuple) (Value, error) {
	if len(args) == 2 && args[1] == "latin1" {
		if text, ok := args[0].(string); ok && len(text) <= 64 {
			var raw []byte
			for _, r := range text {
				raw = append(raw, byte(r))
			}
			return raw, nil
		}
	}
	return nil, wrong("its pickle makes bytes of something else than the text of a number")
}
