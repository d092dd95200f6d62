package kernels

import (
	"fmt"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/tol"
	"autogan/vk"
	"autogan/vk/tensor"
)

// broadcastShapes are pairs of operands; the comment says which path they take.
var broadcastShapes = [][2][]int{
	{{1}, {1}},
	{{63}, {63}},                       // flat, scalar
	{{4, 65}, {4, 65}},                 // flat, vec4
	{{2, 3, 5, 8}, {2, 3, 5, 8}},       // flat
	{{257, 64}, {64}},                  // trailing vector, vec4
	{{5, 7, 3}, {3}},                   // trailing vector, scalar
	{{8}, {6, 8}},                      // trailing vector first
	{{4, 4, 4}, {1}},                   // a scalar
	{{1}, {5}},                         //
	{{3, 4}, {3, 1}},                   // broadcast along the row, vec4
	{{2, 5, 3, 8}, {2, 1, 1, 8}},       // per picture and channel
	{{2, 5, 3, 8}, {2, 1, 1, 1}},       // per picture
	{{5, 1}, {1, 12}},                  // outer product, vec4
	{{5, 1}, {1, 7}},                   // outer product, scalar
	{{3, 1, 4, 1}, {1, 2, 1, 4}},       // all four axes
	{{3, 1, 5, 1}, {1, 2, 1, 3}},       // all four axes, scalar
	{{4, 1, 2, 1}, {1, 2, 1, 8}},       // all four axes, powers of two
	{{2, 3, 1, 5, 4}, {2, 3, 6, 1, 4}}, // five axes, four after merging
}

var binaryCases = []struct {
	name    string
	ref     func(a, b float64) float64
	forward func(s *vk.Stream, a, b tensor.Tensor) tensor.Tensor
}{
	{"add", ref.Plus, tensor.Add},
	{"sub", ref.Minus, tensor.Sub},
	{"mul", ref.Times, tensor.Mul},
	{"div", ref.Over, tensor.Div},
}

func TestBinary(t *testing.T) {
	s := poisonedStream(t)
	for _, c := range binaryCases {
		for _, shapes := range broadcastShapes {
			name := fmt.Sprintf("%s/%v%v", c.name, shapes[0], shapes[1])
			t.Run(name, func(t *testing.T) {
				a := normalOperand(s, name+"a", shapes[0]...)
				b := normalOperand(s, name+"b", shapes[1]...)
				y := c.forward(s, a.device, b.device)
				// Vulkan rounds sums and products correctly; quotients within 2.5 ULP.
				tol.ULP(t, c.name, floats(t, s, y), ref.Combine(c.ref, a.ref, b.ref), 2.5)
				a.wantUnchanged(t, s, "a")
				b.wantUnchanged(t, s, "b")
			})
		}
	}
}

func TestExpandAndSumTo(t *testing.T) {
	s := poisonedStream(t)
	for _, shapes := range broadcastShapes {
		full := ref.BroadcastShape(shapes[0], shapes[1])
		for _, shape := range shapes {
			t.Run(fmt.Sprintf("%v%v", shape, full), func(t *testing.T) {
				x := normalOperand(s, t.Name(), shape...)
				want := ref.Apply(ref.Affine(0.5, 0), ref.BroadcastTo(x.ref, full...))
				tol.Exact(t, "expand", floats(t, s, tensor.Expand(s, x.device, 0.5, full...)), want)
				g := normalOperand(s, t.Name()+" cotangent", full...)
				tol.Sum(t, "sum to", floats(t, s, tensor.SumTo(s, g.device, shape...)), ref.SumTo(g.ref, shape...))
			})
		}
	}
}

func TestBroadcastPanics(t *testing.T) {
	s := poisonedStream(t)
	x := func(dims ...int) tensor.Tensor { return tensor.Temp(s, dims...) }
	wantPanic(t, "tensor: add: shapes [2 3] and [2] do not broadcast", func() { tensor.Add(s, x(2, 3), x(2)) })
	wantPanic(t, "tensor: expand: [3] does not broadcast to [2]", func() { tensor.Expand(s, x(3), 1, 2) })
	wantPanic(t, "tensor: expand: [2 3] does not broadcast to [3]", func() { tensor.Expand(s, x(2, 3), 1, 3) })
	wantPanic(t, "tensor: sum to: [4] does not broadcast to [2 3]", func() { tensor.SumTo(s, x(2, 3), 4) })
}
