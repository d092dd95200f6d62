package tensor

import (
	"autogan/shaders"
	"autogan/vk"
)

// GatherImages returns the images named by index as numbers of [-1, 1]: byte v
// becomes ((v / 255) - 0.5) / 0.5. images is uint8 [N, ...], index uint32 [B],
// the result float32 [B, ...]. An index of N or more gives an image of NaN.
// It panics if a shape or type differs.
func GatherImages(s *vk.Stream, images, index Tensor) Tensor {
	wantType("gather images", images, Uint8)
	wantShape("gather images", "index", index, Uint32, -1)
	count := images.Shape[0]
	size := images.Shape[1:].NumElements()
	y := Temp(s, append(Shape{index.Shape[0]}, images.Shape[1:]...)...)
	words := aligned(y)
	if size%4 != 0 {
		words = 0
	}
	n := y.Shape.NumElements()
	s.Kernel(shaders.ImagesGather).Spec(words).Read(images.Buffer).Read(index.Buffer).Write(y.Buffer).
		Int(n).Int(count).Int(size).Run1D(quads(n))
	return y
}

// ToBytes quantises generated images as the reference code does before it
// scores them: x in [-1, 1] becomes 127.5 x + 127.5, clamped to 0..255 and
// truncated. The result is uint8 of the same shape. It panics if x is not
// float32.
func ToBytes(s *vk.Stream, x Tensor) Tensor {
	wantType("to bytes", x, Float32)
	y := TempOf(s, Uint8, x.Shape...)
	n := x.Shape.NumElements()
	s.Kernel(shaders.ConvertToBytes).Spec(aligned(x)).Read(x.Buffer).Write(y.Buffer).Int(n).Run1D(quads(n))
	return y
}

// FromBytes returns the bytes of x as float32 in 0..255, the scale that
// Inception takes. It panics if x is not uint8.
func FromBytes(s *vk.Stream, x Tensor) Tensor {
	wantType("from bytes", x, Uint8)
	y := Temp(s, x.Shape...)
	n := x.Shape.NumElements()
	s.Kernel(shaders.ConvertFromBytes).Spec(aligned(y)).Read(x.Buffer).Write(y.Buffer).Int(n).Run1D(quads(n))
	return y
}
