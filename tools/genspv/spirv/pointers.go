package spirv

import "fmt"

const (
	alignedAccess = 2 // bit of memory operands: an alignment follows
	nesting       = 8 // levels of structs and arrays that are looked into
)

// pointerRules collects types and values as the instructions come by, and the
// first one that breaks a rule of buffer pointers.
type pointerRules struct {
	scalars  map[uint32]uint32   // bytes of integers, floats and buffer pointers
	vectors  map[uint32]uint32   // bytes of vectors
	integers map[uint32]bool     // integers and vectors of them
	parts    map[uint32][]uint32 // of vectors, arrays and structs
	pointee  map[uint32]uint32   // of buffer pointers
	types    map[uint32]uint32   // of values
	broken   error
}

// CheckPointers returns an error if a module breaks a rule of buffer pointers.
// Two are those that spirv-val enforces only since 2026: a pointer is cast to and
// from integers and pointers alone, and the alignment that a load or store declares
// is no smaller than the largest scalar it moves, where a pointer has eight bytes.
// The third is for speed: a vector is declared aligned to its whole size, for else
// NVIDIA's compiler moves it in parts (github.com/KhronosGroup/Vulkan-Guide, 340).
// It reads optimised modules, since spirv-opt can join two valid casts to an
// invalid one.
func CheckPointers(code []uint32) error {
	r := &pointerRules{
		scalars: map[uint32]uint32{}, vectors: map[uint32]uint32{}, integers: map[uint32]bool{}, parts: map[uint32][]uint32{},
		pointee: map[uint32]uint32{}, types: map[uint32]uint32{},
	}
	if err := walk(code, r.add); err != nil {
		return err
	}
	return r.broken
}

// add looks at one instruction; those too short for their opcode are skipped.
func (r *pointerRules) add(op uint32, args []uint32) {
	switch has := func(n int) bool { return len(args) >= n }; {
	case op == opName || op == opMemberName || op == opDecorate || op == opMemberDecorate:
	case r.addType(op, args):
	case op == opStore && has(4):
		r.access("store", args[0], args[2:])
	case has(2) && r.isType(args[0]):
		r.types[args[1]] = args[0]
		if op == opLoad && has(5) {
			r.access("load", args[2], args[3:])
		}
		if op == opBitcast && has(3) {
			r.cast(args[0], r.types[args[2]])
		}
	}
}

// addType records an instruction that declares a type.
func (r *pointerRules) addType(op uint32, args []uint32) bool {
	switch has := func(n int) bool { return len(args) >= n }; {
	case (op == opTypeInt || op == opTypeFloat) && has(2):
		r.scalars[args[0]], r.integers[args[0]] = args[1]/8, op == opTypeInt
	case op == opTypeVector && has(3):
		r.parts[args[0]], r.integers[args[0]] = args[1:2], r.integers[args[1]]
		r.vectors[args[0]] = r.scalars[args[1]] * args[2]
	case (op == opTypeArray || op == opTypeRuntimeArray) && has(2):
		r.parts[args[0]] = args[1:2]
	case op == opTypeStruct && has(1):
		r.parts[args[0]] = args[1:]
	case op == opTypePointer && has(3) && args[1] == storagePhysicalBuffer:
		r.scalars[args[0]], r.pointee[args[0]] = 8, args[2]
	case op == opTypeForward && has(2) && args[1] == storagePhysicalBuffer:
		r.scalars[args[0]], r.pointee[args[0]] = 8, 0
	default:
		return false
	}
	return true
}

func (r *pointerRules) isType(id uint32) bool {
	_, composite := r.parts[id]
	return composite || r.scalars[id] != 0
}

func (r *pointerRules) isPointer(typ uint32) bool {
	_, is := r.pointee[typ]
	return is
}

// cast checks a bit cast between two types.
func (r *pointerRules) cast(to, from uint32) {
	for _, c := range [2][2]uint32{{to, from}, {from, to}} {
		if r.isPointer(c[0]) && !r.isPointer(c[1]) && !r.integers[c[1]] {
			r.fail("spirv: a buffer pointer is cast to or from what is no integer; cast the parts of its uvec2 one by one")
		}
	}
}

// access checks what a load or store by a pointer declares.
func (r *pointerRules) access(what string, pointer uint32, operands []uint32) {
	if operands[0]&alignedAccess == 0 {
		return
	}
	if size := r.largest(r.pointee[r.types[pointer]], nesting); operands[1] < size {
		r.fail("spirv: a %s of %d bytes at a time declares an alignment of %d", what, size, operands[1])
	}
}

// largest is the size of the largest scalar or vector in a type of at most depth
// levels.
func (r *pointerRules) largest(typ uint32, depth int) uint32 {
	size := max(r.scalars[typ], r.vectors[typ])
	if depth > 0 {
		for _, part := range r.parts[typ] {
			size = max(size, r.largest(part, depth-1))
		}
	}
	return size
}

func (r *pointerRules) fail(format string, args ...any) {
	if r.broken == nil {
		r.broken = fmt.Errorf(format, args...)
	}
}
