package autograd

import "autogan/vk/tensor"

// HingeLossD is the discriminator's hinge loss (Lim and Ye 2017), [1]: mean
// max(0, 1 − real) + mean max(0, 1 + fake). real and fake are its scores of
// real and generated images, of any shapes. It panics if either is empty.
func HingeLossD(real, fake *Var) *Var {
	s := real.tape.stream
	loss := tensor.HingeLossD(s, real.Value, fake.Value)
	return real.tape.op(loss, []*Var{real, fake}, func(g tensor.Tensor) []tensor.Tensor {
		gradReal, gradFake := tensor.HingeLossDBackward(s, real.Value, fake.Value, g)
		return []tensor.Tensor{gradReal, gradFake}
	})
}

// HingeLossG is the generator's hinge loss, −mean fake, [1].
func HingeLossG(fake *Var) *Var { return Scale(Mean(fake), -1) }
