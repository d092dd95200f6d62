package spirv

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Numbers of the SPIR-V specification, section 3, as far as they are read here.
const (
	magic = 0x07230203

	opName              = 5
	opMemberName        = 6
	opExecutionMode     = 16
	opTypeInt           = 21
	opTypeFloat         = 22
	opTypeVector        = 23
	opTypeArray         = 28
	opTypeRuntimeArray  = 29
	opTypeStruct        = 30
	opTypePointer       = 32
	opCapability        = 17
	opConstant          = 43
	opSpecConstantTrue  = 48
	opSpecConstantFalse = 49
	opSpecConstant      = 50
	opConstantComposite = 44
	opSpecComposite     = 51
	opVariable          = 59
	opLoad              = 61
	opStore             = 62
	opDecorate          = 71
	opMemberDecorate    = 72
	opTypeForward       = 39
	opBitcast           = 124

	modeLocalSize = 17

	decorationSpecID  = 1
	decorationBuiltIn = 11
	decorationOffset  = 35
	builtInGroupSize  = 25

	storagePushConstant   = 9
	storagePhysicalBuffer = 5349
)

// capabilities are those that kernels may declare: Shader, the ballot's
// broadcasts, and buffer addresses.
var capabilities = map[uint32]bool{1: true, 61: true, 64: true, 5347: true}

// matrixCapability is that of kernels for matrix units. They may declare
// matrixCapabilities, too: float16, Vulkan's memory model, and bfloat16 in memory
// and in matrices.
const (
	matrixCapability         = 6022
	bfloat16MatrixCapability = 5118
)

var matrixCapabilities = map[uint32]bool{matrixCapability: true, 9: true, 5345: true, 5116: true, bfloat16MatrixCapability: true}

type memberKey struct{ id, member uint32 }

// module indexes the instructions that reflection asks for by result id.
type module struct {
	names       map[uint32]string
	memberNames map[memberKey]string
	offsets     map[memberKey]uint32
	specIDs     map[uint32]uint32
	structs     map[uint32][]uint32 // member types
	pointers    map[uint32][2]uint32
	words       map[uint32]bool // 32-bit scalar types
	constants   map[uint32]uint32
	composites  map[uint32][]uint32
	pushTypes   []uint32        // pointer types of push-constant variables
	loaded      map[uint32]bool // values that are buffer pointers
	pointerCast bool            // one of them is cast to another pointer
	foreign     []uint32        // capabilities that a device need not have
	matrices    bool            // one of them is that of matrix units
	bfloat16    bool            // and one that of their products of bfloat16
	localSize   [3]uint32
	groupSizeID uint32
}

// walk visits the instructions in order. It trusts no length it reads.
func walk(code []uint32, visit func(op uint32, args []uint32)) error {
	if len(code) < 5 || code[0] != magic {
		return errors.New("spirv: not a SPIR-V module")
	}
	for at := 5; at < len(code); {
		count := int(code[at] >> 16)
		if count == 0 || count > len(code)-at {
			return fmt.Errorf("spirv: instruction at word %d overruns the module", at)
		}
		visit(code[at]&0xffff, code[at+1:at+count])
		at += count
	}
	return nil
}

// parse indexes a module.
func parse(code []uint32) (*module, error) {
	m := &module{
		names: map[uint32]string{}, memberNames: map[memberKey]string{}, offsets: map[memberKey]uint32{},
		specIDs: map[uint32]uint32{}, structs: map[uint32][]uint32{}, pointers: map[uint32][2]uint32{},
		words: map[uint32]bool{}, constants: map[uint32]uint32{}, composites: map[uint32][]uint32{},
		loaded: map[uint32]bool{},
	}
	return m, walk(code, m.add)
}

// add records one instruction; those too short for their opcode are skipped.
func (m *module) add(op uint32, args []uint32) {
	has := func(n int) bool { return len(args) >= n }
	switch {
	case op == opCapability && has(1) && !capabilities[args[0]]:
		m.foreign = append(m.foreign, args[0])
		m.matrices = m.matrices || args[0] == matrixCapability
		m.bfloat16 = m.bfloat16 || args[0] == bfloat16MatrixCapability
	case op == opName && has(2):
		m.names[args[0]] = text(args[1:])
	case op == opMemberName && has(3):
		m.memberNames[memberKey{args[0], args[1]}] = text(args[2:])
	case op == opExecutionMode && has(5) && args[1] == modeLocalSize:
		m.localSize = [3]uint32(args[2:5])
	case op == opTypeInt && has(3), op == opTypeFloat && has(2):
		m.words[args[0]] = args[1] == 32
	case op == opTypeStruct && has(1):
		m.structs[args[0]] = args[1:]
	case op == opTypePointer && has(3):
		m.pointers[args[0]] = [2]uint32{args[1], args[2]}
	case op == opTypeForward && has(2):
		m.pointers[args[0]] = [2]uint32{args[1], 0}
	case (op == opConstant || op == opSpecConstant) && has(3):
		m.constants[args[1]] = args[2]
	case op == opSpecConstantTrue && has(2):
		m.constants[args[1]] = 1
	case op == opSpecConstantFalse && has(2):
		m.constants[args[1]] = 0
	case (op == opConstantComposite || op == opSpecComposite) && has(2):
		m.composites[args[1]] = args[2:]
	case op == opVariable && has(3) && args[2] == storagePushConstant:
		m.pushTypes = append(m.pushTypes, args[0])
	case op == opLoad && has(2) && m.isBuffer(args[0]):
		m.loaded[args[1]] = true
	case op == opBitcast && has(3) && m.isBuffer(args[0]) && m.loaded[args[2]]:
		m.pointerCast = true
	case op == opDecorate && has(3):
		m.decorate(args[0], args[1], args[2])
	case op == opMemberDecorate && has(4) && args[2] == decorationOffset:
		m.offsets[memberKey{args[0], args[1]}] = args[3]
	}
}

// isBuffer tells whether a type is that of a buffer pointer.
func (m *module) isBuffer(typ uint32) bool { return m.pointers[typ][0] == storagePhysicalBuffer }

func (m *module) decorate(id, decoration, value uint32) {
	switch {
	case decoration == decorationSpecID:
		m.specIDs[id] = value
	case decoration == decorationBuiltIn && value == builtInGroupSize:
		m.groupSizeID = id
	}
}

// text decodes a literal string: UTF-8, four bytes a word, ended by a NUL.
func text(words []uint32) string {
	var b []byte
	for _, w := range words {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	for i, c := range b {
		if c == 0 {
			return string(b[:i])
		}
	}
	return string(b)
}
