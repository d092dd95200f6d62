package ref

import "math"

// LSTMGates is [batch, 4 hidden]: x·wih + bih + h·whh + bhh.
func LSTMGates(x, h, wih, whh, bih, bhh Array) Array {
	batch, columns := x.Shape[0], wih.Shape[1]
	gates := New(batch, columns)
	for r := range batch {
		for j := range columns {
			sum := bih.Data[j] + bhh.Data[j]
			mag := math.Abs(bih.Data[j]) + math.Abs(bhh.Data[j])
			for _, term := range [][2]Array{{x, wih}, {h, whh}} {
				in := term[0].Shape[1]
				for k := range in {
					product := term[0].Data[r*in+k] * term[1].Data[k*columns+j]
					sum += product
					mag += math.Abs(product)
				}
			}
			gates.Data[r*columns+j], gates.Mag[r*columns+j] = sum, mag
		}
	}
	return gates
}

// LSTMForward applies the gates in PyTorch's order i, f, g, o:
// c' = σ(f) c + σ(i) tanh(g), h' = σ(o) tanh(c'). The magnitudes count one
// unit for each bounded factor.
func LSTMForward(gates, c Array) (h, cNext Array) {
	h, cNext = New(c.Shape...), New(c.Shape...)
	for at := range c.Data {
		a := activationsAt(gates, c, at)
		next := a.f*c.Data[at] + a.i*a.g
		cNext.Data[at], cNext.Mag[at] = next, math.Abs(c.Data[at])+1
		h.Data[at], h.Mag[at] = a.o*math.Tanh(next), math.Abs(c.Data[at])+1
	}
	return h, cNext
}

// LSTMBackward is the VJP of LSTMForward: the cotangents of gates and c from
// those of h' and c'.
func LSTMBackward(gates, c, dh, dcNext Array) (dgates, dc Array) {
	dgates, dc = New(gates.Shape...), New(c.Shape...)
	hidden := c.Shape[1]
	for at := range c.Data {
		a := activationsAt(gates, c, at)
		t := math.Tanh(a.f*c.Data[at] + a.i*a.g)
		d := dcNext.Data[at] + dh.Data[at]*a.o*(1-t*t)
		scale := (math.Abs(dcNext.Data[at]) + math.Abs(dh.Data[at])) * (1 + math.Abs(c.Data[at]))
		base := at/hidden*4*hidden + at%hidden
		for gate, value := range []float64{
			d * a.g * a.i * (1 - a.i),
			d * c.Data[at] * a.f * (1 - a.f),
			d * a.i * (1 - a.g*a.g),
			dh.Data[at] * t * a.o * (1 - a.o),
		} {
			dgates.Data[base+gate*hidden], dgates.Mag[base+gate*hidden] = value, scale
		}
		dc.Data[at], dc.Mag[at] = d*a.f, scale
	}
	return dgates, dc
}

type activations struct{ i, f, g, o float64 }

func activationsAt(gates, c Array, at int) activations {
	hidden := c.Shape[1]
	base := at/hidden*4*hidden + at%hidden
	return activations{
		i: sigmoid(gates.Data[base]),
		f: sigmoid(gates.Data[base+hidden]),
		g: math.Tanh(gates.Data[base+2*hidden]),
		o: sigmoid(gates.Data[base+3*hidden]),
	}
}
