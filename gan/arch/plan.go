package arch

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// LayerOp is the kind of a weighted layer.
type LayerOp uint8

// The layers that hold weights.
const (
	OpLinear        LayerOp = iota // [In, Out]
	OpConv                         // [Kernel, Kernel, In, Out], stride 1, same size
	OpConvTranspose                // [Kernel, Kernel, In, Out], stride 2, doubles the size
	OpBatchNorm                    // scale and shift, [Out] each
)

// String returns the name of the kind, such as "transposed conv".
func (o LayerOp) String() string {
	return [...]string{"linear", "conv", "transposed conv", "batch norm"}[o]
}

// Layer is one layer with weights: what it holds and what it costs.
type Layer struct {
	Name    string // prefix of its tensors in a checkpoint, such as "cell1.pre.block1.conv"
	Op      LayerOp
	Kernel  int // kernel height and width of convolutions, else 0
	In, Out int // channels, or features of a linear layer
	Bias    bool
	Size    int // height and width of the output; 1 for linear layers
}

// Params returns the number of trainable scalars.
func (l Layer) Params() int {
	n := l.In * l.Out
	switch l.Op {
	case OpBatchNorm:
		return 2 * l.Out
	case OpConv, OpConvTranspose:
		n *= l.Kernel * l.Kernel
	}
	if l.Bias {
		n += l.Out
	}
	return n
}

// MACs returns the multiply-adds of one image. Biases and normalisations are
// not counted, as in the paper's tables (which call the figure FLOPs). A
// transposed convolution of kernel 2 and stride 2 writes each output pixel
// once.
func (l Layer) MACs() int64 {
	perPixel := int64(l.In) * int64(l.Out)
	pixels := int64(l.Size) * int64(l.Size)
	switch l.Op {
	case OpBatchNorm:
		return 0
	case OpConv:
		return perPixel * pixels * int64(l.Kernel*l.Kernel)
	}
	return perPixel * pixels
}

// Plan is a list of weighted layers, in the order of computation.
type Plan []Layer

// Params returns the number of trainable scalars of all layers.
func (p Plan) Params() int {
	n := 0
	for _, l := range p {
		n += l.Params()
	}
	return n
}

// MACs returns the multiply-adds of one image through all layers.
func (p Plan) MACs() int64 {
	var n int64
	for _, l := range p {
		n += l.MACs()
	}
	return n
}

// Largest returns the number of elements of the largest tensor that a batch of
// images passes through: what goes into a layer or comes out of it, or the taps
// of an image, which a convolution from or to three channels spreads out.
func (p Plan) Largest(batch int) int {
	most := 0
	for _, l := range p {
		most = max(most, l.Size*l.Size*max(l.In, l.Out, l.Kernel*l.Kernel*ImageChannels))
	}
	return batch * most
}

// String returns a table: a line per layer, and the totals.
func (p Plan) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "layer\tkind\tshape\toutput\tparams\tMACs\t")
	for _, l := range p {
		fmt.Fprintf(w, "%s\t%s\t%s\t%dx%d\t%d\t%d\t\n", l.Name, l.Op, l.shape(), l.Size, l.Size, l.Params(), l.MACs())
	}
	fmt.Fprintf(w, "total\t\t\t\t%d\t%d\t\n", p.Params(), p.MACs())
	w.Flush() // a strings.Builder does not fail
	return b.String()
}

func (l Layer) shape() string {
	switch l.Op {
	case OpBatchNorm:
		return fmt.Sprint(l.Out)
	case OpConv, OpConvTranspose:
		return fmt.Sprintf("%dx%d %d->%d", l.Kernel, l.Kernel, l.In, l.Out)
	}
	return fmt.Sprintf("%d->%d", l.In, l.Out)
}

// Names lists the names of the layers.
func (p Plan) Names() []string {
	names := make([]string, len(p))
	for i, l := range p {
		names[i] = l.Name
	}
	return names
}
