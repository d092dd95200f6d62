package checkpoint

import (
	"encoding/binary"
	"fmt"
	"math"
)

// The types of numbers that other programs keep weights in, little-endian.
const (
	F64  DType = "F64"
	F16  DType = "F16"
	BF16 DType = "BF16"
)

// foreignFloats are these types, with the size of a number and how to read one.
var foreignFloats = map[DType]struct {
	size int
	read func(raw []byte) float64
}{
	F64:  {8, func(raw []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(raw)) }},
	F16:  {2, func(raw []byte) float64 { return Half(binary.LittleEndian.Uint16(raw)) }},
	BF16: {2, func(raw []byte) float64 { return float64(math.Float32frombits(upper(raw))) }},
}

// upper are the bits of a float32 of which BF16 keeps the upper half.
func upper(raw []byte) uint32 { return uint32(binary.LittleEndian.Uint16(raw)) << 16 }

// LoadWeights reads the file at path, which another program may have written, as
// [Load] does, and makes F32 arrays of those in F64, F16 and BF16.
func LoadWeights(path string) (*File, error) { return load(path, DecodeWeights) }

// DecodeWeights reads a file from memory, as [Decode] does, and makes F32 arrays of
// those in F64, F16 and BF16.
func DecodeWeights(data []byte) (*File, error) { return decode(data, true) }

// ToF32 makes F32 numbers of those of another type, in bytes as files have them.
// F16 and BF16 stay what they are; F64 is rounded, and one that float32 has no
// room for is an error. It panics on a type of other elements.
func ToF32(kind DType, data []byte) ([]byte, error) {
	if kind == F32 {
		return data, nil
	}
	from, known := foreignFloats[kind]
	if !known {
		panic(fmt.Sprintf("checkpoint: to F32: elements are %s, want floating-point numbers", kind))
	}
	converted := make([]byte, 0, 4*len(data)/from.size)
	for i := 0; i < len(data); i += from.size {
		wide := from.read(data[i:])
		narrow := float32(wide)
		if math.IsInf(float64(narrow), 0) && !math.IsInf(wide, 0) {
			return nil, fmt.Errorf("element %d is %g, which no float32 holds", i/from.size, wide)
		}
		converted = binary.LittleEndian.AppendUint32(converted, math.Float32bits(narrow))
	}
	return converted, nil
}

// Half is the number of IEEE 754's binary16 with these bits.
func Half(bits uint16) float64 {
	exponent, fraction := int(bits>>10&31), float64(bits&1023)
	value := math.Ldexp(1+fraction/1024, exponent-15)
	switch {
	case exponent == 0:
		value = math.Ldexp(fraction, -24)
	case exponent == 31 && fraction == 0:
		value = math.Inf(1)
	case exponent == 31:
		value = math.NaN()
	}
	if bits>>15 == 1 {
		return -value
	}
	return value
}
