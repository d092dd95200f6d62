package convplan

import (
	"fmt"
	"strings"
)

// Pass is one of the three convolutions that training runs for a layer.
type Pass uint8

// The passes of a convolution.
const (
	Forward Pass = iota
	BackwardInput
	BackwardWeight
)

// String is the pass's name in files and messages.
func (p Pass) String() string { return [...]string{"forward", "input", "weight"}[p] }

// Shape is what the choice of a convolution's kernel depends on: x [N, H, W,
// C], weight [KH, KW, C, O]. A transposed convolution is the BackwardInput of
// the convolution whose adjoint it is. H and W are those after an enlargement
// of x.
type Shape struct {
	Pass               Pass
	N, H, W, C         int
	KH, KW, O          int
	Stride             int
	PaddingH, PaddingW int
	Half               bool // x, y or the gradient of one of them is stored in 16 bits, for which its channels are in fours
	BFloat16           bool // Half is bfloat16, else float16
}

// OH is the height of y, before pooling.
func (c Shape) OH() int { return (c.H+2*c.PaddingH-c.KH)/c.Stride + 1 }

// OW is the width of y, before pooling.
func (c Shape) OW() int { return (c.W+2*c.PaddingW-c.KW)/c.Stride + 1 }

// Pixels is the number of y's pixels.
func (c Shape) Pixels() int { return c.N * c.OH() * c.OW() }

// Taps is the number of positions of the weight, KH·KW.
func (c Shape) Taps() int { return c.KH * c.KW }

// Products is the number of multiply-adds by definition, equal for all passes.
func (c Shape) Products() int { return c.Pixels() * c.Taps() * c.C * c.O }

// Padded is the shape with both channel axes filled up to multiples of four.
func (c Shape) Padded() Shape {
	c.C, c.O = 4*ceilDiv(c.C, 4), 4*ceilDiv(c.O, 4)
	return c
}

// Flipped is the forward convolution at stride 1 of y's gradient with the
// flipped weight. Where the shape's own stride is 1, it gives x's gradient.
func (c Shape) Flipped() Shape {
	return Shape{
		N: c.N, H: c.OH(), W: c.OW(), C: c.O, O: c.C, KH: c.KH, KW: c.KW, Stride: 1,
		PaddingH: c.KH - 1 - c.PaddingH, PaddingW: c.KW - 1 - c.PaddingW, Half: c.Half, BFloat16: c.BFloat16,
	}
}

// halfOperands reports whether the operands of a forward convolution or of a
// weight's gradient have channels that Half stores in 16 bits. A weight is copied.
func (c Shape) halfOperands() bool {
	return c.Half && c.C%4 == 0 && (c.Pass != BackwardWeight || c.O%4 == 0)
}

// Im2colOfX reports whether Im2col gathers the taps of x. With more channels in
// x than in y, it gathers those of y.
func (c Shape) Im2colOfX() bool { return c.C <= c.O }

// flips reports whether x's gradient is the forward convolution Flipped.
func (c Shape) flips() bool { return c.Stride == 1 && c.PaddingH < c.KH && c.PaddingW < c.KW }

// hasPatches reports whether the pixels of y see patches of x that do not
// overlap and fill x.
func (c Shape) hasPatches() bool {
	return c.KH == c.Stride && c.KW == c.Stride && c.PaddingH == 0 && c.PaddingW == 0 && c.H == c.Stride*c.OH() && c.W == c.Stride*c.OW()
}

// String is the shape's name in files and messages.
func (c Shape) String() string {
	text := fmt.Sprintf("%v %dx%dx%dx%d K%dx%d O%d S%dP%dx%d", c.Pass, c.N, c.H, c.W, c.C, c.KH, c.KW, c.O, c.Stride, c.PaddingH, c.PaddingW)
	switch {
	case c.BFloat16:
		text += bfloat16Suffix
	case c.Half:
		text += float16Suffix
	}
	return text
}

const (
	float16Suffix  = " float16"
	bfloat16Suffix = " bfloat16"
)

// ParseShape reads what Shape.String wrote.
func ParseShape(text string) (Shape, error) {
	var c Shape
	var pass string
	c.BFloat16 = strings.HasSuffix(text, bfloat16Suffix)
	c.Half = c.BFloat16 || strings.HasSuffix(text, float16Suffix)
	_, err := fmt.Sscanf(text, "%s %dx%dx%dx%d K%dx%d O%d S%dP%dx%d", &pass, &c.N, &c.H, &c.W, &c.C, &c.KH, &c.KW, &c.O, &c.Stride, &c.PaddingH, &c.PaddingW)
	for p := Forward; err == nil && p <= BackwardWeight; p++ {
		if c.Pass = p; c.String() == text {
			return c, nil
		}
	}
	return Shape{}, fmt.Errorf("convplan: %q names no convolution", text)
}

func ceilDiv(n, d int) int { return (n + d - 1) / d }
