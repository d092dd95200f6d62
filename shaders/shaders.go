package shaders

import (
	"crypto/sha256"
	"embed"
	"encoding/binary"
	"fmt"
	"sync"
)

//go:embed spv
var modules embed.FS

// Kernel is a compute kernel with the interface read from its SPIR-V.
type Kernel struct {
	Name      string         // file name without .comp, with the variant's suffix
	Pointers  []string       // buffer addresses of the push-constant block, in order, 8 bytes each
	Words     []string       // 32-bit words after the addresses, in order
	LocalSize [3]uint32      // invocations in a workgroup, before specialisation
	Spec      []SpecConstant // by ascending id
	Matrices  bool           // it multiplies on matrix units, so a device must have them
	BFloat16  bool           // and they must take bfloat16
}

// SpecConstant is a specialisation constant of 32 bits.
type SpecConstant struct {
	ID      uint32
	Name    string
	Default uint32 // the bits; a bool is 0 or 1
	Axis    int    // 1, 2 or 3 if the constant is the local size on x, y or z; else 0
}

// Fingerprint changes when any kernel does.
func Fingerprint() string { return fingerprint() }

var fingerprint = sync.OnceValue(func() string {
	files, err := modules.ReadDir("spv")
	if err != nil {
		panic("shaders: " + err.Error()) // an embedded folder
	}
	sum := sha256.New()
	for _, f := range files {
		code, err := modules.ReadFile("spv/" + f.Name())
		if err != nil {
			panic("shaders: " + err.Error())
		}
		fmt.Fprintln(sum, f.Name(), len(code))
		sum.Write(code)
	}
	return fmt.Sprintf("%x", sum.Sum(nil)[:8])
})

// SPIRV returns a copy of the kernel's module. It panics if k is not one of
// the kernels of this package.
func (k *Kernel) SPIRV() []uint32 {
	code, err := modules.ReadFile("spv/" + k.Name + ".spv")
	if err != nil {
		panic(fmt.Sprintf("shaders: kernel %s has no module: run make generate", k.Name))
	}
	words := make([]uint32, len(code)/4)
	for i := range words {
		words[i] = binary.LittleEndian.Uint32(code[4*i:])
	}
	return words
}

// PushBytes is the size of the push-constant block.
func (k *Kernel) PushBytes() int {
	return 8*len(k.Pointers) + 4*len(k.Words)
}

// GroupSize is the local size when the specialisation constants have the given
// values, in the order of Spec; missing values are the defaults.
func (k *Kernel) GroupSize(spec ...uint32) [3]uint32 {
	size := k.LocalSize
	for i, value := range spec[:min(len(spec), len(k.Spec))] {
		if axis := k.Spec[i].Axis; axis > 0 {
			size[axis-1] = value
		}
	}
	return size
}
