package arch

// Value is a feature map. Only the builder that made it knows its type.
type Value any

// Builder receives the operations of a cell. All feature maps have
// [Geometry.Channels] channels. Names are those of layers within the cell; each
// is used once.
type Builder interface {
	// Conv is a convolution with bias that keeps the size; kernel is odd.
	Conv(x Value, name string, kernel int) Value
	// Deconv is a transposed convolution with bias, kernel 2 and stride 2,
	// which doubles the size.
	Deconv(x Value, name string) Value
	// Norm normalises each channel. NoNorm returns x. Only a batch norm has
	// weights, under the name.
	Norm(x Value, name string, norm Norm) Value
	// ReLU is max(x, 0).
	ReLU(x Value) Value
	// Upsample enlarges by interpolation: Bilinear or Nearest.
	Upsample(x Value, u Upsampling, factor int) Value
	// Add adds a branch to the main line and returns the sum.
	Add(line, branch Value) Value
	// Share marks a value that is read more than once, so it is computed by
	// itself and not fused into a reader.
	Share(x Value) Value
}

// Ends are the values of a cell that are read outside it.
type Ends struct {
	Half   Value // the first half alone, for the skip-ins of later cells
	Joined Value // the same with the cell's own skip-ins added
	Out    Value // the output: the next cell's input
}

// SkipTap says which value of a cell feeds the skip-ins of later cells.
type SkipTap uint8

const (
	// TapBeforeSkips is the first half alone, as in the paper's Figure 3.
	TapBeforeSkips SkipTap = iota
	// TapAfterSkips is the first half plus the cell's own skip-ins, an effect
	// of in-place addition in the reference code.
	TapAfterSkips
)

// Network is a Builder for whole generators: it also receives what surrounds
// the cells.
type Network interface {
	Builder
	// Linear maps the latent vector to the first feature map.
	Linear(name string) Value
	// Cell begins a cell, counted from 0, whose input is x.
	Cell(cell int, x Value)
	// RGB begins the layers after the last cell.
	RGB()
	// Image is the convolution of kernel 3 to red, green and blue, then a tanh.
	Image(x Value, name string) Value
}

// Wire builds the whole generator through n and returns the image. Tap selects
// the values for skip-ins.
func (a Arch) Wire(n Network, tap SkipTap) Value {
	x := n.Linear(bottom)
	var skips []Value
	for i := range a.Cells() {
		n.Cell(i, x)
		ends := a.space.Wire(n, i, a.Cell(i), x, skips)
		skips = append(skips, ends.skip(tap))
		x = n.Share(ends.Out)
	}
	return toRGB(n, x)
}

// bottom is the layer before the first cell.
const bottom = "linear"

// toRGB adds the layers after the last cell, which all stages of a search
// share.
func toRGB(n Network, x Value) Value {
	n.RGB()
	return n.Image(n.ReLU(n.Norm(x, "rgb.norm", BatchNorm)), "rgb.conv")
}

func (e Ends) skip(tap SkipTap) Value {
	if tap == TapAfterSkips {
		return e.Joined
	}
	return e.Half
}
