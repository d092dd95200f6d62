package spirv

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// MaxPushBytes is the push-constant size that every Vulkan device guarantees.
const MaxPushBytes = 128

// Interface is what a launch must know of a kernel.
type Interface struct {
	Pointers  []string // 64-bit buffer pointers of the push block, in order
	Words     []string // 32-bit words after them, in order
	LocalSize [3]uint32
	Spec      []SpecConstant // by ascending id
	Matrices  bool           // the kernel multiplies on matrix units
	BFloat16  bool           // and there bfloat16
}

// SpecConstant is a specialisation constant of 32 bits.
type SpecConstant struct {
	Name    string
	ID      uint32
	Default uint32 // the bits; a bool is 0 or 1
	Axis    int    // 1, 2 or 3 if the constant is the local size on x, y or z; else 0
}

// Reflect reads the interface of the compute kernel in code. It returns an
// error if code is no SPIR-V module or breaks the calling convention.
func Reflect(code []uint32) (Interface, error) {
	m, err := parse(code)
	if err != nil {
		return Interface{}, err
	}
	if m.pointerCast {
		return Interface{}, errors.New("spirv: a buffer pointer is cast to another; SwiftShader crashes on it, cast by way of uvec2")
	}
	for _, capability := range m.foreign {
		if !m.matrices || !matrixCapabilities[capability] {
			return Interface{}, fmt.Errorf("spirv: the kernel declares the capability %d, which devices need not have", capability)
		}
	}
	iface := Interface{LocalSize: m.localSize, Spec: m.specConstants(), Matrices: m.matrices, BFloat16: m.bfloat16}
	if err := m.readPush(&iface); err != nil {
		return Interface{}, err
	}
	if err := m.readGroupSize(&iface); err != nil {
		return Interface{}, err
	}
	return iface, nil
}

func (m *module) specConstants() []SpecConstant {
	var out []SpecConstant
	for id, specID := range m.specIDs {
		out = append(out, SpecConstant{Name: m.names[id], ID: specID, Default: m.constants[id]})
	}
	slices.SortFunc(out, func(a, b SpecConstant) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// readPush lists the members of the push block and checks that a launcher may
// lay them out by counting: pointers from 0 in steps of 8, words after them in
// steps of 4.
func (m *module) readPush(iface *Interface) error {
	if len(m.pushTypes) == 0 {
		return nil
	}
	if len(m.pushTypes) > 1 {
		return fmt.Errorf("spirv: %d push-constant blocks, want one", len(m.pushTypes))
	}
	block := m.pointers[m.pushTypes[0]][1]
	next := uint32(0)
	for i, typ := range m.structs[block] {
		key := memberKey{block, uint32(i)}
		name := m.memberNames[key]
		size := uint32(4)
		switch pointer, ok := m.pointers[typ]; {
		case ok && pointer[0] == storagePhysicalBuffer && len(iface.Words) == 0:
			iface.Pointers = append(iface.Pointers, name)
			size = 8
		case ok:
			return fmt.Errorf("spirv: push member %s: pointers come before words", name)
		case m.words[typ]:
			iface.Words = append(iface.Words, name)
		default:
			return fmt.Errorf("spirv: push member %s is neither a buffer pointer nor a 32-bit scalar", name)
		}
		if m.offsets[key] != next {
			return fmt.Errorf("spirv: push member %s at offset %d, want %d", name, m.offsets[key], next)
		}
		next += size
	}
	if next > MaxPushBytes {
		return fmt.Errorf("spirv: push block of %d bytes, at most %d", next, MaxPushBytes)
	}
	return nil
}

// readGroupSize applies local_size_x_id and its kin: the constant composite
// decorated WorkgroupSize overrides the execution mode.
func (m *module) readGroupSize(iface *Interface) error {
	parts := m.composites[m.groupSizeID]
	if len(parts) != 3 {
		return nil
	}
	for axis, id := range parts {
		iface.LocalSize[axis] = m.constants[id]
		specID, ok := m.specIDs[id]
		if !ok {
			continue
		}
		i := slices.IndexFunc(iface.Spec, func(s SpecConstant) bool { return s.ID == specID })
		if iface.Spec[i].Axis != 0 {
			return fmt.Errorf("spirv: specialisation constant %d sets two axes of the local size", specID)
		}
		iface.Spec[i].Axis = axis + 1
		if iface.Spec[i].Name == "" { // glslang gives it none
			iface.Spec[i].Name = "GROUP_" + "XYZ"[axis:axis+1]
		}
	}
	return nil
}
