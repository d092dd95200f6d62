package classifier

import (
	"fmt"

	"autogan/gan/metric"
	"autogan/layers"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

var _ metric.Network = (*Network)(nil)

// block is a convolution with batch norm and ReLU, and a pooling if pool is true.
type block struct {
	kernel, stride, padding int
	width                   int // output channels
	pool                    bool
}

// blocks shrink an image eightfold. At 32×32 they cost 2.2 million
// multiply-adds, a tenth of what a small generator costs, and the weights ship
// in 0.3 MB.
var blocks = [...]block{
	{kernel: 4, stride: 4, width: 32},
	{kernel: 3, stride: 1, padding: 1, width: 64, pool: true},
	{kernel: 3, stride: 1, padding: 1, width: 96},
}

// Network is a small convolutional network over images of one size. Images of
// other sizes are first enlarged bilinearly and then averaged to it. It
// implements [metric.Scorer].
//
//	conv 4×4, stride 4 → batch norm → ReLU
//	conv 3×3 → batch norm → ReLU → average pool 2
//	conv 3×3 → batch norm → ReLU → mean over the image → linear
type Network struct {
	*layers.Registry
	name    string
	size    int
	classes []string
	convs   [len(blocks)]*layers.Conv2D
	norms   [len(blocks)]*layers.BatchNorm2D
	head    *layers.Linear
	folded  *folded
	hash    string // of the file's arrays; "" of a network that has not been read from one
}

// New makes an untrained classifier of images [size, size, 3]; size
// is a multiple of 8. The name of the data set and its classes are kept with it.
func New(s *vk.Stream, name string, size int, classes []string, seed uint64) (*Network, error) {
	if size < 8 || size%8 != 0 {
		return nil, fmt.Errorf("classifier: image size %d, want a multiple of 8", size)
	}
	if len(classes) < 2 {
		return nil, fmt.Errorf("classifier: %d classes, want at least 2", len(classes))
	}
	r := layers.NewRegistry(s, seed)
	c := &Network{Registry: r, name: name, size: size, classes: classes}
	in := 3
	for i, b := range blocks {
		name := fmt.Sprintf("block%d.", i+1)
		c.convs[i] = layers.NewConv2D(r, name+"conv", layers.Conv2DConfig{
			In: in, Out: b.width, Kernel: b.kernel, Stride: b.stride, Padding: b.padding, Init: layers.XavierUniform,
		})
		c.norms[i] = layers.NewBatchNorm2D(r, name+"norm", b.width)
		in = b.width
	}
	c.head = layers.NewLinear(r, "head", layers.LinearConfig{In: in, Out: len(classes)})
	if err := r.Err(); err != nil { // there are no weights to make room for
		r.Release()
		return nil, fmt.Errorf("classifier: %w", err)
	}
	c.folded = newFolded(s, c.convs)
	if err := c.folded.Err(); err != nil {
		c.Release()
		return nil, fmt.Errorf("classifier: %w", err)
	}
	return c, nil
}

// Release waits for the recorded work and frees the classifier's tensors.
func (c *Network) Release() {
	c.folded.Release()
	c.Registry.Release()
}

// Name is the name of the data set the classifier was trained on.
func (c *Network) Name() string { return c.name }

// Classes is the number of classes.
func (c *Network) Classes() int { return len(c.classes) }

// ClassNames lists the classes in the order of the logits.
func (c *Network) ClassNames() []string { return c.classes }

// Size is the height and width of the images it is made for.
func (c *Network) Size() int { return c.size }

// The most by which images are enlarged, and then reduced, to reach the
// classifier's size.
const (
	maxEnlarged = 8
	maxReduced  = 3
)

// fit returns the whole factors by which images of a size are enlarged and then
// reduced: 48×48 comes to 32×32 by way of 96×96.
func (c *Network) fit(size int) (enlarge, reduce int) {
	common := size / gcd(size, c.size) * c.size
	return common / size, common / c.size
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// CheckSize returns an error when the classifier does not take images of this size.
func (c *Network) CheckSize(size int) error {
	if size >= 1 {
		if enlarge, reduce := c.fit(size); enlarge <= maxEnlarged && reduce <= maxReduced {
			return nil
		}
	}
	return fmt.Errorf("classifier: scorer %s is made for images of %d×%d; %d×%d does not come to that by enlarging up to %d times and averaging up to %d×%d pixels",
		c.name, c.size, c.size, size, size, maxEnlarged, maxReduced, maxReduced)
}

// Logits returns [N, Classes] for images [N, S, S, 3] in [-1, 1]. It panics on
// a size that CheckSize refuses.
func (c *Network) Logits(images *autograd.Var, mode layers.Mode) *autograd.Var {
	return c.head.Forward(c.trunk(images, mode))
}

// trunk returns what the linear layer classifies by, [N, Dim].
func (c *Network) trunk(images *autograd.Var, mode layers.Mode) *autograd.Var {
	side := images.Shape()[1]
	if err := c.CheckSize(side); err != nil {
		panic(err.Error())
	}
	x := images
	enlarge, reduce := c.fit(side)
	if enlarge > 1 {
		x = autograd.UpsampleBilinear2D(x, enlarge)
	}
	if reduce > 1 {
		x = autograd.AvgPool2D(x, reduce)
	}
	for i, b := range blocks {
		x = autograd.ReLU(c.norms[i].Forward(c.convs[i].Forward(x), mode))
		if b.pool {
			x = autograd.AvgPool2D(x, 2)
		}
	}
	area := x.Shape()[1] * x.Shape()[2]
	return autograd.Scale(autograd.SumHW(x), 1/float32(area))
}

// FeatureName names the features after the data set.
func (c *Network) FeatureName() string { return "scorer " + c.name }

// Weights identifies the weights of a network that was read from a file and not
// trained since.
func (c *Network) Weights() metric.Weights { return metric.Weights{Hash: c.hash} }

// Dim is the number of features.
func (c *Network) Dim() int { return blocks[len(blocks)-1].width }

// FromFeatures returns the softmax of the last layer.
func (c *Network) FromFeatures(s *vk.Stream, features tensor.Tensor) tensor.Tensor {
	return tensor.Softmax(s, c.head.Forward(autograd.NewTape(s).Const(features)).Value)
}

// Probabilities returns the softmax of the logits in Eval mode.
func (c *Network) Probabilities(s *vk.Stream, images tensor.Tensor) tensor.Tensor {
	return c.FromFeatures(s, c.Features(s, images))
}
