package ref

import "math"

// Softmax is exp(x_k) / Σ exp(x_j) along the last axis. Rounding the argument d
// of exp is a relative error of |d| units: the magnitude counts 1 + |d| for the
// numerator and the mean of that for the denominator.
func Softmax(x Array) Array {
	y := New(x.Shape...)
	eachRow(x, func(at, k int, top, sum, spread float64) {
		for i := at; i < at+k; i++ {
			y.Data[i] = math.Exp(x.Data[i]-top) / sum
			y.Mag[i] = y.Data[i] * (1 + top - x.Data[i] + spread)
		}
	})
	return y
}

// LogSoftmax is x_k - ln Σ exp(x_j) along the last axis.
func LogSoftmax(x Array) Array {
	y := New(x.Shape...)
	eachRow(x, func(at, k int, top, sum, spread float64) {
		for i := at; i < at+k; i++ {
			y.Data[i] = x.Data[i] - top - math.Log(sum)
			y.Mag[i] = top - x.Data[i] + math.Log(sum) + spread
		}
	})
	return y
}

// SoftmaxVJP is y (dy - Σ dy_j y_j) for y, the softmax.
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
			dx.Data[i] = y.Data[i] * (dy.Data[i] - sum)
			dx.Mag[i] = math.Abs(y.Data[i]) * (math.Abs(dy.Data[i]) + mag)
		}
	}
	return dx
}

// LogSoftmaxVJP is dy - exp(y) Σ dy_j for y, the log-softmax.
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
			dx.Data[i] = dy.Data[i] - p*sum
			dx.Mag[i] = math.Abs(dy.Data[i]) + p*mag*(1+math.Abs(y.Data[i]))
		}
	}
	return dx
}

// eachRow visits the rows of the last axis with their maximum, Σ exp(d) and the
// mean of 1 + |d| under the softmax, for d = x - max.
func eachRow(x Array, visit func(at, k int, top, sum, spread float64)) {
	k := x.Shape[len(x.Shape)-1]
	for at := 0; at < len(x.Data); at += k {
		top := math.Inf(-1)
		for _, v := range x.Data[at : at+k] {
			top = max(top, v)
		}
		sum, spread := 0.0, 0.0
		for _, v := range x.Data[at : at+k] {
			weight := math.Exp(v - top)
			sum += weight
			spread += weight * (1 + top - v)
		}
		visit(at, k, top, sum, spread/sum)
	}
}
