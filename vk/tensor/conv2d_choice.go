package tensor

import (
	"fmt"

	"autogan/vk"
)

// ConvPass is one of the three convolutions that training runs for a layer.
type ConvPass uint8

// The passes of a convolution.
const (
	ConvForward ConvPass = iota
	ConvBackwardInput
	ConvBackwardWeight
)

func (p ConvPass) String() string { return [...]string{"forward", "input", "weight"}[p] }

// ConvShape is what the choice of a convolution's kernel depends on: x
// [N, H, W, C], weight [KH, KW, C, O]. A transposed convolution is the
// ConvBackwardInput of the convolution it is the adjoint of.
type ConvShape struct {
	Pass               ConvPass
	N, H, W, C         int
	KH, KW, O          int
	Stride             int
	PaddingH, PaddingW int
}

func (c ConvShape) String() string {
	return fmt.Sprintf("%v %dx%dx%dx%d K%dx%d O%d S%dP%dx%d", c.Pass, c.N, c.H, c.W, c.C, c.KH, c.KW, c.O, c.Stride, c.PaddingH, c.PaddingW)
}

// ParseConvShape reads what ConvShape.String wrote.
func ParseConvShape(text string) (ConvShape, error) {
	var c ConvShape
	var pass string
	_, err := fmt.Sscanf(text, "%s %dx%dx%dx%d K%dx%d O%d S%dP%dx%d", &pass, &c.N, &c.H, &c.W, &c.C, &c.KH, &c.KW, &c.O, &c.Stride, &c.PaddingH, &c.PaddingW)
	for p := ConvForward; err == nil && p <= ConvBackwardWeight; p++ {
		if c.Pass = p; c.String() == text {
			return c, nil
		}
	}
	return ConvShape{}, fmt.Errorf("tensor: %q names no convolution", text)
}

// ConvCandidates lists the kernels worth trying for a shape on a device with
// these capabilities. AutoKernel, which the device's defaults resolve, is the first.
func ConvCandidates(caps vk.Caps, c ConvShape) []ConvKernel {
	winograd := c.KH == 3 && c.KW == 3 && c.Stride == 1 && c.C >= 32 && c.O >= 32 // below, transforms take as long
	switch {
	case caps.SubgroupSize == 8 && caps.Type == vk.CPU && winograd:
		return []ConvKernel{AutoKernel, Vec4Kernel, Subgroup8Kernel, WinogradSubgroup8Kernel}
	case caps.SubgroupSize == 8 && caps.Type == vk.CPU:
		return []ConvKernel{AutoKernel, Vec4Kernel, Subgroup8Kernel}
	case caps.Type == vk.CPU:
		return []ConvKernel{AutoKernel}
	case winograd:
		return []ConvKernel{AutoKernel, Vec4Kernel, TiledKernel, WinogradVec4Kernel}
	}
	return []ConvKernel{AutoKernel, Vec4Kernel, TiledKernel}
}

// ConvChoices says which kernels a stream's convolutions run on where they ask
// for AutoKernel. Shapes that are not in it run on the device's defaults.
type ConvChoices map[ConvShape]ConvKernel

// UseConvChoices makes the stream's convolutions follow the choices, which must
// not change from then on; nil goes back to the defaults. Choices change the
// order of sums, so the same bits need the same choices.
func UseConvChoices(s *vk.Stream, choices ConvChoices) { s.SetTuning(choices) }

// choose resolves AutoKernel by the stream's choices; without one it stays.
func (k convolution) choose(s *vk.Stream, pass ConvPass, kernel ConvKernel) ConvKernel {
	choices, _ := s.Tuning().(ConvChoices)
	if kernel != AutoKernel || choices == nil {
		return kernel
	}
	return choices[ConvShape{pass, k.n, k.h, k.w, k.c, k.kh, k.kw, k.o, k.stride, k.paddingH, k.paddingW}] // AutoKernel if there is none
}
