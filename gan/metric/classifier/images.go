package classifier

import (
	"errors"
	"fmt"

	"autogan/vk"
	"autogan/vk/tensor"
)

// Labelled are square images of one size with their classes, in host memory.
type Labelled struct {
	Size   int    // height and width
	Pixels []byte // [N, Size, Size, 3]
	Labels []uint8
}

func (l Labelled) check(classes int) error {
	n := len(l.Labels)
	if n == 0 {
		return errors.New("classifier: too few images: none is left to train on, or none to test with")
	}
	if l.Size < 1 || len(l.Pixels) != n*l.Size*l.Size*3 {
		return fmt.Errorf("classifier: %d labels and %d bytes of pixels do not make images of %d×%d", n, len(l.Pixels), l.Size, l.Size)
	}
	for i, label := range l.Labels {
		if int(label) >= classes {
			return fmt.Errorf("classifier: image %d has label %d, there are %d classes", i, label, classes)
		}
	}
	return nil
}

// deviceSet is a training set on the device, as bytes, and the order in which
// batches are drawn from it.
type deviceSet struct {
	pixels tensor.Tensor // uint8 [N, S, S, 3]
	labels []uint8
	order  order
}

func upload(s *vk.Stream, l Labelled, seed uint64) (*deviceSet, error) {
	n := len(l.Labels)
	pixels, err := tensor.New(s.Device(), tensor.Uint8, n, l.Size, l.Size, 3)
	if err != nil {
		return nil, fmt.Errorf("classifier: upload %d images of %d×%d: %w", n, l.Size, l.Size, err)
	}
	pixels.UploadBytes(s, l.Pixels)
	return &deviceSet{pixels: pixels, labels: l.Labels, order: newOrder(n, seed)}, nil
}

// batch returns the next n images in [-1, 1] and their labels.
func (d *deviceSet) batch(s *vk.Stream, n int) (images, labels tensor.Tensor) {
	picked, classes := make([]uint32, n), make([]uint32, n)
	for i := range n {
		at := d.order.next()
		picked[i], classes[i] = uint32(at), uint32(d.labels[at])
	}
	return tensor.GatherImages(s, d.pixels, uints(s, picked)), uints(s, classes)
}

func uints(s *vk.Stream, values []uint32) tensor.Tensor {
	t := tensor.TempOf(s, tensor.Uint32, len(values))
	t.UploadUints(s, values)
	return t
}
