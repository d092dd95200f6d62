package ref

// HingeD is the discriminator's hinge loss, mean max(0, 1−real) + mean max(0, 1+fake),
// with its gradients.
func HingeD(real, fake Array) (loss float64, gradReal, gradFake Array) {
	gradReal, gradFake = New(real.Shape...), New(fake.Shape...)
	loss = hinge(real, -1, gradReal) + hinge(fake, 1, gradFake)
	return loss, gradReal, gradFake
}

// HingeG is the generator's loss, −mean fake, with its gradient.
func HingeG(fake Array) (loss float64, gradFake Array) {
	gradFake = New(fake.Shape...)
	n := float64(len(fake.Data))
	for i, v := range fake.Data {
		loss -= v / n
		gradFake.AddTerm(i, -1/n)
	}
	return loss, gradFake
}

// hinge is mean max(0, 1 + side·x); it fills in the gradient.
func hinge(x Array, side float64, grad Array) float64 {
	n := float64(len(x.Data))
	sum := 0.0
	for i, v := range x.Data {
		if margin := 1 + side*v; margin > 0 {
			sum += margin / n
			grad.AddTerm(i, side/n)
		}
	}
	return sum
}
