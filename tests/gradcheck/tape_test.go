package gradcheck

import (
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// A parameter that is put on the tape twice has one gradient: d(p·p)/dp = 2p.
func TestTapeKnowsAParameterAgain(t *testing.T) {
	_, s := testgpu.Stream(t)
	x := ref.From(testgpu.Normal(testgpu.Rand(t.Name()), 17), 17)
	p := &autograd.Param{Name: "p", Value: upload(s, x)}
	tape := autograd.NewTape(s, p)
	grads := tape.Backward(autograd.Sum(autograd.Mul(tape.Param(p), tape.Param(p))))
	g, ok := grads.Of(p)
	if !ok {
		t.Fatal("the parameter has no gradient")
	}
	tol.Exact(t, "gradient", floats(t, s, g), ref.Apply(ref.Affine(2, 0), x))
}

// A parameter that the tape was not made for, or the loss does not depend on,
// has no gradient; a branch that does not reach the loss costs none.
func TestTapeGivesOnlyWhatTheLossDependsOn(t *testing.T) {
	_, s := testgpu.Stream(t)
	param := func(name string) *autograd.Param {
		return &autograd.Param{Name: name, Value: tensor.Full(s, 2, 4)}
	}
	used, aside, foreign := param("used"), param("aside"), param("foreign")
	tape := autograd.NewTape(s, used, aside)
	autograd.Square(tape.Param(aside))
	loss := autograd.Sum(autograd.Mul(tape.Param(used), tape.Param(foreign)))
	grads := tape.Backward(loss)
	for _, c := range []struct {
		param *autograd.Param
		want  bool
	}{{used, true}, {aside, false}, {foreign, false}} {
		if _, got := grads.Of(c.param); got != c.want {
			t.Errorf("%s has a gradient: %v, want %v", c.param.Name, got, c.want)
		}
	}
}

func TestTapeMisusePanics(t *testing.T) {
	_, s := testgpu.Stream(t)
	p := &autograd.Param{Name: "p", Value: tensor.Full(s, 2, 4)}
	tape := autograd.NewTape(s, p)
	loss := autograd.Sum(tape.Param(p))
	tape.Backward(loss)
	for _, c := range []struct {
		want string
		call func()
	}{
		{"autograd: backward: the tape has been used; record the step on a new one", func() { tape.Backward(loss) }},
		{"autograd: backward: the loss has shape [4], want one element", func() {
			other := autograd.NewTape(s, p)
			other.Backward(other.Param(p))
		}},
		{"autograd: operands are on different tapes", func() {
			autograd.Add(tape.Const(p.Value), autograd.NewTape(s).Const(p.Value))
		}},
	} {
		func() {
			defer func() {
				if got := recover(); got != c.want {
					t.Errorf("panic %v, want %q", got, c.want)
				}
			}()
			c.call()
		}()
	}
}
