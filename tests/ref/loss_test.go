package ref

import "testing"

func TestHingeByHand(t *testing.T) {
	// max(0, 1−real) of 2 and 0 is 0 and 1; max(0, 1+fake) of −3 and 1 is 0 and 2.
	real, fake, one := From([]float32{2, 0}, 2), From([]float32{-3, 1}, 2), From([]float32{1}, 1)
	wantClose(t, "discriminator", HingeD(real, fake).Data, []float64{1.5})
	gradReal, gradFake := HingeDVJP(real, fake, one)
	wantClose(t, "real", gradReal.Data, []float64{0, -0.5})
	wantClose(t, "fake", gradFake.Data, []float64{0, 0.5})
	wantClose(t, "generator", HingeG(From([]float32{1, 2}, 2)).Data, []float64{-1.5})
	wantClose(t, "generator's gradient", HingeGVJP(fake, one).Data, []float64{-0.5, -0.5})
}

func TestHingeGradients(t *testing.T) {
	real, fake := normalArray("real", 7), normalArray("fake", 5)
	checkVJP(t, "real", real, func(x Array) Array { return HingeD(x, fake) },
		func(g Array) Array { grad, _ := HingeDVJP(real, fake, g); return grad })
	checkVJP(t, "fake", fake, func(x Array) Array { return HingeD(real, x) },
		func(g Array) Array { _, grad := HingeDVJP(real, fake, g); return grad })
	checkVJP(t, "generator", fake, HingeG, func(g Array) Array { return HingeGVJP(fake, g) })
}
