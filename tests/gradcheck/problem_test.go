package gradcheck

import (
	"math"
	"slices"
	"testing"

	"autogan/tests/cases"
	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// problem is an operation at its operands with a cotangent of its result.
type problem struct {
	c         cases.Case
	inputs    []ref.Array
	cotangent ref.Array
	direction [][]float64 // in the space of the operands that are not fixed, of length one
}

func newProblem(op string, c cases.Case) problem {
	p := problem{c: c, inputs: c.Inputs(op)}
	r := testgpu.Rand(op + "/" + c.Name + " cotangent")
	y := p.oracle(ref.NewTape(), p.inputs)[0]
	p.cotangent = ref.From(testgpu.Normal(r, len(y.Data)), y.Shape...)
	length := 0.0
	p.direction = make([][]float64, len(p.inputs))
	for i, x := range p.inputs {
		p.direction[i] = make([]float64, len(x.Data))
		for k := range p.direction[i] {
			if !p.fixed(i) {
				p.direction[i][k] = r.NormFloat64()
				length += p.direction[i][k] * p.direction[i][k]
			}
		}
	}
	for _, d := range p.direction {
		for k := range d {
			d[k] /= math.Sqrt(length)
		}
	}
	return p
}

// fixed reports whether operand i has no gradient.
func (p problem) fixed(i int) bool { return slices.Contains(p.c.Gradient.Fixed, i) }

// check compares result and gradients with the oracle's, the gradient with a
// difference of results, and each linear map with its adjoint.
func (p problem) check(t *testing.T, s *vk.Stream) {
	t.Helper()
	want := ref.Bound(func(tape *ref.Tape) []ref.Array { return p.oracle(tape, p.inputs) })
	y, grads := p.run(t, s, p.inputs)
	tol.Sum(t, "result", y, want[0])
	for i, g := range grads {
		if !p.fixed(i) {
			tol.Sum(t, "gradient of operand "+string(rune('0'+i)), g, want[1+i])
		}
	}
	p.checkAdjoints(t, y, grads, want)
	if !p.c.Gradient.Partial {
		p.checkDirection(t, s, grads, want)
	}
}

// oracle is the result and then the gradients of all operands.
func (p problem) oracle(tape *ref.Tape, inputs []ref.Array) []ref.Array {
	x := make([]*ref.Var, len(inputs))
	for i := range inputs {
		x[i] = tape.Input(inputs[i])
	}
	y := p.c.Gradient.Oracle(tape, x)
	if p.cotangent.Shape != nil {
		tape.Backward(y, p.cotangent)
	}
	results := []ref.Array{y.Array}
	for _, v := range x {
		results = append(results, v.Grad())
	}
	return results
}

// run computes on the device what oracle returns. The loss is Σ cotangent·y and
// each operand is twice a parameter, so the operation stands neither first nor
// last. Doubling is exact, and the loss's own rounding does not reach the
// gradients.
func (p problem) run(t *testing.T, s *vk.Stream, inputs []ref.Array) (y []float32, grads [][]float32) {
	t.Helper()
	var params []*autograd.Param
	for i, x := range inputs {
		half := ref.New(x.Shape...)
		for k, v := range x.Data {
			half.Data[k] = v / 2
		}
		params = append(params, &autograd.Param{Name: string(rune('a' + i)), Value: upload(s, half)})
	}
	tape := autograd.NewTape(s, params...)
	x := make([]*autograd.Var, len(inputs))
	for i, o := range p.c.Operands {
		switch {
		case o.Type != tensor.Float32:
			x[i] = tape.Const(uploadUints(s, inputs[i]))
		case p.fixed(i):
			x[i] = tape.Const(upload(s, inputs[i]))
		default:
			x[i] = autograd.Scale(tape.Param(params[i]), 2)
		}
	}
	result := p.c.Gradient.Device(x)
	gradients := tape.Backward(autograd.Sum(autograd.Mul(result, tape.Const(upload(s, p.cotangent)))))
	y = floats(t, s, result.Value)
	for i, param := range params {
		g, ok := gradients.Of(param)
		if ok == p.fixed(i) {
			t.Fatalf("operand %d: has a gradient: %v", i, ok)
		}
		grads = append(grads, nil)
		if ok {
			grads[i] = halved(floats(t, s, g))
		}
	}
	if err := s.EndStep(); err != nil {
		t.Fatal(err)
	}
	return y, grads
}

// checkAdjoints checks Σ cotangent·y = Σ x·gradient for operands in which,
// together, y is linear.
func (p problem) checkAdjoints(t *testing.T, y []float32, grads [][]float32, want []ref.Array) {
	t.Helper()
	for _, set := range p.c.Gradient.Linear {
		left, allowed := dot(y, p.cotangent.Data), slack(want[0], p.cotangent.Data)
		right := 0.0
		for _, i := range set {
			right += dot(grads[i], p.inputs[i].Data)
			allowed += slack(want[1+i], p.inputs[i].Data)
		}
		if !(math.Abs(left-right) <= allowed) {
			t.Errorf("not adjoint in operands %v: ⟨A x, g⟩ is %g, ⟨x, Aᵀ g⟩ is %g, allowed %g", set, left, right, allowed)
		}
	}
}

// stepLength is best for float32: in batch normalisation of 256 values steps of
// 1e-4 and of 1 were a thousand times worse.
const stepLength = 0.1

// checkDirection compares the gradients with the difference of two forward
// runs, a step to both sides along the direction. It allows the error that the
// same difference has in the oracle, which is due to the step's length, and
// those of the results and gradients.
func (p problem) checkDirection(t *testing.T, s *vk.Stream, grads [][]float32, want []ref.Array) {
	t.Helper()
	above, below := p.moved(stepLength), p.moved(-stepLength)
	difference := func(above, below float64) float64 { return (above - below) / (2 * stepLength) }
	value := func(inputs []ref.Array) float64 {
		return innerProduct(p.oracle(ref.NewTape(), inputs)[0].Data, p.cotangent.Data)
	}
	run := func(inputs []ref.Array) float64 {
		y, _ := p.run(t, s, inputs)
		return dot(y, p.cotangent.Data)
	}
	derivative, exact := 0.0, 0.0
	allowed := slack(want[0], p.cotangent.Data) / stepLength
	for i, g := range grads {
		if !p.fixed(i) {
			derivative += dot(g, p.direction[i])
			exact += innerProduct(want[1+i].Data, p.direction[i])
			allowed += slack(want[1+i], p.direction[i])
		}
	}
	allowed += math.Abs(difference(value(above), value(below)) - exact)
	if got := difference(run(above), run(below)); !(math.Abs(got-derivative) <= allowed) {
		t.Errorf("along a direction: forward runs give %g, the gradient %g, allowed %g", got, derivative, allowed)
	}
}

// moved are the operands after a step along the direction, rounded to float32.
func (p problem) moved(step float64) []ref.Array {
	moved := make([]ref.Array, len(p.inputs))
	for i, x := range p.inputs {
		moved[i] = ref.New(x.Shape...)
		for k, v := range x.Data {
			moved[i].Data[k] = float64(float32(v + step*p.direction[i][k]))
		}
	}
	return moved
}
