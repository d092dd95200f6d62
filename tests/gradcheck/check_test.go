package gradcheck

import (
	"math"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// operation builds a graph from its inputs.
type operation func(inputs ...*autograd.Var) *autograd.Var

// problem is an operation at given inputs, with a cotangent of its result.
type problem struct {
	op        operation
	inputs    []ref.Array
	cotangent ref.Array
}

// newProblem draws normal inputs and cotangent; name seeds them.
func newProblem(name string, op operation, result []int, inputs ...[]int) problem {
	r := testgpu.Rand(name)
	p := problem{op: op, cotangent: ref.From(testgpu.Normal(r, tensor.Shape(result).NumElements()), result...)}
	for _, shape := range inputs {
		p.inputs = append(p.inputs, ref.From(testgpu.Normal(r, tensor.Shape(shape).NumElements()), shape...))
	}
	return p
}

// run evaluates loss = Σ cotangent · op(inputs) on a tape, and its gradients:
// the VJP of op at the cotangent.
func (p problem) run(t *testing.T, s *vk.Stream) (loss float64, grads [][]float32) {
	t.Helper()
	params := make([]*autograd.Param, len(p.inputs))
	for i, x := range p.inputs {
		params[i] = &autograd.Param{Name: string(rune('a' + i)), Value: upload(s, x)}
	}
	tape := autograd.NewTape(s, params...)
	vars := make([]*autograd.Var, len(params))
	for i, param := range params {
		vars[i] = tape.Param(param)
	}
	y := p.op(vars...)
	total := autograd.Sum(autograd.Mul(y, tape.Const(upload(s, p.cotangent))))
	gradients := tape.Backward(total)
	for i, param := range params {
		g, ok := gradients.Of(param)
		if !ok {
			t.Fatalf("no gradient for input %d", i)
		}
		grads = append(grads, floats(t, s, g))
	}
	loss = dot(floats(t, s, y.Value), p.cotangent.Data)
	if err := s.EndStep(); err != nil {
		t.Fatal(err)
	}
	return loss, grads
}

// checkDirection compares the gradients with the difference of two forward
// runs, a step of length step to both sides along a random unit direction:
// |difference − derivative| ≤ rel · (|derivative| + |gradient|).
func (p problem) checkDirection(t *testing.T, s *vk.Stream, name string, step, rel float64) {
	t.Helper()
	_, grads := p.run(t, s)
	direction, derivative, norm := randomDirection(name, p.inputs), 0.0, 0.0
	for i, g := range grads {
		derivative += dot(g, direction[i])
		norm += dot(g, ref.From(g, len(g)).Data)
	}
	ahead, _ := p.moved(direction, step).run(t, s)
	behind, _ := p.moved(direction, -step).run(t, s)
	difference := (ahead - behind) / (2 * step)
	if bound := rel * (math.Abs(derivative) + math.Sqrt(norm)); !(math.Abs(difference-derivative) <= bound) {
		t.Errorf("along a direction: forward runs give %g, the gradient %g, allowed %g", difference, derivative, bound)
	}
}

// moved is the problem at inputs a step further in a direction.
func (p problem) moved(direction [][]float64, step float64) problem {
	inputs := make([]ref.Array, len(p.inputs))
	for i, x := range p.inputs {
		inputs[i] = ref.New(x.Shape...)
		for k, v := range x.Data {
			inputs[i].AddTerm(k, v+step*direction[i][k])
		}
	}
	return problem{p.op, inputs, p.cotangent}
}

func randomDirection(name string, inputs []ref.Array) [][]float64 {
	r := testgpu.Rand(name + " direction")
	direction, norm := make([][]float64, len(inputs)), 0.0
	for i, x := range inputs {
		direction[i] = make([]float64, len(x.Data))
		for k := range direction[i] {
			direction[i][k] = r.NormFloat64()
			norm += direction[i][k] * direction[i][k]
		}
	}
	for _, d := range direction {
		for k := range d {
			d[k] /= math.Sqrt(norm)
		}
	}
	return direction
}

func upload(s *vk.Stream, x ref.Array) tensor.Tensor {
	y := tensor.Temp(s, x.Shape...)
	y.Upload(s, x.Floats())
	return y
}

func floats(t *testing.T, s *vk.Stream, x tensor.Tensor) []float32 {
	t.Helper()
	data, err := x.Floats(s)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func dot(a []float32, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += float64(v) * b[i]
	}
	return sum
}
