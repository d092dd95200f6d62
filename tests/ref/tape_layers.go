package ref

// BatchNorm2D normalises each channel of x over all its rows, by the
// statistics of x or, if given is not nil, by those; gamma and beta: [C].
func (t *Tape) BatchNorm2D(x, gamma, beta *Var, given *Stats, eps float64) *Var {
	return t.norm(x, gamma, beta, given, eps, 1)
}

// InstanceNorm2D normalises each channel of each image of x: [N, H, W, C].
func (t *Tape) InstanceNorm2D(x *Var, eps float64) *Var {
	return t.norm(x, nil, nil, nil, eps, x.Shape[0])
}

// norm rounds what lies between its steps: the statistics and, backward, the sums.
func (t *Tape) norm(x, gamma, beta *Var, given *Stats, eps float64, groups int) *Var {
	channels := x.Shape[len(x.Shape)-1]
	rows := len(x.Data) / channels / groups
	stats := t.stats(x.Array, given, groups, rows, channels)
	inputs := []*Var{x}
	if gamma != nil {
		inputs = append(inputs, gamma, beta)
	}
	y := NormForward(x.Array, stats, gamma.orNone(), beta.orNone(), eps, rows, channels)
	return t.op(y, func(g Array) []Array {
		sums, products := NormBackwardSums(x.Array, g, stats, eps, groups, rows, channels)
		sums, products = t.Rounded(sums), t.Rounded(products)
		gradGamma, gradBeta := SumTo(products, channels), SumTo(sums, channels)
		if given != nil {
			sums, products = Array{}, Array{}
		}
		gradX := NormBackwardInput(x.Array, g, stats, gamma.orNone(), sums, products, eps, rows, channels)
		return []Array{gradX, gradGamma, gradBeta}[:len(inputs)]
	}, inputs...)
}

func (t *Tape) stats(x Array, given *Stats, groups, rows, channels int) Stats {
	if given != nil {
		return *given
	}
	s := NormStats(x, groups, rows, channels)
	return Stats{t.Rounded(s.Mean), t.Rounded(s.Variance)}
}

// SpectralNorm is w / σ after a number of power iterations from u: [out] and
// v: [in] on w: [..., out]. It returns the vectors of the last one too.
func (t *Tape) SpectralNorm(w *Var, u, v Array, iterations int) (y *Var, nextU, nextV Array) {
	for range iterations {
		u, v, _ = PowerIteration(w.Array, u, 1e-12)
		u, v = t.Rounded(u), t.Rounded(v)
	}
	sigma := t.Rounded(SpectralSigma(w.Array, u, v))
	return t.op(Combine(Div, w.Array, sigma), func(g Array) []Array {
		return []Array{SpectralVJP(w.Array, u, v, sigma, g)}
	}, w), u, v
}

// LSTMCell is one step of an LSTM with PyTorch's weights and gates; see [LSTMForward].
func (t *Tape) LSTMCell(x, h, c, inputWeight, hiddenWeight, inputBias, hiddenBias *Var) (hNext, cNext *Var) {
	gates := t.Add(t.Linear(x, inputWeight, inputBias), t.Linear(h, hiddenWeight, hiddenBias))
	hValue, cValue, activations := LSTMForward(gates.Array, c.Array)
	activations = t.Rounded(activations)
	cNext = t.op(cValue, func(g Array) []Array {
		dgates, dc := LSTMBackwardCell(activations, c.Array, g)
		return []Array{dgates, dc}
	}, gates, c)
	hNext = t.op(hValue, func(g Array) []Array {
		dgates, dc := LSTMBackwardHidden(activations, cNext.Array, g)
		return []Array{dgates, dc}
	}, gates, cNext)
	return hNext, cNext
}

// HingeLossD is the discriminator's hinge loss.
func (t *Tape) HingeLossD(real, fake *Var) *Var {
	t.nearKink(real.Array, 1)
	t.nearKink(fake.Array, -1)
	return t.op(HingeD(real.Array, fake.Array), func(g Array) []Array {
		gradReal, gradFake := HingeDVJP(real.Array, fake.Array, g)
		return []Array{gradReal, gradFake}
	}, real, fake)
}

// HingeLossG is the generator's side of the hinge loss.
func (t *Tape) HingeLossG(fake *Var) *Var {
	return t.op(HingeG(fake.Array), func(g Array) []Array { return []Array{HingeGVJP(fake.Array, g)} }, fake)
}
