package ref

import "math"

// Softmax is exp(x_k) / Σ exp(x_j) along the last axis. The error is that of
// the exponentials of d = x − max, whose argument is rounded too, of their sum
// and of the quotient.
func Softmax(x Array) Array {
	y := New(x.Shape...)
	eachRow(x, func(at, k int, top, sum, err float64) {
		for i := at; i < at+k; i++ {
			d := x.Data[i] - top
			p := math.Exp(d) / sum
			y.set(i, p, p*(shiftedULP(d)+err+2.5))
		}
	})
	return y
}

// LogSoftmax is x_k − ln Σ exp(x_j) along the last axis.
func LogSoftmax(x Array) Array {
	y := New(x.Shape...)
	eachRow(x, func(at, k int, top, sum, err float64) {
		for i := at; i < at+k; i++ {
			d, log := x.Data[i]-top, math.Log(sum)
			y.set(i, d-log, err+logError(sum, log)+math.Abs(d)+math.Abs(d-log))
		}
	})
	return y
}

// SoftmaxVJP is y (dy − Σ dy_j y_j) for y, the softmax.
func SoftmaxVJP(y, dy Array) Array {
	dx := New(y.Shape...)
	k := y.Shape[len(y.Shape)-1]
	for at := 0; at < len(y.Data); at += k {
		sum, mag := 0.0, 0.0
		for i := at; i < at+k; i++ {
			sum += dy.Data[i] * y.Data[i]
			mag += math.Abs(dy.Data[i] * y.Data[i])
		}
		for i := at; i < at+k; i++ {
			inner := dy.Data[i] - sum
			dx.set(i, y.Data[i]*inner, math.Abs(y.Data[i])*(4*mag+2*math.Abs(inner)))
		}
	}
	return dx
}

// LogSoftmaxVJP is dy − exp(y) Σ dy_j for y, the log-softmax.
func LogSoftmaxVJP(y, dy Array) Array {
	dx := New(y.Shape...)
	k := y.Shape[len(y.Shape)-1]
	for at := 0; at < len(y.Data); at += k {
		sum, mag := 0.0, 0.0
		for i := at; i < at+k; i++ {
			sum += dy.Data[i]
			mag += math.Abs(dy.Data[i])
		}
		for i := at; i < at+k; i++ {
			p := math.Exp(y.Data[i])
			v := dy.Data[i] - p*sum
			dx.set(i, v, p*(4*mag+(expULP(y.Data[i])+1)*math.Abs(sum))+math.Abs(v))
		}
	}
	return dx
}

// shiftedULP is what exp(d) may be off, in ULP, for a difference d that was rounded.
func shiftedULP(d float64) float64 { return expULP(d) + math.Abs(d) }

// eachRow visits the rows of the last axis with their maximum, Σ exp(d) for
// d = x − max, and how far that sum may be off, in ULP.
func eachRow(x Array, visit func(at, k int, top, sum, err float64)) {
	k := x.Shape[len(x.Shape)-1]
	for at := 0; at < len(x.Data); at += k {
		top := math.Inf(-1)
		for _, v := range x.Data[at : at+k] {
			top = max(top, v)
		}
		sum, err := 0.0, 0.0
		for _, v := range x.Data[at : at+k] {
			weight := math.Exp(v - top)
			sum += weight
			err += weight * (shiftedULP(v-top) + 4)
		}
		visit(at, k, top, sum, err/sum)
	}
}
