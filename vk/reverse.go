package vk

/*
#include "shim.h"
*/
import "C"

import "slices"

// reverseUnordered returns a program with the records of each barrier epoch in
// the opposite order; timestamps stay where they are.
func reverseUnordered(program []uint64) []uint64 {
	reversed := make([]uint64, 0, len(program))
	var epoch [][]uint64
	flush := func() {
		for _, record := range slices.Backward(epoch) {
			reversed = append(reversed, record...)
		}
		epoch = epoch[:0]
	}
	for at := 0; at < len(program); {
		words := int(program[at] >> 32)
		record := program[at : at+words]
		at += words
		if kind := uint32(record[0]); kind == C.AG_BARRIER || kind == C.AG_TIMESTAMP {
			flush()
			reversed = append(reversed, record...)
			continue
		}
		epoch = append(epoch, record)
	}
	flush()
	return reversed
}
