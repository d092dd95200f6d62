package vk

/*
#include "shim.h"
*/
import "C"

import (
	"fmt"
	"math"

	"autogan/shaders"
)

// Launch collects the arguments of one kernel in the order of its push-constant
// block: first the buffers, then the 32-bit words; Run records it. A Launch is
// part of its Stream and valid until the next call of Stream.Kernel.
type Launch struct {
	stream   *Stream
	key      pipelineKey
	push     [pushBytes / 8]uint64
	words    int // 32-bit words written after the pointers
	pointers int
	products int
	accesses []access // of the buffers, and of those in tables
}

// Kernel starts a launch of k.
func (s *Stream) Kernel(k *shaders.Kernel) *Launch {
	l := &s.launch
	l.stream = s
	l.key = pipelineKey{kernel: k}
	l.words, l.pointers, l.products = 0, 0, 0
	l.accesses = l.accesses[:0]
	return l
}

// Spec gives the specialisation constants from identifier 0 on; those not given
// keep their defaults. It panics if there are more than 16.
func (l *Launch) Spec(values ...uint32) *Launch {
	if len(values) > maxSpec {
		panic(fmt.Sprintf("vk: launch %s: got %d specialisation constants, want at most %d", l.key.kernel.Name, len(values), maxSpec))
	}
	l.key.count = copy(l.key.spec[:], values)
	return l
}

// Products says how many multiply-adds the kernel does. It changes nothing but
// what StreamOptions.Launched is told.
func (l *Launch) Products(n int) *Launch {
	l.products = n
	return l
}

// Read passes a buffer that the kernel only reads.
func (l *Launch) Read(b Buffer) *Launch { return l.buffer(b, false) }

// Write passes a buffer that the kernel writes, and may read.
func (l *Launch) Write(b Buffer) *Launch { return l.buffer(b, true) }

// Null passes a null address for a buffer that the other arguments tell the
// kernel not to use.
func (l *Launch) Null() *Launch { return l.buffer(Buffer{}, false) }

func (l *Launch) buffer(b Buffer, write bool) *Launch {
	if l.words > 0 {
		panic(fmt.Sprintf("vk: launch %s: a buffer after a word; buffers come first", l.key.kernel.Name))
	}
	l.push[l.pointers] = b.Address()
	l.pointers++
	l.uses(b, write)
	return l
}

// uses notes that the kernel accesses a buffer.
func (l *Launch) uses(b Buffer, write bool) {
	l.stream.wantMine("launch", b)
	l.accesses = append(l.accesses, reach(b, write))
}

// Uint passes a 32-bit word.
func (l *Launch) Uint(v uint32) *Launch {
	at := 2*l.pointers + l.words
	if at >= 2*len(l.push) {
		panic(fmt.Sprintf("vk: launch %s: more than %d bytes of arguments", l.key.kernel.Name, pushBytes))
	}
	if at%2 == 0 {
		l.push[at/2] = uint64(v)
	} else {
		l.push[at/2] |= uint64(v) << 32
	}
	l.words++
	return l
}

// Int passes a non-negative int as a 32-bit word. It panics when v does not fit.
func (l *Launch) Int(v int) *Launch {
	if v < 0 || v > math.MaxInt32 {
		panic(fmt.Sprintf("vk: launch %s: argument %d is outside 0 to 2^31-1", l.key.kernel.Name, v))
	}
	return l.Uint(uint32(v))
}

// Float passes a float32.
func (l *Launch) Float(v float32) *Launch { return l.Uint(math.Float32bits(v)) }

// Run1D records the launch with one invocation for each of items. Where the work
// groups are more than a row of the grid may have, the grid gets more rows.
func (l *Launch) Run1D(items int) {
	local := int(l.key.kernel.GroupSize(l.key.spec[:l.key.count]...)[0])
	groups := (items + local - 1) / local
	x := min(groups, l.stream.options.RowGroups)
	if x == 0 {
		return
	}
	l.Run(x, (groups+x-1)/x, 1)
}

// Run records the launch with the given numbers of work groups. It panics when
// the arguments do not fit the kernel's interface.
func (l *Launch) Run(x, y, z int) {
	s, k := l.stream, l.key.kernel
	checkLaunch(k, l.pointers, l.words, l.key.count)
	if x > s.maxGroups || y > s.maxGroups || z > s.maxGroups {
		panic(fmt.Sprintf("vk: launch %s: %d×%d×%d work groups, the device allows %d in each dimension", k.Name, x, y, z, s.maxGroups))
	}
	if s.err != nil || x*y*z == 0 {
		return
	}
	pipeline, err := s.device.pipeline(l.key)
	if err != nil {
		s.fail(err)
		return
	}
	if s.profile != nil {
		s.beginDispatch(k.Name, sizeOf(l.accesses))
	}
	waits := s.order(l.accesses)
	if s.options.Launched != nil {
		s.options.Launched(Launched{k, l.key.spec[:l.key.count], x * y * z, l.products, sizeOf(l.accesses), waits})
	}
	bytes := 8*l.pointers + 4*l.words
	words := (bytes + 7) / 8
	takes := s.predict(l.accesses)
	s.record(C.AG_DISPATCH, 4+words)
	s.program = append(s.program, pipeline, uint64(x)|uint64(y)<<32, uint64(z)|uint64(bytes)<<32, takes)
	for _, a := range l.accesses {
		s.temps.use(a.from)
	}
	for i, address := range l.push[:l.pointers] {
		s.temps.address(address, len(s.program)+i)
	}
	s.program = append(s.program, l.push[:words]...)
	if s.profile != nil {
		s.endDispatch()
	}
	s.stats.Dispatches++
}
