package tensor

import (
	"autogan/shaders"
	"autogan/vk"
)

// HingeLossD is the discriminator's hinge loss (Lim and Ye 2017), [1]: mean
// max(0, 1 − real) + mean max(0, 1 + fake). real and fake are its scores of
// real and generated images, of any shapes. It panics if either is empty.
func HingeLossD(s *vk.Stream, real, fake Tensor) Tensor {
	loss := Temp(s, 1)
	l := s.Kernel(shaders.HingeForward).Read(real.Buffer).Read(fake.Buffer).Write(loss.Buffer)
	hingeWords(l, real, fake).Run(1, 1, 1)
	return loss
}

// HingeLossDBackward returns the gradients of HingeLossD for the cotangent
// gradLoss: [1]; zero at the kinks. It panics if a shape or type differs.
func HingeLossDBackward(s *vk.Stream, real, fake, gradLoss Tensor) (gradReal, gradFake Tensor) {
	wantShape("hinge loss backward", "gradLoss", gradLoss, Float32, 1)
	gradReal, gradFake = Temp(s, real.Shape...), Temp(s, fake.Shape...)
	l := s.Kernel(shaders.HingeBackward).Read(real.Buffer).Read(fake.Buffer).Read(gradLoss.Buffer).
		Write(gradReal.Buffer).Write(gradFake.Buffer)
	hingeWords(l, real, fake).Run1D(real.NumElements() + fake.NumElements())
	return gradReal, gradFake
}

// hingeWords passes the numbers of scores and what they are averaged with.
func hingeWords(l *vk.Launch, real, fake Tensor) *vk.Launch {
	wantScores(real)
	wantScores(fake)
	return l.Int(real.NumElements()).Int(fake.NumElements()).
		Float(1 / float32(real.NumElements())).Float(1 / float32(fake.NumElements()))
}

func wantScores(x Tensor) {
	wantType("hinge loss", x, Float32)
	if x.NumElements() == 0 {
		panic("tensor: hinge loss: got no scores, want at least one")
	}
}
