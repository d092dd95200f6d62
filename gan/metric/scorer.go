package metric

import (
	"autogan/vk"
	"autogan/vk/tensor"
)

// Scorer gives class probabilities to images; everything runs on the device.
type Scorer interface {
	// Name says which network it is, for logs.
	Name() string
	// Classes is the number of classes.
	Classes() int
	// Probabilities returns [N, Classes] for images uint8 [N, S, S, 3], as image
	// files hold them. It panics on a size the scorer does not take; CheckSize
	// tells beforehand.
	Probabilities(s *vk.Stream, images tensor.Tensor) tensor.Tensor
	// CheckSize returns an error when the scorer does not take images of this size.
	CheckSize(size int) error
}
