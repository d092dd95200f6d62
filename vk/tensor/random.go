package tensor

import (
	"autogan/shaders"
	"autogan/vk"
)

// The random fills below are pure functions of (seed, stream): Philox4x32-10
// keyed by the seed, with the stream in the upper half of its counter and the
// element's block in the lower. Two draws that must differ need two streams; a
// training step, or a running number of draws, serves well.

// RandomBits fills y, uint32 of any shape, with the words of the stream.
// It panics if y is of another type.
func RandomBits(s *vk.Stream, y Tensor, seed, stream uint64) {
	wantType("random bits", y, Uint32)
	n := y.Shape.NumElements()
	l := s.Kernel(shaders.RandomBits).Write(y.Buffer).Int(n)
	counted(l, seed, stream).Run1D(quads(n))
}

// RandomUniform fills y with numbers of [low, high), 2^24 of them equally far
// apart; rounding may reach high where low is not zero. It panics if y is not
// float32.
func RandomUniform(s *vk.Stream, y Tensor, low, high float32, seed, stream uint64) {
	wantType("random uniform", y, Float32)
	n := y.Shape.NumElements()
	l := s.Kernel(shaders.RandomUniform).Spec(aligned(y)).Write(y.Buffer).Int(n).Float(low).Float(high - low)
	counted(l, seed, stream).Run1D(quads(n))
}

// RandomNormal fills y with numbers of N(mean, deviation²), from pairs of
// uniforms by Box and Muller; none is farther than 5.8 deviations from the
// mean. It panics if y is not float32.
func RandomNormal(s *vk.Stream, y Tensor, mean, deviation float32, seed, stream uint64) {
	wantType("random normal", y, Float32)
	n := y.Shape.NumElements()
	l := s.Kernel(shaders.RandomNormal).Spec(aligned(y)).Write(y.Buffer).Int(n).Float(mean).Float(deviation)
	counted(l, seed, stream).Run1D(quads(n))
}

// SampleCategorical draws one option per row of logits [B, K] with the
// probabilities of their softmax; the result is uint32 [B]. Row r uses block r
// of the stream. It panics if logits is no float32 matrix.
func SampleCategorical(s *vk.Stream, logits Tensor, seed, stream uint64) Tensor {
	wantShape("sample categorical", "logits", logits, Float32, -1, -1)
	wantType("sample categorical", logits, Float32)
	rows, k := rowsOf("sample categorical", logits)
	y := TempOf(s, Uint32, rows)
	l := s.Kernel(shaders.SampleCategorical).Read(logits.Buffer).Write(y.Buffer).Int(rows).Int(k)
	counted(l, seed, stream).Run1D(rows)
	return y
}

// counted passes seed and stream as the words every random kernel ends with.
func counted(l *vk.Launch, seed, stream uint64) *vk.Launch {
	return l.Uint(uint32(seed)).Uint(uint32(seed >> 32)).Uint(uint32(stream)).Uint(uint32(stream >> 32))
}

// quads is the number of groups of four that cover n elements.
func quads(n int) int { return (n + 3) / 4 }

// aligned is the QUADS constant: 1 if every buffer may be read as vec4.
func aligned(tensors ...Tensor) uint32 {
	for _, t := range tensors {
		if t.Buffer.Address()%16 != 0 {
			return 0
		}
	}
	return 1
}
