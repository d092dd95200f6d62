package ref

import "math"

// HingeD is the discriminator's hinge loss, mean max(0, 1−real) + mean max(0, 1+fake), [1].
func HingeD(real, fake Array) Array {
	loss := New(1)
	addHinge(loss, real, -1)
	addHinge(loss, fake, 1)
	return loss
}

// HingeDVJP is the gradient of HingeD, times the cotangent [1] of the loss.
func HingeDVJP(real, fake, g Array) (gradReal, gradFake Array) {
	return hingeGradient(real, -1, g.Data[0]), hingeGradient(fake, 1, g.Data[0])
}

// HingeG is the generator's loss, −mean fake, [1].
func HingeG(fake Array) Array { return scaled(Mean(fake), -1) }

// HingeGVJP is the gradient of HingeG, times the cotangent [1] of the loss.
func HingeGVJP(fake, g Array) Array {
	return Expand(g, -1/float64(len(fake.Data)), fake.Shape...)
}

// addHinge adds mean max(0, 1 + side·x).
func addHinge(loss, x Array, side float64) {
	n := float64(len(x.Data))
	for _, v := range x.Data {
		loss.Data[0] += math.Max(0, 1+side*v) / n
		loss.Mag[0] += (1 + math.Abs(v)) / n
	}
}

func hingeGradient(x Array, side, g float64) Array {
	grad := New(x.Shape...)
	n := float64(len(x.Data))
	for i, v := range x.Data {
		slope := g * side * step(1+side*v) / n
		grad.set(i, slope, 2*math.Abs(slope))
	}
	return grad
}
