package cases

import (
	"encoding/binary"
	"math"

	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/tensor"
)

// Upload fills a tensor of any type with numbers that it can hold.
func Upload(s *vk.Stream, x tensor.Tensor, data ref.Array) {
	raw := make([]byte, 0, 4*len(data.Data))
	for _, w := range Words(x.DType, data.Data) {
		raw = binary.LittleEndian.AppendUint32(raw, w)
	}
	s.Upload(x.Buffer, raw)
}

// Words are numbers as the memory of a tensor holds them.
func Words(dtype tensor.DType, data []float64) []uint32 {
	if dtype == tensor.Uint8 {
		packed := make([]uint32, (len(data)+3)/4)
		for i, v := range data {
			packed[i/4] |= uint32(v) << (8 * (i % 4))
		}
		return packed
	}
	if dtype.Half() {
		bits := ref.HalfBits
		if dtype == tensor.BFloat16 {
			bits = ref.BFloat16Bits
		}
		packed := make([]uint32, (len(data)+1)/2)
		for i, v := range data {
			packed[i/2] |= uint32(bits(v)) << (16 * (i % 2))
		}
		return packed
	}
	out := make([]uint32, len(data))
	for i, v := range data {
		out[i] = uint32(int64(v))
		if dtype == tensor.Float32 {
			out[i] = math.Float32bits(float32(v))
		}
	}
	return out
}
