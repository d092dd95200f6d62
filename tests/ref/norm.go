package ref

import "math"

// Stats are the mean and the biased variance of each group and channel, [G, channels].
type Stats struct{ Mean, Variance Array }

// NormStats averages x: [G, rows, channels] over its rows, in two passes.
//
// A kernel may subtract any one of the samples before it sums, at worst the one
// farthest from the mean, and may round the mean before it uses it. The error
// allows both.
func NormStats(x Array, groups, rows, channels int) Stats {
	s := Stats{New(groups, channels), New(groups, channels)}
	each := func(visit func(stat int, v float64)) {
		for i, v := range x.Data {
			visit(i/(rows*channels)*channels+i%channels, v)
		}
	}
	n := float64(rows)
	each(func(at int, v float64) { s.Mean.Data[at] += v / n })
	spread, farthest := New(groups, channels), New(groups, channels)
	each(func(at int, v float64) {
		d := math.Abs(v - s.Mean.Data[at])
		s.Variance.Data[at] += d * d / n
		spread.Data[at] += d / n
		farthest.Data[at] = math.Max(farthest.Data[at], d)
	})
	for at, mean := range s.Mean.Data {
		d, most := spread.Data[at], farthest.Data[at]
		s.Mean.Mag[at] = 2*math.Abs(mean) + 2*(d+most)
		s.Variance.Mag[at] = 2*s.Variance.Data[at] + 2*most*most + math.Abs(mean)*d
	}
	return s
}

// at is the statistic that element i of x: [G, rows, channels] uses.
func (s Stats) at(i, rows, channels int) (mean, variance float64) {
	k := i/(rows*channels)*channels + i%channels
	return s.Mean.Data[k], s.Variance.Data[k]
}

// NormForward is (x − mean)/√(variance + eps)·gamma + beta for x: [G, rows,
// channels] with given statistics; gamma and beta: [channels], or zero Arrays.
func NormForward(x Array, s Stats, gamma, beta Array, eps float64, rows, channels int) Array {
	y := New(x.Shape...)
	for i, v := range x.Data {
		mean, variance := s.at(i, rows, channels)
		scale, shift := scaleAt(gamma, i%channels), 0.0
		if beta.Shape != nil {
			shift = beta.Data[i%channels]
		}
		unit := (v - mean) / math.Sqrt(variance+eps) * scale
		// Rounded: the difference, the sum under the root and the root (1/2 + 2), two products, the last sum.
		y.set(i, unit+shift, 5.5*math.Abs(unit)+math.Abs(unit+shift))
	}
	return y
}

// NormBackwardSums is Σ g and Σ g·x̂ over the rows of each group, [G, channels].
func NormBackwardSums(x, g Array, s Stats, eps float64, groups, rows, channels int) (sums, products Array) {
	terms := New(x.Shape...)
	for i, v := range x.Data {
		mean, variance := s.at(i, rows, channels)
		term := g.Data[i] * (v - mean) / math.Sqrt(variance+eps)
		terms.set(i, term, 4.5*math.Abs(term)) // difference, root, product of the sum with the root
	}
	return SumRows(g, groups, rows, channels), SumRows(terms, groups, rows, channels)
}

// NormBackwardInput is gamma·r·(g − sums/rows − x̂·products/rows), r = 1/√(variance + eps),
// and gamma·r·g where sums and products are zero Arrays: the statistics were given.
func NormBackwardInput(x, g Array, s Stats, gamma, sums, products Array, eps float64, rows, channels int) Array {
	gradInput := New(x.Shape...)
	for i, v := range x.Data {
		mean, variance := s.at(i, rows, channels)
		root := 1 / math.Sqrt(variance+eps)
		scale := root * scaleAt(gamma, i%channels)
		if sums.Shape == nil {
			gradInput.set(i, scale*g.Data[i], 4.5*math.Abs(scale*g.Data[i])) // root, two products
			continue
		}
		k := i/(rows*channels)*channels + i%channels
		average := sums.Data[k] / float64(rows)
		slope := (v - mean) * root * products.Data[k] / float64(rows)
		// Two differences and the scale's 4.5 on all; a quotient on the second
		// term; difference, root, quotient and two products on the third.
		err := 6.5*math.Abs(g.Data[i]) + 9*math.Abs(average) + 14.5*math.Abs(slope)
		gradInput.set(i, scale*(g.Data[i]-average-slope), math.Abs(scale)*err)
	}
	return gradInput
}

// NormVJP is the VJP of NormForward, where batch tells whether the statistics
// are those of x, and so depend on it, or given ones.
func NormVJP(x, g Array, s Stats, gamma Array, eps float64, batch bool, groups, rows, channels int) (gradInput, gradGamma, gradBeta Array) {
	sums, products := NormBackwardSums(x, g, s, eps, groups, rows, channels)
	gradGamma, gradBeta = SumTo(products, channels), SumTo(sums, channels)
	if !batch {
		sums, products = Array{}, Array{}
	}
	return NormBackwardInput(x, g, s, gamma, sums, products, eps, rows, channels), gradGamma, gradBeta
}

// NormUpdateRunning moves running statistics, [channels], towards those of a
// batch of rows: running + momentum·(batch − running), with the unbiased variance.
func NormUpdateRunning(running, batch Stats, rows int, momentum float64) Stats {
	unbias := float64(rows) / float64(rows-1)
	return Stats{blend(running.Mean, batch.Mean, 1, momentum), blend(running.Variance, batch.Variance, unbias, momentum)}
}

// blend is the moved statistic, with the error of the batch's own.
func blend(old, batch Array, scale, share float64) Array {
	y := New(old.Shape...)
	for i, v := range old.Data {
		y.AddTerm(i, v)
		y.AddTerm(i, share*scale*batch.Data[i])
		y.Mag[i] += share * scale * batch.Mag[i]
		y.AddTerm(i, -share*v)
	}
	return y
}

// scaleAt is gamma's element, or 1 where there is no gamma.
func scaleAt(gamma Array, c int) float64 {
	if gamma.Shape == nil {
		return 1
	}
	return gamma.Data[c]
}
