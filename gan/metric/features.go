package metric

import (
	"autogan/vk"
	"autogan/vk/tensor"
)

// Pool3 is the name of the features that published distances use: the 2,048
// means before the last layer of Inception-v3.
const Pool3 = "pool_3"

// Features is a network that turns images into the vectors whose distribution
// a Fréchet distance compares; everything runs on the device.
type Features interface {
	// FeatureName says which layer of which network the vectors are: [Pool3] for
	// the published one. Distances of different features are not comparable.
	FeatureName() string
	// Weights identifies the numbers of the network: features of the same name but
	// of other weights are not comparable either.
	Weights() Weights
	// Dim is the length of a vector.
	Dim() int
	// CheckSize returns an error when the network does not take images of this size.
	CheckSize(size int) error
	// Features returns [N, Dim] for images uint8 [N, S, S, 3], as image files hold
	// them. It panics on a size that CheckSize refuses.
	Features(s *vk.Stream, images tensor.Tensor) tensor.Tensor
}

// Weights identifies the numbers of a network.
type Weights struct {
	// Hash is the SHA-256, in hexadecimal, of the weights that the features depend
	// on. It is the same whatever file they came in, and "" while they change.
	Hash string
	// Published says that they are known to be those of published scores.
	Published bool
}

// Network is a scorer whose class probabilities are a function of its features,
// so that one pass over the images serves the Inception score and the distance.
type Network interface {
	Scorer
	Features
	// FromFeatures returns the probabilities [N, Classes] for features [N, Dim].
	FromFeatures(s *vk.Stream, features tensor.Tensor) tensor.Tensor
}
