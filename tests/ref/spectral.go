package ref

import "math"

// PowerIteration is one step of the power method on W: [rows, channels] from
// u: [channels]: v = W·u and u = Wᵀ·v, each divided by its length (at least eps);
// sigma = uᵀ·Wᵀ·v, [1].
func PowerIteration(w, u Array, eps float64) (nextU, v, sigma Array) {
	v = unit(matVec(w, u), eps)
	s := vecMat(v, w)
	nextU = unit(s, eps)
	return nextU, v, dot(nextU, s)
}

// SpectralSigma is uᵀ·Wᵀ·v, [1].
func SpectralSigma(w, u, v Array) Array { return dot(u, vecMat(v, w)) }

// SpectralScale is W / sigma, a quotient (2.5 ULP) with the error of sigma
// added.
func SpectralScale(w, sigma Array) Array {
	y := New(w.Shape...)
	relative := 2.5 + 4*sigma.Mag[0]/math.Abs(sigma.Data[0])
	for i, v := range w.Data {
		y.set(i, v/sigma.Data[0], relative*math.Abs(v/sigma.Data[0]))
	}
	return y
}

// SpectralVJP is the VJP of W / sigma with sigma = uᵀ·Wᵀ·v, u and v constant:
// gradOutput/sigma − (Σ gradOutput·W)/sigma² · v·uᵀ.
func SpectralVJP(w, u, v, sigma, gradOutput Array) Array {
	product, mag, s := 0.0, 0.0, sigma.Data[0]
	for i, g := range gradOutput.Data {
		product += g * w.Data[i]
		mag += math.Abs(g * w.Data[i])
	}
	channels := len(u.Data)
	grad := New(w.Shape...)
	for i, g := range gradOutput.Data {
		outer := v.Data[i/channels] * u.Data[i%channels] / (s * s)
		// The sum of products; two quotients and two products of it; the difference.
		grad.set(i, g/s-product*outer, 3.5*math.Abs(g/s)+(4*mag+8*math.Abs(product))*math.Abs(outer))
	}
	return grad
}

// matVec is W·u.
func matVec(w, u Array) Array {
	channels := len(u.Data)
	y := New(len(w.Data) / channels)
	for i, a := range w.Data {
		y.AddTerm(i/channels, a*u.Data[i%channels])
	}
	return y
}

// vecMat is Wᵀ·v, with the error of v.
func vecMat(v, w Array) Array {
	channels := len(w.Data) / len(v.Data)
	y := New(channels)
	for i, a := range w.Data {
		y.AddTerm(i%channels, a*v.Data[i/channels])
		y.Mag[i%channels] += math.Abs(a) * v.Mag[i/channels]
	}
	return y
}

// unit divides x by its length. The errors of the elements contribute to the error
// of the length by their shares. The sum of squares (4 ULP, half of it after the
// root) and root and quotient (7 ULP) add their own.
func unit(x Array, eps float64) Array {
	squares, inner := 0.0, 0.0
	for i, v := range x.Data {
		squares += v * v
		inner += math.Abs(v) * x.Mag[i]
	}
	length := math.Max(math.Sqrt(squares), eps)
	y := New(x.Shape...)
	for i, v := range x.Data {
		relative := 9 + 4*inner/(length*length)
		y.set(i, v/length, 4*x.Mag[i]/length+relative*math.Abs(v)/length)
	}
	return y
}

// dot is Σ aᵢ·bᵢ, [1], with the errors of the factors.
func dot(a, b Array) Array {
	y := New(1)
	for i, v := range a.Data {
		y.AddTerm(0, v*b.Data[i])
		y.Mag[0] += math.Abs(v)*b.Mag[i] + math.Abs(b.Data[i])*a.Mag[i]
	}
	return y
}
