package arch

import (
	"fmt"
	"slices"
)

// Step is one operation of a generator.
type Step struct {
	Label  string  // such as "conv 3x3", "nearest x2" or "relu"
	Size   int     // height and width of the result
	From   []*Step // what it reads; two for an addition: the line, then the branch
	Cell   int     // counted from 0; -1 before the cells
	Shared bool    // the result is read more than once
}

// Record lists the layers and steps of a generator.
type Record struct {
	Layers Plan    // the layers with weights, in the order of computation
	Steps  []*Step // in the order of computation
	inputs []*Step // of the cells
}

// Record returns the record of the architecture at a geometry.
func (a Arch) Record(g Geometry) Record {
	c := newCounter(g)
	a.Wire(c, TapBeforeSkips)
	return c.Record
}

// Plan lists the layers that the architecture uses, from the latent vector to
// the image after its last cell.
func (a Arch) Plan(g Geometry) Plan { return a.Record(g).Layers }

// Count returns the parameters that the architecture uses and its
// multiply-adds per image.
func (a Arch) Count(g Geometry) (params int, macs int64) {
	p := a.Plan(g)
	return p.Params(), p.MACs()
}

// counter is the [Network] that makes a [Record]. Its values are of type *Step.
type counter struct {
	Record
	geometry Geometry
	cell     int
	prefix   string // of the names of layers
}

func newCounter(g Geometry) *counter { return &counter{geometry: g, cell: -1} }

func (c *counter) step(label string, size int, from ...Value) Value {
	s := &Step{Label: label, Size: size, Cell: c.cell}
	for _, x := range from {
		s.From = append(s.From, x.(*Step))
	}
	c.Steps = append(c.Steps, s)
	return s
}

// layer records a layer. It panics if the architecture already has one of that
// name.
func (c *counter) layer(l Layer) {
	l.Name = c.prefix + l.Name
	if slices.ContainsFunc(c.Layers, func(other Layer) bool { return other.Name == l.Name }) {
		panic(fmt.Sprintf("arch: two layers of an architecture are named %s", l.Name))
	}
	c.Layers = append(c.Layers, l)
}

// Linear implements [Network].
func (c *counter) Linear(name string) Value {
	width := c.geometry.BottomWidth
	c.layer(Layer{Name: name, Op: OpLinear, In: c.geometry.Latent(), Out: width * width * c.geometry.Channels, Bias: true, Size: 1})
	return c.step(name, width)
}

// Cell implements [Network].
func (c *counter) Cell(cell int, x Value) {
	c.cell, c.prefix = cell, fmt.Sprintf("cell%d.", cell+1)
	c.inputs = append(c.inputs, x.(*Step))
}

// RGB implements [Network].
func (c *counter) RGB() { c.cell, c.prefix = c.cell+1, "" }

// Conv implements [Builder].
func (c *counter) Conv(x Value, name string, kernel int) Value {
	return c.conv(x, name, kernel, c.geometry.Channels)
}

// Image implements [Network].
func (c *counter) Image(x Value, name string) Value {
	y := c.conv(x, name, 3, ImageChannels)
	return c.step("tanh", y.(*Step).Size, y)
}

func (c *counter) conv(x Value, name string, kernel, out int) Value {
	size := x.(*Step).Size
	c.layer(Layer{Name: name, Op: OpConv, Kernel: kernel, In: c.geometry.Channels, Out: out, Bias: true, Size: size})
	return c.step(fmt.Sprintf("conv %dx%d", kernel, kernel), size, x)
}

// Deconv implements [Builder].
func (c *counter) Deconv(x Value, name string) Value {
	width, size := c.geometry.Channels, 2*x.(*Step).Size
	c.layer(Layer{Name: name, Op: OpConvTranspose, Kernel: 2, In: width, Out: width, Bias: true, Size: size})
	return c.step(Deconvolution.String()+" x2", size, x)
}

// Norm implements [Builder].
func (c *counter) Norm(x Value, name string, norm Norm) Value {
	if norm == NoNorm {
		return x
	}
	width, size := c.geometry.Channels, x.(*Step).Size
	if norm == BatchNorm {
		c.layer(Layer{Name: name, Op: OpBatchNorm, In: width, Out: width, Bias: true, Size: size})
	}
	return c.step(norm.String(), size, x)
}

// ReLU implements [Builder].
func (c *counter) ReLU(x Value) Value { return c.step("relu", x.(*Step).Size, x) }

// Upsample implements [Builder].
func (c *counter) Upsample(x Value, u Upsampling, factor int) Value {
	if u == Deconvolution {
		panic("arch: upsample: a deconvolution has weights; use Deconv")
	}
	return c.step(fmt.Sprintf("%s x%d", u, factor), factor*x.(*Step).Size, x)
}

// Add implements [Builder]. It panics if the sizes differ.
func (c *counter) Add(line, branch Value) Value {
	a, b := line.(*Step).Size, branch.(*Step).Size
	if a != b {
		panic(fmt.Sprintf("arch: add: got sizes %d and %d in cell %d, want the same", a, b, c.cell+1))
	}
	return c.step("+", a, line, branch)
}

// Share implements [Builder].
func (c *counter) Share(x Value) Value {
	x.(*Step).Shared = true
	return x
}
