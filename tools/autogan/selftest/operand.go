package selftest

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"

	"autogan/vk"
	"autogan/vk/tensor"
)

// Operand is an input of a check. Its elements depend only on the name of the
// check and the place of the operand.
type Operand struct {
	Shape   []int
	Type    tensor.DType
	Low     float64 // elements are in [Low, High)
	High    float64
	Whole   bool // whole numbers; otherwise multiples of 1/256
	Updated bool // changed in place
}

// signed is an operand of numbers on both sides of zero.
func signed(shape ...int) Operand { return Operand{Shape: shape, Low: -2, High: 2} }

// small is an operand of numbers that a bfloat16 holds.
func small(shape ...int) Operand { return Operand{Shape: shape, Low: -0.5, High: 0.5} }

// positive is an operand of numbers clearly above zero.
func positive(shape ...int) Operand { return Operand{Shape: shape, Low: 0.25, High: 2.25} }

// share is an operand of numbers in [0, 1).
func share(shape ...int) Operand { return Operand{Shape: shape, High: 1} }

// index is an operand of n whole numbers below limit.
func index(n, limit int) Operand {
	return Operand{Shape: []int{n}, Type: tensor.Uint32, High: float64(limit), Whole: true}
}

// pixels is an operand of bytes.
func pixels(shape ...int) Operand {
	return Operand{Shape: shape, Type: tensor.Uint8, High: 256, Whole: true}
}

func (o Operand) updated() Operand {
	o.Updated = true
	return o
}

// draw returns the elements of operand i of a check.
func (o Operand) draw(check string, i int) []float64 {
	h := fnv.New64a()
	h.Write([]byte(check))
	r := rand.NewPCG(h.Sum64(), uint64(i))
	elements := make([]float64, tensor.Shape(o.Shape).NumElements())
	for k := range elements {
		steps := (o.High - o.Low) * 256
		if o.Whole {
			steps = o.High - o.Low
		}
		step := float64(r.Uint64()>>11) / (1 << 53) * steps
		elements[k] = o.Low + math.Floor(step)*(o.High-o.Low)/steps
	}
	return elements
}

// upload puts the elements into a temporary.
func (o Operand) upload(s *vk.Stream, elements []float64) tensor.Tensor {
	x := tensor.TempOf(s, o.Type, o.Shape...)
	switch o.Type {
	case tensor.Uint8:
		bytes := make([]byte, len(elements))
		for i, v := range elements {
			bytes[i] = byte(v)
		}
		x.UploadBytes(s, bytes)
	case tensor.Uint32:
		words := make([]uint32, len(elements))
		for i, v := range elements {
			words[i] = uint32(v)
		}
		x.UploadUints(s, words)
	default:
		floats := make([]float32, len(elements))
		for i, v := range elements {
			floats[i] = float32(v)
		}
		x.Upload(s, floats)
	}
	return x
}

// download returns the elements of a tensor of any type.
func download(s *vk.Stream, x tensor.Tensor) ([]float64, error) {
	raw := make([]byte, (x.NumElements()*x.DType.Size()+3)&^3)
	if err := s.Download(raw, x.Buffer); err != nil {
		return nil, fmt.Errorf("selftest: read a result: %w", err)
	}
	elements := make([]float64, x.NumElements())
	for i := range elements {
		switch x.DType {
		case tensor.Uint8:
			elements[i] = float64(raw[i])
		case tensor.Uint32:
			elements[i] = float64(binary.LittleEndian.Uint32(raw[4*i:]))
		default:
			elements[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:])))
		}
	}
	return elements, nil
}
