package ref

import "math"

// Stats are the mean and the biased variance of each group and channel, [G, channels].
type Stats struct{ Mean, Variance Array }

// NormStats averages x: [G, rows, channels] over its rows, in two passes.
func NormStats(x Array, groups, rows, channels int) Stats {
	s := Stats{New(groups, channels), New(groups, channels)}
	each := func(visit func(stat int, v float64)) {
		for i, v := range x.Data {
			visit(i/(rows*channels)*channels+i%channels, v)
		}
	}
	n := float64(rows)
	each(func(at int, v float64) { s.Mean.Data[at] += v / n; s.Mean.Mag[at] += math.Abs(v) / n })
	each(func(at int, v float64) {
		d := v - s.Mean.Data[at]
		s.Variance.Data[at] += d * d / n
		// A float32 mean is off by its rounding, and each difference with it.
		s.Variance.Mag[at] += (d*d + math.Abs(d)*math.Abs(v)) / n
	})
	return s
}

// NormForward is (x − mean)/√(variance + eps)·gamma + beta for x: [G, rows,
// channels]; gamma and beta: [channels].
func NormForward(x Array, s Stats, gamma, beta Array, eps float64, groups, rows, channels int) Array {
	y := New(x.Shape...)
	for i, v := range x.Data {
		c := i % channels
		at := i/(rows*channels)*channels + c
		scale := gamma.Data[c] / math.Sqrt(s.Variance.Data[at]+eps)
		y.Data[i] = (v-s.Mean.Data[at])*scale + beta.Data[c]
		y.Mag[i] = (math.Abs(v)+s.Mean.Mag[at])*math.Abs(scale) + math.Abs(beta.Data[c])
	}
	return y
}

// NormVJP is the VJP of NormForward, where batch tells whether the statistics
// are those of x, and so depend on it, or given ones.
func NormVJP(x, gradOutput Array, s Stats, gamma Array, eps float64, batch bool, groups, rows, channels int) (gradInput, gradGamma, gradBeta Array) {
	unit := NormForward(x, s, ones(channels), New(channels), eps, groups, rows, channels)
	product := New(x.Shape...)
	for i, g := range gradOutput.Data {
		product.Data[i], product.Mag[i] = g*unit.Data[i], math.Abs(g)*unit.Mag[i]
	}
	sumG := SumRows(gradOutput, groups, rows, channels)
	sumP := SumRows(product, groups, rows, channels)
	gradInput = New(x.Shape...)
	for i, g := range gradOutput.Data {
		c := i % channels
		at := i/(rows*channels)*channels + c
		scale := gamma.Data[c] / math.Sqrt(s.Variance.Data[at]+eps)
		inner, mag := g, math.Abs(g)
		if batch {
			n := float64(rows)
			inner -= (sumG.Data[at] + unit.Data[i]*sumP.Data[at]) / n
			mag += (sumG.Mag[at] + unit.Mag[i]*sumP.Mag[at]) / n
		}
		gradInput.Data[i], gradInput.Mag[i] = scale*inner, math.Abs(scale)*mag
	}
	return gradInput, SumTo(sumP, channels), SumTo(sumG, channels)
}

func ones(n int) Array {
	y := New(n)
	for i := range y.Data {
		y.AddTerm(i, 1)
	}
	return y
}
