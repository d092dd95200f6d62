package gradcheck

import (
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk/autograd"
)

func TestHingeLoss(t *testing.T) {
	_, s := testgpu.Stream(t)
	r := testgpu.Rand(t.Name())
	real, fake := ref.From(testgpu.Normal(r, 64), 64, 1), ref.From(testgpu.Normal(r, 48), 48, 1)
	t.Run("discriminator", func(t *testing.T) {
		op := func(in ...*autograd.Var) *autograd.Var { return autograd.HingeLossD(in[0], in[1]) }
		p := problem{op, []ref.Array{real, fake}, one}
		loss, grads := p.run(t, s)
		want, gradReal, gradFake := ref.HingeD(real, fake)
		// The mean of at most 64 terms below 5.
		tol.Within(t, "loss", []float32{float32(loss)}, ref.From([]float32{float32(want)}, 1), 1e-6, 1)
		tol.ULP(t, "gradient of real", grads[0], gradReal, 2)
		tol.ULP(t, "gradient of fake", grads[1], gradFake, 2)
	})
	t.Run("generator", func(t *testing.T) {
		op := func(in ...*autograd.Var) *autograd.Var { return autograd.HingeLossG(in[0]) }
		p := problem{op, []ref.Array{fake}, one}
		loss, grads := p.run(t, s)
		want, gradFake := ref.HingeG(fake)
		tol.Within(t, "loss", []float32{float32(loss)}, ref.From([]float32{float32(want)}, 1), 1e-6, 1)
		tol.ULP(t, "gradient", grads[0], gradFake, 2)
	})
}

// one is the cotangent of a loss.
var one = ref.From([]float32{1}, 1)
