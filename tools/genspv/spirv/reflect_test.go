package spirv

import (
	"encoding/binary"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// asm appends an instruction: its length, its opcode, its arguments.
func asm(code *[]uint32, op uint32, args ...uint32) {
	*code = append(*code, uint32(len(args)+1)<<16|op)
	*code = append(*code, args...)
}

// literal is a string of fewer than four bytes as one word.
func literal(s string) uint32 {
	var b [4]byte
	copy(b[:], s)
	return binary.LittleEndian.Uint32(b[:])
}

// kernel assembles a module whose push block has the given member types:
// '*' a buffer pointer, 'u' a 32-bit word, 'v' a vector. Member i is named by
// its letter and i.
func kernel(members string) []uint32 {
	code := []uint32{magic, 0x10500, 0, 64, 0}
	const (
		word, vector, pointer, buffer, block, push = 1, 2, 3, 4, 5, 6
		sizeX, one, size                           = 7, 8, 9
	)
	asm(&code, opExecutionMode, 20, modeLocalSize, 1, 1, 1)
	asm(&code, opName, sizeX, literal("LX"))
	offset := uint32(0)
	types := []uint32{block}
	for i, m := range members {
		asm(&code, opMemberName, block, uint32(i), literal(string(m)+string(rune('0'+i))))
		asm(&code, opMemberDecorate, block, uint32(i), decorationOffset, offset)
		switch m {
		case '*':
			types, offset = append(types, pointer), offset+8
		case 'u':
			types, offset = append(types, word), offset+4
		case 'v':
			types, offset = append(types, vector), offset+16
		}
	}
	asm(&code, opDecorate, sizeX, decorationSpecID, 3)
	asm(&code, opDecorate, size, decorationBuiltIn, builtInGroupSize)
	asm(&code, opTypeInt, word, 32, 0)
	asm(&code, opTypeForward, pointer, storagePhysicalBuffer)
	asm(&code, opTypeStruct, types...)
	asm(&code, opTypePointer, pointer, storagePhysicalBuffer, buffer)
	asm(&code, opTypePointer, push, storagePushConstant, block)
	asm(&code, opVariable, push, 10, storagePushConstant)
	asm(&code, opSpecConstant, word, sizeX, 32)
	asm(&code, opConstant, word, one, 1)
	asm(&code, opSpecComposite, 11, size, sizeX, one, one)
	return code
}

func TestReflect(t *testing.T) {
	got, err := Reflect(kernel("**uu"))
	if err != nil {
		t.Fatal(err)
	}
	want := Interface{
		Pointers:  []string{"*0", "*1"},
		Words:     []string{"u2", "u3"},
		LocalSize: [3]uint32{32, 1, 1},
		Spec:      []SpecConstant{{Name: "LX", ID: 3, Default: 32, Axis: 1}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("Reflect = %+v, want %+v", got, want)
	}
}

// TestGroupSizeWithoutAName reads what `layout(local_size_x_id = 3) in` gives: a
// constant without a name.
func TestGroupSizeWithoutAName(t *testing.T) {
	code := kernel("u")
	name := slices.Index(code, 3<<16|opName)
	got, err := Reflect(slices.Delete(code, name, name+3))
	want := []SpecConstant{{Name: "GROUP_X", ID: 3, Default: 32, Axis: 1}}
	if err != nil || !slices.Equal(got.Spec, want) {
		t.Errorf("Reflect = %+v, %v, want %+v", got.Spec, err, want)
	}
}

func TestReflectRefusesOtherConventions(t *testing.T) {
	for _, c := range []struct{ name, members, want string }{
		{"pointer after word", "*u*", "pointers come before words"},
		{"vector", "*v", "neither a buffer pointer nor a 32-bit scalar"},
		{"too many", strings.Repeat("*", 8) + strings.Repeat("u", 17), "132 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Reflect(kernel(c.members))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Reflect(%q) error = %v, want it to say %q", c.members, err, c.want)
			}
		})
	}
}

func TestReflectRefusesPointerCasts(t *testing.T) {
	const pointer, word, variable, loaded, address, cast = 3, 1, 30, 31, 32, 33
	code := kernel("*")
	asm(&code, opLoad, pointer, loaded, variable)
	asm(&code, opBitcast, word, address, loaded)
	asm(&code, opBitcast, pointer, cast, address)
	if _, err := Reflect(code); err != nil {
		t.Errorf("a cast by way of the address: %v", err)
	}
	asm(&code, opBitcast, pointer, cast, loaded)
	if _, err := Reflect(code); err == nil || !strings.Contains(err.Error(), "by way of uvec2") {
		t.Errorf("a cast from pointer to pointer: error %v", err)
	}
}

// glslang declares RuntimeDescriptorArray, 5302, for an array of bare pointers.
func TestReflectRefusesCapabilities(t *testing.T) {
	code := kernel("*")
	asm(&code, opCapability, 5347)
	if _, err := Reflect(code); err != nil {
		t.Errorf("buffer addresses: %v", err)
	}
	asm(&code, opCapability, 5302)
	if _, err := Reflect(code); err == nil || !strings.Contains(err.Error(), "capability 5302") {
		t.Errorf("descriptor arrays: error %v", err)
	}
}

// Kernels for matrix units say that they need them, and may use float16 and
// Vulkan's memory model. Others may not.
func TestReflectTellsMatrices(t *testing.T) {
	code := kernel("*")
	asm(&code, opCapability, 9)
	asm(&code, opCapability, 5345)
	if _, err := Reflect(code); err == nil || !strings.Contains(err.Error(), "capability 9") {
		t.Errorf("float16 alone: error %v", err)
	}
	asm(&code, opCapability, matrixCapability)
	if iface, err := Reflect(code); err != nil || !iface.Matrices {
		t.Errorf("matrices %t, %v", iface.Matrices, err)
	}
	asm(&code, opCapability, 5302)
	if _, err := Reflect(code); err == nil || !strings.Contains(err.Error(), "capability 5302") {
		t.Errorf("descriptor arrays with them: error %v", err)
	}
}

func FuzzReflect(f *testing.F) {
	for _, members := range []string{"", "*u", "u*"} {
		var b []byte
		for _, w := range kernel(members) {
			b = binary.LittleEndian.AppendUint32(b, w)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		code := make([]uint32, len(b)/4)
		for i := range code {
			code[i] = binary.LittleEndian.Uint32(b[4*i:])
		}
		Reflect(code) // any bytes: an error or an interface, no panic
	})
}
