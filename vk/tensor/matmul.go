package tensor

import (
	"fmt"

	"autogan/shaders"
	"autogan/vk"
)

// MatMul returns op(a)·op(b) [M, N], where op transposes a if transA and b if
// transB: a is [M, K] or, transposed, [K, M]; b is [K, N] or [N, K].
// It panics if the shapes do not fit.
func MatMul(s *vk.Stream, a, b Tensor, transA, transB bool) Tensor {
	return newProduct("matmul", a, b, transA, transB).run(s, Tensor{})
}

// Linear returns x·weight + bias: x [N, In], weight [In, Out], bias [Out] or
// the zero Tensor. It panics if the shapes do not fit.
func Linear(s *vk.Stream, x, weight, bias Tensor) Tensor {
	p := newProduct("linear", x, weight, false, false)
	if !bias.None() {
		wantShape("linear", "bias", bias, Float32, p.n)
	}
	return p.run(s, bias)
}

// product holds the operands and sizes of op(a)·op(b).
type product struct {
	a, b           Tensor
	transA, transB bool
	m, n, k        int
}

func newProduct(op string, a, b Tensor, transA, transB bool) product {
	wantShape(op, "a", a, Float32, -1, -1)
	wantShape(op, "b", b, Float32, -1, -1)
	p := product{a, b, transA, transB, a.Shape[0], b.Shape[1], a.Shape[1]}
	if transA {
		p.m, p.k = a.Shape[1], a.Shape[0]
	}
	k := b.Shape[0]
	if transB {
		k, p.n = b.Shape[1], b.Shape[0]
	}
	if p.k != k {
		panic(fmt.Sprintf("tensor: %s: %v (transposed: %t) times %v (transposed: %t)", op, a.Shape, transA, b.Shape, transB))
	}
	return p
}

// smallProduct is the number of multiplications below which a product whose
// sizes do not divide into vec4s is not worth the copies that pad it.
const smallProduct = 1 << 20

// run launches the product, as a 1×1 convolution if that pays: in a·b a row of
// a is a pixel; aᵀ·b is the gradient of a weight. A transposed b is copied
// first, which costs little since b is a weight.
func (p product) run(s *vk.Stream, bias Tensor) Tensor {
	inner := p.k
	if p.transA {
		inner = p.m
	}
	if (inner%4 != 0 || p.n%4 != 0) && p.m*p.n*p.k < smallProduct {
		return p.reference(s, bias)
	}
	k := product1x1(p.m, p.k, p.n)
	k.expect(s)
	b := p.b
	if p.transB {
		b = transposeWeight(s, b.Reshape(1, 1, p.n, p.k), false)
	}
	if p.transA {
		return product1x1(p.k, p.m, p.n).productOfColumns(s, p.a, b)
	}
	return k.product(s, p.a, b, bias).Reshape(p.m, p.n)
}

// reference launches the kernel that takes any sizes, and transposed operands
// without a copy.
func (p product) reference(s *vk.Stream, bias Tensor) Tensor {
	aRow, aColumn, bRow, bColumn := p.k, 1, p.n, 1
	if p.transA {
		aRow, aColumn = 1, p.m
	}
	if p.transB {
		bRow, bColumn = 1, p.k
	}
	y := Temp(s, p.m, p.n)
	l := s.Kernel(shaders.MatMulForward).Spec(specBool(!bias.None())).Products(p.m * p.n * p.k).Read(p.a.Buffer).Read(p.b.Buffer)
	readOrNull(l, bias).Write(y.Buffer).Int(p.m).Int(p.n).Int(p.k).
		Int(aRow).Int(aColumn).Int(bRow).Int(bColumn).Run1D(y.NumElements())
	return y
}
