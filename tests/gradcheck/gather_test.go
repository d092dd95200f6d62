package gradcheck

import (
	"testing"

	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/tests/tol"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

func uints(s *vk.Stream, data ...uint32) tensor.Tensor {
	x := tensor.TempOf(s, tensor.Uint32, len(data))
	x.UploadUints(s, data)
	return x
}

// Both operations are linear: a unit step has no truncation error.

func TestPick(t *testing.T) {
	_, s := testgpu.Stream(t)
	index := []uint32{4, 0, 2, 2}
	op := func(in ...*autograd.Var) *autograd.Var { return autograd.Pick(in[0], uints(s, index...)) }
	p := newProblem(t.Name(), op, []int{4}, []int{4, 5})
	_, grads := p.run(t, s)
	tol.Exact(t, "gradient", grads[0], ref.PickVJP(p.cotangent, index, 5))
	p.checkDirection(t, s, t.Name(), 1, 1e-5)
}

func TestEmbedding(t *testing.T) {
	_, s := testgpu.Stream(t)
	index := []uint32{1, 1, 3, 0, 1}
	op := func(in ...*autograd.Var) *autograd.Var { return autograd.Embedding(in[0], uints(s, index...)) }
	p := newProblem(t.Name(), op, []int{5, 7}, []int{4, 7})
	_, grads := p.run(t, s)
	tol.Sum(t, "gradient", grads[0], ref.EmbeddingVJP(p.cotangent, index, 4))
	p.checkDirection(t, s, t.Name(), 1, 1e-5)
}
