package ref

import "math"

// LSTMForward applies the gates of an LSTM, [B, 4H] in PyTorch's order
// i, f, g, o: c' = σ(f) c + σ(i) tanh(g), h' = σ(o) tanh(c'). It also returns
// the gates after their functions.
func LSTMForward(gates, c Array) (h, cNext, activations Array) {
	h, cNext, activations = New(c.Shape...), New(c.Shape...), New(gates.Shape...)
	hidden := c.Shape[1]
	for at, before := range c.Data {
		base := gateAt(at, hidden)
		var value, err [4]float64 // of i, f, g and o, the error in ε
		for k := range value {
			x := gates.Data[base+k*hidden]
			value[k] = sigmoid(x)
			err[k] = sigmoidError(x, value[k])
			if k == 2 {
				value[k] = math.Tanh(x)
				err[k] = builtinTanhError(x, value[k])
			}
			activations.set(base+k*hidden, value[k], err[k])
		}
		kept, added := value[1]*before, value[0]*value[2]
		next := kept + added
		// Two rounded products and a rounded sum.
		nextErr := math.Abs(before)*err[1] + math.Abs(value[2])*err[0] + value[0]*err[2] + math.Abs(kept) + math.Abs(added) + math.Abs(next)
		cNext.set(at, next, nextErr)
		t := math.Tanh(next)
		h.set(at, value[3]*t, math.Abs(t)*err[3]+value[3]*(builtinTanhError(next, t)+(1-t*t)*nextErr)+math.Abs(value[3]*t))
	}
	return h, cNext, activations
}

// LSTMBackwardCell is the VJP of c' = f c + i g through the activations:
// the cotangents of the gates, where o has none, and of c.
func LSTMBackwardCell(activations, c, dcNext Array) (dgates, dc Array) {
	dgates, dc = New(activations.Shape...), New(c.Shape...)
	hidden := c.Shape[1]
	for at, d := range dcNext.Data {
		base := gateAt(at, hidden)
		i, f, g := activations.Data[base], activations.Data[base+hidden], activations.Data[base+2*hidden]
		di, df := d*g*i*(1-i), d*c.Data[at]*f*(1-f)
		dgates.set(base, di, 4*math.Abs(di))
		dgates.set(base+hidden, df, 4*math.Abs(df))
		dgates.set(base+2*hidden, d*i*(1-g*g), math.Abs(d*i)*(3*math.Abs(1-g*g)+g*g))
		dc.set(at, d*f, math.Abs(d*f))
	}
	return dgates, dc
}

// LSTMBackwardHidden is the VJP of h' = o tanh(c'): the cotangents of the
// gates, of which only o has one, and of c'.
func LSTMBackwardHidden(activations, cNext, dhNext Array) (dgates, dcNext Array) {
	dgates, dcNext = New(activations.Shape...), New(cNext.Shape...)
	hidden := cNext.Shape[1]
	for at, d := range dhNext.Data {
		base := gateAt(at, hidden)
		o := activations.Data[base+3*hidden]
		t := math.Tanh(cNext.Data[at])
		err := builtinTanhError(cNext.Data[at], t)
		do, dc := d*t*o*(1-o), d*o*(1-t*t)
		dgates.set(base+3*hidden, do, math.Abs(d*o*(1-o))*err+4*math.Abs(do))
		dcNext.set(at, dc, math.Abs(d*o)*(2*math.Abs(t)*err+t*t)+3*math.Abs(dc))
	}
	return dgates, dcNext
}

// gateAt is where the first gate of a unit lies in [B, 4H].
func gateAt(at, hidden int) int { return at/hidden*4*hidden + at%hidden }
