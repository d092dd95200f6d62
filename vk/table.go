package vk

/*
#include "shim.h"
*/
import "C"

import (
	"fmt"
	"math"
)

// tableChunk is how many 64-bit words of a table travel in one command.
const tableChunk = inlineBytes / 8

// Table collects buffers and words that kernels find in memory, by one pointer:
// as many as one likes, where push constants hold a few. They lie one after the
// other, a buffer's address in 8 bytes and a word in 4, as in a std430 struct.
// [Launch.Table] passes a table, to several launches if need be. A Table is
// part of its Stream and valid until the next call of Stream.Table.
type Table struct {
	stream  *Stream
	content []uint64
	words   int          // 32-bit words so far
	buffers []tableEntry // by where their addresses lie
	memory  Buffer       // once uploaded
}

// tableEntry is an address in a table.
type tableEntry struct {
	at     int // 64-bit word
	buffer Buffer
	write  bool
}

// Table starts an empty table.
func (s *Stream) Table() *Table {
	t := &s.table
	*t = Table{stream: s, content: t.content[:0], buffers: t.buffers[:0]}
	return t
}

// Read adds a buffer that the kernels only read.
func (t *Table) Read(b Buffer) *Table { return t.buffer(b, false) }

// Write adds a buffer that the kernels write, and may read.
func (t *Table) Write(b Buffer) *Table { return t.buffer(b, true) }

// Null adds a null address for a buffer that the kernels are told not to use.
func (t *Table) Null() *Table { return t.buffer(Buffer{}, false) }

func (t *Table) buffer(b Buffer, write bool) *Table {
	t.wantOpen()
	if t.words%2 != 0 {
		panic("vk: table: a buffer after an odd number of words; addresses lie on 8 bytes")
	}
	t.stream.wantMine("table", b)
	if b.block != nil {
		t.buffers = append(t.buffers, tableEntry{t.words / 2, b, write})
	}
	t.content = append(t.content, b.Address())
	t.words += 2
	return t
}

// Uint adds a 32-bit word.
func (t *Table) Uint(v uint32) *Table {
	t.wantOpen()
	if t.words%2 == 0 {
		t.content = append(t.content, uint64(v))
	} else {
		t.content[t.words/2] |= uint64(v) << 32
	}
	t.words++
	return t
}

// Int adds a non-negative int as a 32-bit word. It panics when v does not fit.
func (t *Table) Int(v int) *Table {
	if v < 0 || v > math.MaxInt32 {
		panic(fmt.Sprintf("vk: table: entry %d is outside 0 to 2^31-1", v))
	}
	return t.Uint(uint32(v))
}

// Float adds a float32.
func (t *Table) Float(v float32) *Table { return t.Uint(math.Float32bits(v)) }

// Words is the number of 32-bit words so far: the index of the next.
func (t *Table) Words() int { return t.words }

func (t *Table) wantOpen() {
	if t.memory.size > 0 {
		panic("vk: table: a launch has taken it; begin another")
	}
}

// upload copies the table to the device, at its first launch.
func (t *Table) upload() {
	s := t.stream
	if t.memory.size > 0 || len(t.content) == 0 {
		return
	}
	t.memory = s.Temp(uint64(8 * len(t.content)))
	if s.err != nil {
		return
	}
	s.orderOne(t.memory, true)
	buffers := t.buffers
	for at := 0; at < len(t.content); at += tableChunk {
		part := t.content[at:min(at+tableChunk, len(t.content))]
		s.record(C.AG_UPDATE, 3+len(part))
		s.target(t.memory.Slice(uint64(8*at), uint64(8*len(part))))
		s.program = append(s.program, uint64(8*len(part)))
		for ; len(buffers) > 0 && buffers[0].at < at+len(part); buffers = buffers[1:] {
			word := buffers[0].at - at
			s.temps.use(part[word])
			s.temps.address(part[word], len(s.program)+word)
		}
		s.program = append(s.program, part...)
	}
}

// Table passes a table, and with it all its buffers.
func (l *Launch) Table(t *Table) *Launch {
	t.upload()
	l.buffer(t.memory, false)
	for _, e := range t.buffers {
		l.uses(e.buffer, e.write)
	}
	return l
}
