package vk

/*
#include "shim.h"
*/
import "C"

import "slices"

// floatModes are what kernels ask of a device's arithmetic. Vulkan leaves open how
// results are rounded and whether the smallest numbers of float16 count as zero,
// unless a shader asks and the device lets itself be asked.
//
// Denormals of float32 are not asked for: they cost speed on CPUs and on old cards
// of AMD, and no kernel needs them.
type floatModes struct {
	nearest16, nearest32 bool // round to the nearest value, ties to even
	denormals16          bool // keep the smallest float16 numbers
}

// floatControls is what a device says of the modes that it can be asked for.
type floatControls struct {
	floatModes
	joinedRounding, joinedDenormals bool // only one mode for all widths
}

func readFloatControls(raw *C.ag_caps) floatControls {
	return floatControls{
		floatModes:      floatModes{raw.nearest16 != 0, raw.nearest32 != 0, raw.denormals16 != 0},
		joinedRounding:  raw.joined_rounding != 0,
		joinedDenormals: raw.joined_denormals != 0,
	}
}

// modes are those to ask for. What must be the same for all widths is asked for
// all that kernels use, or for none.
func (c floatControls) modes() floatModes {
	m := c.floatModes
	if c.joinedRounding && !(m.nearest16 && m.nearest32) {
		m.nearest16, m.nearest32 = false, false
	}
	if c.joinedDenormals {
		m.denormals16 = false
	}
	return m
}

// Numbers of the SPIR-V specification, which has float controls since version 1.4.
const (
	spirvHeader     = 5 // words
	spirvCapability = 17
	spirvEntryPoint = 15
	spirvMode       = 16

	capabilityDenormPreserve = 4464
	capabilityRoundNearest   = 4467
	modeDenormPreserve       = 4459
	modeRoundNearest         = 4462
)

// ask returns a module whose entry point asks for the modes: capabilities come
// first in a module, modes right after the entry point.
func (m floatModes) ask(code []uint32) []uint32 {
	var capabilities, modes []uint32
	add := func(wanted bool, capability, mode, width uint32, entry uint32) {
		if !wanted {
			return
		}
		if instruction := []uint32{2<<16 | spirvCapability, capability}; !slices.Contains(capabilities, capability) {
			capabilities = append(capabilities, instruction...)
		}
		modes = append(modes, 4<<16|spirvMode, entry, mode, width)
	}
	at := entryPoint(code)
	entry := code[at+2]
	add(m.denormals16, capabilityDenormPreserve, modeDenormPreserve, 16, entry)
	add(m.nearest16, capabilityRoundNearest, modeRoundNearest, 16, entry)
	add(m.nearest32, capabilityRoundNearest, modeRoundNearest, 32, entry)
	after := at + int(code[at]>>16)
	return slices.Concat(code[:spirvHeader], capabilities, code[spirvHeader:after], modes, code[after:])
}

// entryPoint is where a module's only entry point is declared.
func entryPoint(code []uint32) int {
	for at := spirvHeader; at < len(code); at += int(code[at] >> 16) {
		if code[at]&0xFFFF == spirvEntryPoint {
			return at
		}
	}
	panic("vk: a kernel without an entry point")
}
