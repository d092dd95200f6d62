package tensor

import (
	"autogan/shaders"
	"autogan/vk"
)

// padWeight pads both channel axes of a weight with zeros, to the channels of
// full.
func (k convolution) padWeight(s *vk.Stream, weight Tensor, full convolution) Tensor {
	taps := weight.NumElements() / (k.C * k.O)
	weight = resizeChannels(s, weight.Reshape(taps, k.C, k.O), full.O)
	return resizeChannels(s, weight.Reshape(taps, k.C*full.O), full.C*full.O)
}

// cropWeight undoes padWeight.
func (k convolution) cropWeight(s *vk.Stream, weight Tensor, full convolution) Tensor {
	taps := k.Taps()
	if weight.NumElements() == taps*k.C*k.O {
		return weight
	}
	weight = resizeChannels(s, weight.Reshape(taps, full.C*full.O), k.C*full.O)
	return resizeChannels(s, weight.Reshape(taps, k.C, full.O), k.O)
}

// resizeChannels pads x [..., C] with zeros or crops it to a number of
// channels, in memory aligned for vec4. It returns x if nothing has to change,
// as it always is for 16 bits.
func resizeChannels(s *vk.Stream, x Tensor, channels int) Tensor {
	if x.None() || x.Dim(-1) == channels && (x.DType.Half() || x.Buffer.Address()%16 == 0) {
		return x
	}
	shape := append(Shape{}, x.Shape...)
	shape[len(shape)-1] = channels
	y := Temp(s, shape...)
	s.Kernel(shaders.Conv2DResizeChannels).Read(x.Buffer).Write(y.Buffer).
		Int(x.NumElements() / x.Dim(-1)).Int(x.Dim(-1)).Int(channels).Run1D(y.NumElements())
	return y
}

// transposeWeight swaps the channel axes of a weight [KH, KW, C, O]; flip also flips it in both axes of the image.
func transposeWeight(s *vk.Stream, weight Tensor, flip bool) Tensor {
	kh, kw, c, o := weight.Shape[0], weight.Shape[1], weight.Shape[2], weight.Shape[3]
	y := Temp(s, kh, kw, o, c)
	s.Kernel(shaders.Conv2DTransposeWeight).Spec(specBool(flip)).Read(weight.Buffer).Write(y.Buffer).
		Int(kh * kw).Int(c).Int(o).Run1D(y.NumElements())
	return y
}

// readOrNull passes t, or no buffer if t is the zero Tensor.
func readOrNull(l *vk.Launch, t Tensor) *vk.Launch {
	if t.None() {
		return l.Null()
	}
	return l.Read(t.Buffer)
}

// writeOrNull is readOrNull for a tensor that the kernel writes.
func writeOrNull(l *vk.Launch, t Tensor) *vk.Launch {
	if t.None() {
		return l.Null()
	}
	return l.Write(t.Buffer)
}

// specBool is a bool as a specialisation constant.
func specBool(on bool) uint32 {
	if on {
		return 1
	}
	return 0
}

func ceilDiv(n, d int) int { return (n + d - 1) / d }
