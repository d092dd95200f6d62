package kernels

import (
	"fmt"
	"testing"

	"autogan/tests/ref"
	"autogan/tests/tol"
	"autogan/vk/tensor"
)

// matmulSizes are M, N, K; sizes that divide by four take the convolution's
// kernels, small others the scalar one, large others are padded.
var matmulSizes = [][3]int{
	{1, 1, 1}, {4, 4, 4}, {1, 400, 100}, {64, 1, 65}, {63, 65, 64}, {5, 3, 257}, {64, 400, 100}, {12, 36, 8}, {129, 101, 83},
}

func TestMatMul(t *testing.T) {
	s := poisonedStream(t)
	for _, size := range matmulSizes {
		for flags := range 4 {
			transA, transB := flags&1 != 0, flags&2 != 0
			t.Run(fmt.Sprint(size, transA, transB), func(t *testing.T) {
				m, n, k := size[0], size[1], size[2]
				a, b := normalOperand(s, t.Name()+"a", m, k), normalOperand(s, t.Name()+"b", k, n)
				if transA {
					a = normalOperand(s, t.Name()+"a", k, m)
				}
				if transB {
					b = normalOperand(s, t.Name()+"b", n, k)
				}
				got := tensor.MatMul(s, a.device, b.device, transA, transB)
				tol.Sum(t, "matmul", floats(t, s, got), ref.MatMul(a.ref, b.ref, transA, transB))
				a.wantUnchanged(t, s, "a")
				b.wantUnchanged(t, s, "b")
			})
		}
	}
}

func TestLinear(t *testing.T) {
	s := poisonedStream(t)
	for _, size := range matmulSizes {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			x := normalOperand(s, t.Name()+"x", size[0], size[2])
			weight := normalOperand(s, t.Name()+"weight", size[2], size[1])
			bias := normalOperand(s, t.Name()+"bias", size[1])
			got := tensor.Linear(s, x.device, weight.device, bias.device)
			tol.Sum(t, "linear", floats(t, s, got), ref.Linear(x.ref, weight.ref, bias.ref))
		})
	}
}

func TestMatMulPanics(t *testing.T) {
	s := poisonedStream(t)
	wantPanic(t, "tensor: matmul: [2 3] (transposed: false) times [4 5] (transposed: false)", func() {
		tensor.MatMul(s, tensor.Temp(s, 2, 3), tensor.Temp(s, 4, 5), false, false)
	})
}
