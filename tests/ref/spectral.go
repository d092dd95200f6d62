package ref

import "math"

// PowerIteration is one step of the power method on W: [rows, channels] from
// u: [channels]: v = W·u and u = Wᵀ·v, each divided by its length (at least eps);
// sigma = uᵀ·Wᵀ·v.
func PowerIteration(w, u Array, eps float64) (nextU, v Array, sigma float64) {
	v = unit(matVec(w, u), eps)
	s := vecMat(v, w)
	nextU = unit(s, eps)
	return nextU, v, dot(nextU, s)
}

// SpectralSigma is uᵀ·Wᵀ·v.
func SpectralSigma(w, u, v Array) float64 { return dot(u, vecMat(v, w)) }

// SpectralVJP is the VJP of W / sigma with sigma = uᵀ·Wᵀ·v, u and v constant:
// gradOutput/sigma − (Σ gradOutput·W)/sigma² · v·uᵀ.
func SpectralVJP(w, u, v, gradOutput Array) Array {
	sigma := SpectralSigma(w, u, v)
	product, mag := 0.0, 0.0
	for i, g := range gradOutput.Data {
		product += g * w.Data[i]
		mag += math.Abs(g * w.Data[i])
	}
	channels := len(u.Data)
	grad := New(w.Shape...)
	for i, g := range gradOutput.Data {
		outer := v.Data[i/channels] * u.Data[i%channels] / (sigma * sigma)
		grad.Data[i] = g/sigma - product*outer
		grad.Mag[i] = math.Abs(g/sigma) + mag*math.Abs(outer)
	}
	return grad
}

func matVec(w, u Array) Array {
	channels := len(u.Data)
	y := New(len(w.Data) / channels)
	for i, a := range w.Data {
		y.Data[i/channels] += a * u.Data[i%channels]
		y.Mag[i/channels] += math.Abs(a * u.Data[i%channels])
	}
	return y
}

func vecMat(v, w Array) Array {
	channels := len(w.Data) / len(v.Data)
	y := New(channels)
	for i, a := range w.Data {
		y.Data[i%channels] += a * v.Data[i/channels]
		y.Mag[i%channels] += math.Abs(a * v.Data[i/channels])
	}
	return y
}

// unit divides x by its length; the magnitudes, being those of sums of rounded
// terms in a rounded length, are at least the values' share of that length.
func unit(x Array, eps float64) Array {
	length := math.Max(math.Sqrt(dot(x, x)), eps)
	mag := 0.0
	for _, m := range x.Mag {
		mag += m * m
	}
	y := New(x.Shape...)
	for i, v := range x.Data {
		y.Data[i] = v / length
		y.Mag[i] = (x.Mag[i] + math.Abs(v)*math.Sqrt(mag)/length) / length
	}
	return y
}

func dot(a, b Array) float64 {
	sum := 0.0
	for i, v := range a.Data {
		sum += v * b.Data[i]
	}
	return sum
}
