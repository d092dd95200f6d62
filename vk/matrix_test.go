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

// brain16 is half16 of bfloat16.
var brain16 = but(func(p *product) { p.a, p.b = bfloat16s, bfloat16s })

// but is half16 with a change.
func but(change func(*product)) product { return of(half16, change) }

// of is p with a change.
func of(p product, change func(*product)) product {
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
		{"NVIDIA", Caps{SubgroupSize: 32}, []product{sized(16, 8, 8), sized(16, 8, 16), half16}, Matrix{M: 16, N: 16, K: 16, Lanes: 32}},
		{"Turing alone", Caps{SubgroupSize: 32}, []product{sized(16, 8, 8)}, Matrix{M: 16, N: 8, K: 8, Lanes: 32}},
		{"RDNA 3", Caps{SubgroupSize: 64, SubgroupMin: 32}, []product{half16}, Matrix{M: 16, N: 16, K: 16, Lanes: 64}},
		{"Xe2", Caps{SubgroupSize: 32, SubgroupMin: 16, VaryingLanes: true}, []product{sized(8, 16, 16)}, Matrix{M: 8, N: 16, K: 16, Lanes: 16}},
		{"lavapipe", Caps{Type: CPU, SubgroupSize: 8}, []product{sized(8, 8, 8)}, Matrix{M: 8, N: 8, K: 8, Lanes: 8}},
		{"too large", Caps{SubgroupSize: 64}, []product{sized(32, 32, 16), sized(16, 16, 32)}, Matrix{}},
		{"too many lanes", Caps{SubgroupSize: 128}, []product{half16}, Matrix{}},
		{"float16 results", Caps{SubgroupSize: 32}, []product{but(func(p *product) { p.result = halfs }), but(func(p *product) { p.c = halfs })}, Matrix{}},
		{"bytes", Caps{SubgroupSize: 32}, []product{but(func(p *product) { p.a = bytes }), but(func(p *product) { p.b = bytes })}, Matrix{}},
		{"saturating", Caps{SubgroupSize: 32}, []product{but(func(p *product) { p.saturating = true })}, Matrix{}},
		{"by a work group", Caps{SubgroupSize: 32}, []product{but(func(p *product) { p.scope = 2 })}, Matrix{}},
		{"bfloat16, too", Caps{SubgroupSize: 64}, []product{half16, brain16}, Matrix{M: 16, N: 16, K: 16, Lanes: 64, BFloat16: true}},
		{"bfloat16 in other sizes", Caps{SubgroupSize: 32}, []product{half16, of(brain16, func(p *product) { p.k = 8 })}, Matrix{M: 16, N: 16, K: 16, Lanes: 32}},
		{"bfloat16 alone", Caps{SubgroupSize: 32}, []product{brain16}, Matrix{}},
		{"bfloat16 results", Caps{SubgroupSize: 64}, []product{half16, of(brain16, func(p *product) { p.c, p.result = bfloat16s, bfloat16s })}, Matrix{M: 16, N: 16, K: 16, Lanes: 64}},
	} {
		if got := c.caps.matrixOf(c.offered); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// TestBFloat16NeedsItsExtension: what a driver lists and does not announce is not
// used, and a device is opened without what is not used.
func TestBFloat16NeedsItsExtension(t *testing.T) {
	for name, c := range map[string]struct {
		announced bool
		offered   []product
		want      bool
	}{
		"announced and listed": {true, []product{half16, brain16}, true},
		"listed":               {false, []product{half16, brain16}, false},
		"announced":            {true, []product{half16}, false},
	} {
		info := withMatrices("AMD", "radv Mesa 26.2.6", 64, true)
		info.Caps.SubgroupSize, info.knownProducts = 64, c.offered
		if c.announced {
			info.raw.bfloat16_matrices = 1
		}
		(*Instance)(nil).useMatrices(&info, nil)
		if got := info.Caps.Matrix.BFloat16; got != c.want || (info.raw.bfloat16_matrices == 1) != c.want || info.raw.matrices != 1 {
			t.Errorf("%s: bfloat16 %t, asked for at creation %d, want %t", name, got, info.raw.bfloat16_matrices, c.want)
		}
	}
}
