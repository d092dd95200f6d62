package inception

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/big"
	"path"
	"strings"

	"autogan/layers/checkpoint"
	"autogan/vk/tensor"

	"github.com/nlpodyssey/gopickle/pickle"
	"github.com/nlpodyssey/gopickle/types"
)

// readTorch reads a state dict that torch.save wrote: a zip file since PyTorch
// 1.6, before that a chain of pickles followed by the numbers. It knows only
// dicts of tensors and makes no other object.
func readTorch(data []byte) (_ map[string]array, err error) {
	defer func() {
		if broken := recover(); broken != nil { // by the pickle library
			err = fmt.Errorf("its pickle is damaged: %v", broken)
		}
	}()
	if bytes.HasPrefix(data, []byte("PK")) {
		return readTorchZip(data)
	}
	return readTorchLegacy(bytes.NewReader(data))
}

// array is a float32 array of a foreign file.
type array struct {
	shape  tensor.Shape
	values []float32
}

// storage is memory that tensors are views of.
type storage struct {
	class string // FloatStorage, …
	size  int    // in elements
	data  []byte
}

const floatStorage = "FloatStorage"

// floatStorages are the classes that hold weights.
var floatStorages = map[string]checkpoint.DType{
	floatStorage: checkpoint.F32, "DoubleStorage": checkpoint.F64, "HalfStorage": checkpoint.F16, "BFloat16Storage": checkpoint.BF16,
}

// toF32 makes a storage of weights one of float32 numbers.
func (s *storage) toF32() (err error) {
	s.data, err = checkpoint.ToF32(floatStorages[s.class], s.data)
	s.class = floatStorage
	return err
}

// storageBytes are the sizes of the elements by class.
var storageBytes = map[string]int{
	floatStorage: 4, "DoubleStorage": 8, "HalfStorage": 2, "BFloat16Storage": 2,
	"LongStorage": 8, "IntStorage": 4, "ShortStorage": 2, "CharStorage": 1, "ByteStorage": 1, "BoolStorage": 1,
}

// view is a tensor: a part of a storage.
type view struct {
	storage      *storage
	offset       int
	size, stride []int
}

func readTorchZip(data []byte) (map[string]array, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	records := map[string]*zip.File{}
	for _, f := range archive.File {
		if strings.Contains(f.Name, "/code/") {
			return nil, fmt.Errorf("it is a TorchScript program, want a state dict such as %s: %w", path.Base(TorchURL), errOther)
		}
		records[path.Base(f.Name)] = f
	}
	read := func(name string) ([]byte, error) {
		f, ok := records[name]
		if !ok {
			return nil, fmt.Errorf("its record %s is missing", name)
		}
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		defer r.Close()
		content, err := io.ReadAll(r)
		if err != nil {
			return nil, fmt.Errorf("its record %s: %w", name, err)
		}
		return content, nil
	}
	object, err := read("data.pkl")
	if err != nil {
		return nil, err
	}
	dict, storages, err := unpickleState(bytes.NewReader(object))
	if err != nil {
		return nil, err
	}
	for key, s := range storages {
		if s.data, err = read(key); err != nil {
			return nil, err
		}
		if want := s.size * storageBytes[s.class]; len(s.data) != want {
			return nil, fmt.Errorf("its record %s has %d bytes, want %d", key, len(s.data), want)
		}
	}
	return dict.arrays()
}

// The head of the older form: a number, the version of the protocol, then facts
// about the machine.
const (
	legacyMagic    = "1950a86a20f9469cfc6c"
	legacyProtocol = 1001
)

func readTorchLegacy(r *bytes.Reader) (map[string]array, error) {
	var head [3]any
	for i := range head {
		unpickler := pickle.NewUnpickler(r)
		var err error
		if head[i], err = unpickler.Load(); err != nil {
			return nil, fmt.Errorf("it is a pickle, but not of PyTorch, or cut short (%v): %w", err, errOther)
		}
	}
	if magic, ok := head[0].(*big.Int); !ok || magic.Text(16) != legacyMagic || head[1] != legacyProtocol {
		return nil, fmt.Errorf("it is a pickle, but not of PyTorch: %w", errOther)
	}
	dict, storages, err := unpickleState(r)
	if err != nil {
		return nil, err
	}
	unpickler := pickle.NewUnpickler(r)
	keys, err := unpickler.Load()
	if err != nil {
		return nil, fmt.Errorf("its list of storages: %w", err)
	}
	list, ok := keys.(*types.List)
	if !ok {
		return nil, fmt.Errorf("its list of storages is a %T", keys)
	}
	for _, key := range *list {
		name, _ := key.(string)
		s, ok := storages[name]
		if !ok {
			return nil, fmt.Errorf("its storage %v belongs to no tensor", key)
		}
		var count uint64
		if err := binary.Read(r, binary.LittleEndian, &count); err != nil {
			return nil, fmt.Errorf("its storage %s: %w", name, err)
		}
		want := s.size * storageBytes[s.class]
		if count != uint64(s.size) || want > r.Len() {
			return nil, fmt.Errorf("its storage %s has %d elements in %d bytes, want %d: the file is cut short or damaged", name, count, r.Len(), s.size)
		}
		s.data = make([]byte, want)
		if _, err := io.ReadFull(r, s.data); err != nil {
			return nil, fmt.Errorf("its storage %s: %w", name, err)
		}
	}
	return dict.arrays()
}

// state is the unpickled state dict.
type state struct{ entries *types.OrderedDict }

// unpickleState reads a dict of tensors and the storages that they are in,
// whose data is elsewhere in the file.
func unpickleState(r io.Reader) (state, map[string]*storage, error) {
	storages := map[string]*storage{}
	unpickler := pickle.NewUnpickler(r)
	unpickler.FindClass = findClass
	unpickler.PersistentLoad = func(id any) (any, error) {
		tuple, ok := id.(*types.Tuple)
		if !ok || tuple.Len() < 5 || tuple.Get(0) != "storage" {
			return nil, fmt.Errorf("a storage is described as %v", id)
		}
		class, isClass := tuple.Get(1).(storageClass)
		key, isKey := tuple.Get(2).(string)
		size, isSize := tuple.Get(4).(int)
		if !isClass || !isKey || !isSize || size < 0 || size > math.MaxInt32 {
			return nil, fmt.Errorf("a storage is described as %v", id)
		}
		if _, known := storages[key]; !known {
			storages[key] = &storage{class: string(class), size: size}
		}
		return storages[key], nil
	}
	object, err := unpickler.Load()
	if err != nil {
		return state{}, nil, fmt.Errorf("its pickle: %w", err)
	}
	dict, ok := object.(*types.OrderedDict)
	if !ok {
		return state{}, nil, fmt.Errorf("it holds a %T, want a state dict: %w", object, errOther)
	}
	return state{dict}, storages, nil
}

type (
	storageClass  string
	rebuildTensor struct{}
)

// findClass knows what a state dict is made of.
func findClass(module, name string) (any, error) {
	switch {
	case module == "torch._utils" && name == "_rebuild_tensor_v2":
		return rebuildTensor{}, nil
	case module == "torch" && storageBytes[name] > 0:
		return storageClass(name), nil
	}
	return nil, fmt.Errorf("it holds a %s.%s, want a state dict of tensors: %w", module, name, errOther)
}

// Call makes a tensor of a storage, an offset, a size and strides; what follows
// does not matter here.
func (rebuildTensor) Call(args ...any) (any, error) {
	if len(args) < 4 {
		return nil, fmt.Errorf("a tensor is made of %v", args)
	}
	s, isStorage := args[0].(*storage)
	offset, isOffset := args[1].(int)
	size, isSize := ints(args[2])
	stride, isStride := ints(args[3])
	if !isStorage || !isOffset || !isSize || !isStride || len(size) != len(stride) {
		return nil, fmt.Errorf("a tensor is made of %v", args)
	}
	return view{s, offset, size, stride}, nil
}

func ints(tuple any) ([]int, bool) {
	t, ok := tuple.(*types.Tuple)
	if !ok {
		return nil, false
	}
	values := make([]int, t.Len())
	for i := range values {
		if values[i], ok = t.Get(i).(int); !ok || values[i] < 0 {
			return nil, false
		}
	}
	return values, true
}

// arrays are the tensors of weights, as float32; others, counters of training
// steps, are left out.
func (s state) arrays() (map[string]array, error) {
	arrays := map[string]array{}
	for e := s.entries.List.Front(); e != nil; e = e.Next() {
		entry := e.Value.(*types.OrderedDictEntry)
		name, isName := entry.Key.(string)
		v, isTensor := entry.Value.(view)
		if !isName || !isTensor {
			return nil, fmt.Errorf("its entry %v is a %T, want a tensor: %w", entry.Key, entry.Value, errOther)
		}
		if floatStorages[v.storage.class] == "" {
			continue
		}
		if err := v.storage.toF32(); err != nil {
			return nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		values, err := v.values()
		if err != nil {
			return nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		arrays[name] = array{v.size, values}
	}
	return arrays, nil
}

// values copies the elements of a view in row-major order.
func (v view) values() ([]float32, error) {
	n, last := 1, v.offset
	for i, extent := range v.size {
		if extent == 0 || extent > math.MaxInt32/n || v.stride[i] > math.MaxInt32 {
			return nil, fmt.Errorf("its size is %v", v.size)
		}
		n *= extent
		last += (extent - 1) * v.stride[i]
	}
	if v.offset < 0 || last >= v.storage.size {
		return nil, fmt.Errorf("it ends at element %d of a storage of %d", last, v.storage.size)
	}
	values := make([]float32, n)
	for i := range values {
		at, rest := v.offset, i
		for axis := len(v.size) - 1; axis >= 0; axis-- {
			at += rest % v.size[axis] * v.stride[axis]
			rest /= v.size[axis]
		}
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(v.storage.data[4*at:]))
	}
	return values, nil
}
