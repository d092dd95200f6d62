package spirv

import (
	"strings"
	"testing"
)

// Identifiers of the modules that pointerModule begins.
const (
	float, integer, pair, pairOfFloats = 1, 2, 3, 4
	leaf, word, row, rows, toRows      = 5, 6, 7, 8, 9
	four, fours, toFour                = 10, 11, 12
	at, loaded, bits                   = 20, 21, 22
)

// pointerModule declares a pointer `at` to a struct with an array of structs of
// one pointer of type word, and appends the instructions of the test.
func pointerModule(more func(code *[]uint32)) []uint32 {
	code := []uint32{magic, 0x10500, 0, 64, 0}
	asm(&code, opDecorate, row, decorationOffset, 0)
	asm(&code, opTypeFloat, float, 32)
	asm(&code, opTypeInt, integer, 32, 0)
	asm(&code, opTypeVector, pair, integer, 2)
	asm(&code, opTypeVector, pairOfFloats, float, 2)
	asm(&code, opTypeForward, word, storagePhysicalBuffer)
	asm(&code, opTypeStruct, leaf, integer)
	asm(&code, opTypePointer, word, storagePhysicalBuffer, leaf)
	asm(&code, opTypeStruct, row, word)
	asm(&code, opTypeRuntimeArray, rows, row)
	asm(&code, opTypePointer, toRows, storagePhysicalBuffer, rows)
	asm(&code, opTypeVector, four, float, 4)
	asm(&code, opTypePointer, toFour, storagePhysicalBuffer, four)
	asm(&code, opLoad, toRows, at, 30)
	more(&code)
	return code
}

func TestCheckPointers(t *testing.T) {
	for _, c := range []struct {
		name, want string
		more       func(code *[]uint32)
	}{
		{"a load of a pointer, aligned", "", func(code *[]uint32) { asm(code, opLoad, rows, loaded, at, alignedAccess, 8) }},
		{"a load of a pointer, half aligned", "a load of 8 bytes at a time declares an alignment of 4", func(code *[]uint32) {
			asm(code, opLoad, rows, loaded, at, alignedAccess, 4)
		}},
		{"a store of a pointer, half aligned", "a store of 8 bytes at a time declares an alignment of 4", func(code *[]uint32) {
			asm(code, opStore, at, loaded, alignedAccess, 4)
		}},
		{"a load of four floats, aligned", "", func(code *[]uint32) {
			asm(code, opBitcast, toFour, fours, at)
			asm(code, opLoad, four, loaded, fours, alignedAccess, 16)
		}},
		{"a load of four floats, as one float is", "a load of 16 bytes at a time declares an alignment of 4", func(code *[]uint32) {
			asm(code, opBitcast, toFour, fours, at)
			asm(code, opLoad, four, loaded, fours, alignedAccess, 4)
		}},
		{"a store of four floats, half aligned", "a store of 16 bytes at a time declares an alignment of 8", func(code *[]uint32) {
			asm(code, opBitcast, toFour, fours, at)
			asm(code, opStore, fours, loaded, alignedAccess, 8)
		}},
		{"a cast to integers", "", func(code *[]uint32) { asm(code, opBitcast, pair, bits, at) }},
		{"a cast to floats", "no integer", func(code *[]uint32) { asm(code, opBitcast, pairOfFloats, bits, at) }},
		{"a cast of floats", "no integer", func(code *[]uint32) {
			asm(code, opLoad, pairOfFloats, loaded, 31)
			asm(code, opBitcast, word, bits, loaded)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := CheckPointers(pointerModule(c.more))
			if c.want == "" && err != nil {
				t.Errorf("refused: %v", err)
			}
			if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}
