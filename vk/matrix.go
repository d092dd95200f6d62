package vk

/*
#include "shim.h"
*/
import "C"

import (
	"slices"
	"unsafe"

	vulkan "github.com/vulkan-go/vulkan"
)

// Matrix is the product that a device's matrix units compute: M×K times K×N, both
// float16, added to M×N in float32, by a subgroup of Lanes. The zero Matrix is
// none.
type Matrix struct {
	M        int  `json:"m"`
	N        int  `json:"n"`
	K        int  `json:"k"`
	Lanes    int  `json:"lanes"`
	BFloat16 bool `json:"bfloat16,omitempty"` // both may be bfloat16, too
}

// product is what a driver offers, with the types of the two operands, of what is
// added and of the result.
type product struct {
	m, n, k         int
	a, b, c, result componentType
	saturating      bool
	scope           scope
}

// The numbers of types and scopes are Vulkan's.
type (
	componentType uint32
	scope         uint32
)

const (
	halfs     componentType = C.AG_FLOAT16
	bfloat16s componentType = C.AG_BFLOAT16
	floats    componentType = C.AG_FLOAT32
	subgroup  scope         = C.AG_SCOPE_SUBGROUP
)

// useMatrices decides which of the device's products is used, if it has any that
// may be. It comes after the workarounds: some drivers must not even be asked.
func (in *Instance) useMatrices(info *DeviceInfo, physical vulkan.PhysicalDevice) {
	if info.raw.matrices == 0 {
		return
	}
	offered := info.knownProducts
	if offered == nil {
		offered = in.products(physical)
	}
	info.Caps.Matrix = info.Caps.matrixOf(offered)
	info.Caps.Matrix.BFloat16 = info.Caps.Matrix.BFloat16 && info.raw.bfloat16_matrices != 0
	info.raw.matrices = C.uint32_t(boolWord(info.Caps.Matrix != Matrix{}))
	info.raw.bfloat16_matrices = C.uint32_t(boolWord(info.Caps.Matrix.BFloat16))
}

// mostMatrixLanes is the size of the largest subgroups that kernels divide their
// tiles among.
const mostMatrixLanes = 64

// products asks the driver for what it offers.
func (in *Instance) products(physical vulkan.PhysicalDevice) []product {
	const most = 256
	var raw [most]C.ag_matrix
	count := C.ag_query_matrices(in.getProc, in.cHandle(), *(*C.VkPhysicalDevice)(unsafe.Pointer(&physical)), &raw[0], most)
	list := make([]product, count)
	for i := range list {
		o := raw[i]
		list[i] = product{
			m: int(o.m), n: int(o.n), k: int(o.k),
			a: componentType(o.a), b: componentType(o.b), c: componentType(o.c), result: componentType(o.result),
			saturating: o.saturating != 0, scope: scope(o.scope),
		}
	}
	return list
}

// matrixOf takes the largest product that kernels can use. Lanes that vary are
// pinned to the fewest, for which such drivers make their matrix code.
func (c Caps) matrixOf(offered []product) Matrix {
	var best Matrix
	for _, p := range offered {
		if p.usable(halfs) && p.m*p.n*p.k > best.M*best.N*best.K {
			best = Matrix{M: p.m, N: p.n, K: p.k, Lanes: c.SubgroupSize}
		}
	}
	best.BFloat16 = slices.ContainsFunc(offered, func(p product) bool {
		return p.usable(bfloat16s) && p.m == best.M && p.n == best.N && p.k == best.K
	})
	if best != (Matrix{}) && c.VaryingLanes {
		best.Lanes = c.SubgroupMin
	}
	if best.Lanes > mostMatrixLanes {
		return Matrix{}
	}
	return best
}

// usable reports whether kernels can use a product: of these operands to float32, by a
// subgroup, with sides of 8 or 16. Eight larger results would not fit a
// subgroup's registers.
func (p product) usable(operands componentType) bool {
	for _, side := range []int{p.m, p.n, p.k} {
		if side != 8 && side != 16 {
			return false
		}
	}
	return p.a == operands && p.b == operands && p.c == floats && p.result == floats && !p.saturating && p.scope == subgroup
}
