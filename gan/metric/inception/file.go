package inception

import (
	"fmt"
	"math"
	"slices"

	"autogan/layers/checkpoint"
	"autogan/vk/tensor"
)

// other is the error of a file that holds something else. It wraps
// [checkpoint.ErrMismatch] and has a text of its own.
type other struct{}

func (other) Error() string { return "this is not Inception-v3 of 2015-12-05" }

// Is makes other a kind of checkpoint.ErrMismatch.
func (other) Is(target error) bool { return target == checkpoint.ErrMismatch }

var errOther error = other{}

// verify wants the arrays of the network and no other, of the right shapes,
// all numbers finite.
func (p plan) verify(file *checkpoint.File) error {
	names, shapes := p.shapes()
	for _, name := range names {
		a, ok := file.Find(name)
		if !ok {
			return fmt.Errorf("tensor %q is missing: %w", name, errOther)
		}
		if a.DType != checkpoint.F32 || !slices.Equal(a.Shape, shapes[name]) {
			return fmt.Errorf("tensor %q is %s %v, want F32 %v: %w", name, a.DType, a.Shape, shapes[name], errOther)
		}
		for i, v := range a.Floats() {
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				return fmt.Errorf("tensor %q: element %d is %v: %w", name, i, v, checkpoint.ErrFormat)
			}
		}
	}
	for _, a := range file.Arrays {
		if _, known := shapes[a.Name]; !known {
			return fmt.Errorf("tensor %q is not of the network: %w", a.Name, errOther)
		}
	}
	return nil
}

// batchNorm are the parameters of batch norm in inference: γ (x − μ)/√(σ² + ε) + β.
type batchNorm struct {
	gamma          []float32 // none means 1
	beta           []float32
	mean, variance []float32
	eps            float64
}

// fold multiplies the weights [kh, kw, in, out] before a batch norm by its scale,
// and returns them and a bias as arrays of our own file.
func (c convolution) fold(weights []float32, n batchNorm) []checkpoint.Array {
	folded, bias := make([]float32, len(weights)), make([]float32, c.out)
	for o := range c.out {
		scale := 1 / math.Sqrt(float64(n.variance[o])+n.eps)
		if len(n.gamma) > 0 {
			scale *= float64(n.gamma[o])
		}
		bias[o] = float32(float64(n.beta[o]) - float64(n.mean[o])*scale)
		for i := o; i < len(weights); i += c.out {
			folded[i] = float32(float64(weights[i]) * scale)
		}
	}
	return []checkpoint.Array{
		checkpoint.Floats(c.weights(), folded, c.weightsShape()...),
		checkpoint.Floats(c.bias(), bias),
	}
}

// innermostOutput turns weights [out, in, kh, kw] or [out, in] into
// [kh, kw, in, out] or [in, out].
func innermostOutput(weights []float32, shape tensor.Shape) []float32 {
	out := shape[0]
	in := shape[1]
	taps := shape[2:].NumElements()
	transposed := make([]float32, len(weights))
	for i, v := range weights {
		o, c, tap := i/(in*taps), i/taps%in, i%taps
		transposed[(tap*in+c)*out+o] = v
	}
	return transposed
}
