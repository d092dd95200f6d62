package kernels

import (
	"autogan/tests/cases"
	"autogan/tests/ref"
	"autogan/tests/testgpu"
)

// oracle computes what a case should give, once for all variants.
type oracle struct {
	op      string
	c       cases.Case
	inputs  []ref.Array
	outputs []ref.Array
	places  []int // of the values that outputs holds; nil: all
}

// samples is how many values of a large result are compared.
const samples = 500

func (o *oracle) given() []ref.Array {
	if o.inputs == nil {
		o.inputs = o.c.Inputs(o.op)
	}
	return o.inputs
}

// expected is what the case should give; n is the size of its first result.
func (o *oracle) expected(n int) []ref.Array {
	switch {
	case o.outputs != nil:
	case o.c.Sample == nil || n <= samples:
		o.outputs = o.c.Want(o.given())
	default:
		r := testgpu.Rand(o.op + "/" + o.c.Name)
		for range samples {
			o.places = append(o.places, r.IntN(n))
		}
		o.outputs = []ref.Array{o.c.Sample(o.given(), o.places)}
	}
	return o.outputs
}

// compared picks the values at the places that expected holds.
func (o *oracle) compared(values []float64) []float64 {
	if o.places == nil {
		return values
	}
	some := make([]float64, len(o.places))
	for i, at := range o.places {
		some[i] = values[at]
	}
	return some
}
