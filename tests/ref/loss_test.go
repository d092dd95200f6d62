package ref

import "testing"

func TestHingeByHand(t *testing.T) {
	// max(0, 1−real) of 2 and 0 is 0 and 1; max(0, 1+fake) of −3 and 1 is 0 and 2.
	loss, gradReal, gradFake := HingeD(From([]float32{2, 0}, 2), From([]float32{-3, 1}, 2))
	if loss != 1.5 || gradReal.Data[0] != 0 || gradReal.Data[1] != -0.5 || gradFake.Data[0] != 0 || gradFake.Data[1] != 0.5 {
		t.Errorf("discriminator: got %g, %v, %v", loss, gradReal.Data, gradFake.Data)
	}
	loss, grad := HingeG(From([]float32{1, 2}, 2))
	if loss != -1.5 || grad.Data[0] != -0.5 || grad.Data[1] != -0.5 {
		t.Errorf("generator: got %g, %v", loss, grad.Data)
	}
}

func TestHingeGradients(t *testing.T) {
	real, fake := normalArray("real", 7), normalArray("fake", 5)
	value := func(v float64) Array { return Array{Shape: []int{1}, Data: []float64{v}, Mag: []float64{v}} }
	checkVJP(t, "real", real,
		func(x Array) Array { loss, _, _ := HingeD(x, fake); return value(loss) },
		func(g Array) Array { _, grad, _ := HingeD(real, fake); return Apply(Affine(g.Data[0], 0), grad) })
	checkVJP(t, "fake", fake,
		func(x Array) Array { loss, _, _ := HingeD(real, x); return value(loss) },
		func(g Array) Array { _, _, grad := HingeD(real, fake); return Apply(Affine(g.Data[0], 0), grad) })
}
