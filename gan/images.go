package gan

import (
	"fmt"

	"autogan/gan/arch"
	"autogan/vk"
	"autogan/vk/tensor"
)

// Images is a training set on the device, as bytes [N, S, S, 3]. A batch is an
// upload of its indices and one gather.
type Images struct {
	pixels tensor.Tensor
}

// UploadImages copies n square images of 8-bit RGB pixels, [n, size, size, 3],
// to the device. The bytes of an image must be a multiple of 4, as they are for
// every even size. The error is about the memory of the device. Release the
// images when done.
func UploadImages(s *vk.Stream, pixels []byte, n, size int) (*Images, error) {
	t, err := tensor.New(s.Device(), tensor.Uint8, n, size, size, arch.ImageChannels)
	if err != nil {
		return nil, fmt.Errorf("gan: upload %d images of %d×%d: %w", n, size, size, err)
	}
	t.UploadBytes(s, pixels)
	return &Images{pixels: t}, nil
}

// Batch returns the images of the given indices as [len(indices), S, S, 3] in
// [-1, 1].
func (im *Images) Batch(s *vk.Stream, indices []int) tensor.Tensor {
	words := make([]uint32, len(indices))
	for i, index := range indices {
		words[i] = uint32(index)
	}
	index := tensor.TempOf(s, tensor.Uint32, len(words))
	index.UploadUints(s, words)
	return tensor.GatherImages(s, im.pixels, index)
}

// Release frees the images; no recorded work may still use them.
func (im *Images) Release(dev *vk.Device) { im.pixels.Release(dev) }
