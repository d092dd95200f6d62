package vk

import "testing"

// half16 is the product of float16 to float32 that most GPUs offer.
var half16 = product{m: 16, n: 16, k: 16, a: halfs, b: halfs, c: floats, result: floats, scope: subgroup}

// sized is half16 with other sides.
func sized(m, n, k int) product {
	p := half16
	p.m, p.n, p.k = m, n, k
	return p
}

// but is half16 with a change.
func but(change func(*product)) product {
	p := half16
	change(&p)
	return p
}

// TestMatrixIsTheLargestUsableProduct has what drivers list.
func TestMatrixIsTheLargestUsableProduct(t *testing.T) {
	const bytes = componentType(4)
	for _, c := range []struct {
		name    string
		caps    Caps
		offered []product
		want    Matrix
	}{
		{"nothing", Caps{SubgroupSize: 32}, nil, Matrix{}},
		{"NVIDIA", Caps{SubgroupSize: 32}, []product{sized(16, 8, 8), sized(16, 8, 16), half16}, Matrix{16, 16, 16, 32}},
		{"Turing alone", Caps{SubgroupSize: 32}, []product{sized(16, 8, 8)}, Matrix{16, 8, 8, 32}},
		{"RDNA 3", Caps{SubgroupSize: 64, SubgroupMin: 32}, []product{half16}, Matrix{16, 16, 16, 64}},
		{"Xe2", Caps{SubgroupSize: 32, SubgroupMin: 16, VaryingLanes: true}, []product{sized(8, 16, 16)}, Matrix{8, 16, 16, 16}},
		{"lavapipe", Caps{Type: CPU, SubgroupSize: 8}, []product{sized(8, 8, 8)}, Matrix{8, 8, 8, 8}},
		{"too large", Caps{SubgroupSize: 64}, []product{sized(32, 32, 16), sized(16, 16, 32)}, Matrix{}},
		{"too many lanes", Caps{SubgroupSize: 128}, []product{half16}, Matrix{}},
		{"float16 results", Caps{SubgroupSize: 32}, []product{but(func(p *product) { p.result = halfs }), but(func(p *product) { p.c = halfs })}, Matrix{}},
		{"bytes", Caps{SubgroupSize: 32}, []product{but(func(p *product) { p.a = bytes }), but(func(p *product) { p.b = bytes })}, Matrix{}},
		{"saturating", Caps{SubgroupSize: 32}, []product{but(func(p *product) { p.saturating = true })}, Matrix{}},
		{"by a work group", Caps{SubgroupSize: 32}, []product{but(func(p *product) { p.scope = 2 })}, Matrix{}},
	} {
		if got := c.caps.matrixOf(c.offered); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}
