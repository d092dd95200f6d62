package gradcheck

import (
	"maps"
	"slices"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// module is a part of a network, as the program builds it and as the oracle
// composes it.
type module struct {
	params []*autograd.Param
	state  map[string]tensor.Tensor // parameters and buffers
	inputs [][]int                  // shapes
	device func(tape *autograd.Tape, x []*autograd.Var) *autograd.Var
	oracle func(n *oracleNet, x []*ref.Var) *ref.Var
}

// oracleNet is the oracle's side of a module: its tensors under the names that
// a checkpoint has, and what a forward pass leaves in its buffers.
type oracleNet struct {
	*ref.Tape
	tensors map[string]*ref.Var
	updated map[string]ref.Array
	used    map[string]bool
}

// at is a tensor of the module.
func (n *oracleNet) at(name string) *ref.Var {
	v, ok := n.tensors[name]
	if !ok {
		panic("the module has no tensor " + name)
	}
	n.used[name] = true
	return v
}

// farFromKinks is the least distance from a kink of ReLU at which rounding
// errors, here about 1e-6, cannot cross the kink.
const farFromKinks = 1e-4

// check compares a forward pass, the gradients of Σ cotangent·y by parameters
// and inputs, and the buffers afterwards. Inputs are drawn until no argument of
// a ReLU lies near zero.
func (m module) check(t *testing.T, s *vk.Stream) {
	t.Helper()
	before := make(map[string]ref.Array, len(m.state))
	for name, x := range m.state {
		before[name] = ref.From(floats(t, s, x), x.Shape...)
	}
	r := testgpu.Rand(t.Name())
	for range 100 {
		inputs := make([]ref.Array, len(m.inputs))
		for i, shape := range m.inputs {
			inputs[i] = ref.From(testgpu.Normal(r, tensor.Shape(shape).NumElements()), shape...)
		}
		n, y, _ := m.forward(ref.NewTape(), before, inputs)
		if n.Kink() < farFromKinks {
			continue
		}
		cotangent := ref.From(testgpu.Normal(r, len(y.Data)), y.Shape...)
		m.compare(t, s, before, inputs, cotangent)
		return
	}
	t.Fatal("every input drives an argument of ReLU near zero")
}

func (m module) forward(tape *ref.Tape, tensors map[string]ref.Array, inputs []ref.Array) (n *oracleNet, y *ref.Var, x []*ref.Var) {
	n = &oracleNet{Tape: tape, tensors: map[string]*ref.Var{}, updated: map[string]ref.Array{}, used: map[string]bool{}}
	for name, a := range tensors {
		n.tensors[name] = tape.Input(a)
	}
	for _, a := range inputs {
		x = append(x, tape.Input(a))
	}
	return n, m.oracle(n, x), x
}

func (m module) compare(t *testing.T, s *vk.Stream, before map[string]ref.Array, inputs []ref.Array, cotangent ref.Array) {
	t.Helper()
	var used map[string]bool
	var updated []string
	want := ref.Bound(func(tape *ref.Tape) []ref.Array {
		n, y, x := m.forward(tape, before, inputs)
		tape.Backward(y, cotangent)
		results := []ref.Array{y.Array}
		for _, v := range x {
			results = append(results, v.Grad())
		}
		for _, p := range m.params {
			results = append(results, n.tensors[p.Name].Grad())
		}
		used, updated = n.used, slices.Sorted(maps.Keys(n.updated))
		for _, name := range updated {
			results = append(results, n.updated[name])
		}
		return results
	})

	variables := make([]*autograd.Param, len(inputs))
	for i, x := range inputs {
		variables[i] = &autograd.Param{Name: string(rune('a' + i)), Value: upload(s, x)}
	}
	tape := autograd.NewTape(s, slices.Concat(variables, m.params)...)
	x := make([]*autograd.Var, len(inputs))
	for i, v := range variables {
		x[i] = tape.Param(v)
	}
	y := m.device(tape, x)
	grads := tape.Backward(autograd.Sum(autograd.Mul(y, tape.Const(upload(s, cotangent)))))

	tol.Sum(t, "result", floats(t, s, y.Value), want[0])
	want = want[1:]
	for i, p := range slices.Concat(variables, m.params) {
		g, ok := grads.Of(p)
		if needed := i < len(variables) || used[p.Name]; ok != needed {
			t.Errorf("%s has a gradient: %v, want %v", p.Name, ok, needed)
		}
		if ok {
			tol.Sum(t, "gradient of "+p.Name, floats(t, s, g), want[i])
		}
	}
	want = want[len(variables)+len(m.params):]
	for i, name := range updated {
		tol.Sum(t, name+" afterwards", floats(t, s, m.state[name]), want[i])
	}
	if err := s.EndStep(); err != nil {
		t.Fatal(err)
	}
}

// The layers of the networks on the oracle's tape, under their names.

func (n *oracleNet) linear(x *ref.Var, name string) *ref.Var {
	return n.Linear(x, n.at(name+".weight"), n.at(name+".bias"))
}

// conv keeps the size of the image: its kernel is padded all round.
func (n *oracleNet) conv(x *ref.Var, name string) *ref.Var {
	weight := n.at(name + ".weight")
	return n.Conv2D(x, weight, n.at(name+".bias"), 1, weight.Shape[0]/2)
}

func (n *oracleNet) deconv(x *ref.Var, name string) *ref.Var {
	return n.ConvTranspose2D(x, n.at(name+".weight"), n.at(name+".bias"))
}

// Constants of PyTorch's normalisation, which the reference code uses.
const (
	normEps      = 1e-5
	normMomentum = 0.1
)

// batchNorm trains: it uses the batch's statistics and moves the running ones.
func (n *oracleNet) batchNorm(x *ref.Var, name string) *ref.Var {
	channels := x.Shape[len(x.Shape)-1]
	rows := len(x.Data) / channels
	batch := ref.NormStats(x.Array, 1, rows, channels)
	batch.Mean, batch.Variance = batch.Mean.Reshape(channels), batch.Variance.Reshape(channels)
	mean, variance := name+".running_mean", name+".running_var"
	running := ref.NormUpdateRunning(ref.Stats{Mean: n.at(mean).Array, Variance: n.at(variance).Array}, batch, rows, normMomentum)
	n.updated[mean], n.updated[variance] = n.Rounded(running.Mean), n.Rounded(running.Variance)
	return n.BatchNorm2D(x, n.at(name+".weight"), n.at(name+".bias"), nil, normEps)
}

// spectral is a weight after one power iteration, divided by its singular value.
func (n *oracleNet) spectral(name string) *ref.Var {
	u, v := n.buffer(name+".u"), n.buffer(name+".v")
	y, u, v := n.SpectralNorm(n.at(name+".weight"), u, v, 1)
	n.updated[name+".u"], n.updated[name+".v"] = u, v
	return y
}

// buffer is what an earlier forward pass has left, or else the start.
func (n *oracleNet) buffer(name string) ref.Array {
	if a, ok := n.updated[name]; ok {
		return a
	}
	return n.at(name).Array
}
