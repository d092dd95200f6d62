package autograd

// HingeLossD is the discriminator's hinge loss (Lim and Ye 2017):
// mean max(0, 1 − real) + mean max(0, 1 + fake), of its scores on real and
// generated pictures, any shapes. The result is [1].
func HingeLossD(real, fake *Var) *Var {
	return Add(Mean(ReLU(affine(real, -1, 1))), Mean(ReLU(AddScalar(fake, 1))))
}

// HingeLossG is the generator's side of it, −mean fake. The result is [1].
func HingeLossG(fake *Var) *Var { return Scale(Mean(fake), -1) }
