package ref

import "math"

// AccumulateMoments adds Σ x[n,i]·x[n,j] to row i of sum + rest, for j in or
// right of i's block of four columns, and Σ x[n,j] to the last row; sum and rest
// are [D+1, D], x is [N, D]. What has changed is split into the nearest float32
// and the remainder: a value halfway between two may be split either way.
func AccumulateMoments(sum, rest, x Array) (newSum, newRest Array) {
	dim := x.Shape[1]
	newSum, newRest = New(dim+1, dim), New(dim+1, dim)
	for i := range dim + 1 {
		for j := range dim {
			at := i*dim + j
			if i < dim && j/4 < i/4 {
				newSum.Data[at], newRest.Data[at] = sum.Data[at], rest.Data[at]
				continue
			}
			total := sum.Data[at] + rest.Data[at] + moment(x, i, j)
			near := float64(float32(total))
			newSum.set(at, near, math.Abs(near))
			newRest.set(at, total-near, math.Abs(near))
		}
	}
	return newSum, newRest
}

// moment is Σ x[n,i]·x[n,j], or Σ x[n,j] if i is beyond the columns of x.
func moment(x Array, i, j int) float64 {
	dim, total := x.Shape[1], 0.0
	for row := 0; row < len(x.Data); row += dim {
		left := 1.0
		if i < dim {
			left = x.Data[row+i]
		}
		total += left * x.Data[row+j]
	}
	return total
}
