package inception

import (
	"math"
	"math/rand/v2"

	"autogan/layers/checkpoint"
	"autogan/vk"
)

// Random returns a network with random weights: it takes the time of the
// published one, and its scores mean nothing. Release it when done.
func Random(s *vk.Stream, seed uint64) (*Network, error) {
	p, r := newPlan(1, publishedSize), rand.New(rand.NewPCG(seed, seed))
	names, shapes := p.shapes()
	file := &checkpoint.File{}
	for _, name := range names {
		shape := shapes[name]
		values := make([]float32, shape.NumElements())
		if len(shape) > 1 { // biases stay 0
			scale := math.Sqrt(2 * float64(shape[len(shape)-1]) / float64(len(values))) // activations neither grow nor vanish
			for i := range values {
				values[i] = float32(r.NormFloat64() * scale)
			}
		}
		file.Add(checkpoint.Floats(name, values, shape...))
	}
	return load(s, p, file)
}
