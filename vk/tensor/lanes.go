package tensor

import (
	"autogan/shaders"
	"autogan/vk"
)

// laned is a kernel in its two builds: one thread handles one float of the
// innermost axis, or four consecutive ones.
type laned struct{ scalar, vec4 *shaders.Kernel }

// kernel is the build for a number of lanes.
func (k laned) kernel(lanes int) *shaders.Kernel {
	if lanes == 4 {
		return k.vec4
	}
	return k.scalar
}

// lanesOf is 4 if rows of this width divide into aligned vec4s in all the
// buffers, else 1.
func lanesOf(width int, buffers ...vk.Buffer) int {
	if width%4 != 0 {
		return 1
	}
	for _, b := range buffers {
		if b.Address()%16 != 0 {
			return 1
		}
	}
	return 4
}
