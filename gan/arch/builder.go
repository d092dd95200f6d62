package arch

// Value is a feature map on its way through a cell. Only the builder that made
// it knows what it is.
type Value any

// Builder is what a cell is wired through. All feature maps have the channels
// of the geometry. Names are those of layers within the cell; each is used once.
type Builder interface {
	// Conv is a convolution with bias that keeps the size; kernel is odd.
	Conv(x Value, name string, kernel int) Value
	// Deconv is a transposed convolution with bias, kernel 2 and stride 2,
	// which doubles the size.
	Deconv(x Value, name string) Value
	// Norm normalises each channel. Only a batch norm has weights, under the
	// name. NoNorm is x.
	Norm(x Value, name string, norm Norm) Value
	// ReLU is max(x, 0).
	ReLU(x Value) Value
	// Upsample enlarges by interpolation: Bilinear or Nearest.
	Upsample(x Value, u Upsampling, factor int) Value
	// Add adds a branch to the line that goes on.
	Add(line, branch Value) Value
	// Share marks a value that is read more than once: it is computed here and
	// not as a part of what reads it.
	Share(x Value) Value
}

// Ends are what a cell hands on.
type Ends struct {
	Half   Value // the first half alone, for the skip-ins of later cells
	Joined Value // the same with the cell's own skip-ins added
	Out    Value // the output: the next cell's input
}

// SkipTap says what of a cell's first half its skip-out carries to later cells.
type SkipTap uint8

const (
	// TapBeforeSkips carries the first half alone, as the paper's figure 3 draws it.
	TapBeforeSkips SkipTap = iota
	// TapAfterSkips carries it with the cell's own skip-ins already added, an
	// effect of in-place addition in the reference code.
	TapAfterSkips
)

// Network is a Builder with what surrounds the cells of every generator.
type Network interface {
	Builder
	// Linear maps the latent vector to the first feature map.
	Linear(name string) Value
	// Cell begins a cell, counted from 0, whose input is x.
	Cell(cell int, x Value)
	// RGB begins what follows the last cell.
	RGB()
	// Image is the convolution of kernel 3 to red, green and blue, and a tanh.
	Image(x Value, name string) Value
}

// Wire puts the generator together and returns the image.
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

// toRGB follows the last cell; all stages of a search share it.
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
