package vk

/*
#include "shim.h"
*/
import "C"

import "fmt"

const (
	// inlineBytes is the most that travels inside a command buffer (vkCmdUpdateBuffer allows 64 KiB).
	inlineBytes = 16 << 10
	// stagingBytes is each half of the staging memory: one for uploads, one for downloads.
	stagingBytes = 16 << 20
)

// staging is host-visible memory that bulk transfers pass through. Uploads use
// its ring part: a region is reused once the submission that read it is done.
type staging struct {
	up, down *block
	upAt     uint64 // first unused byte of the upload ring in this round
}

func (g *staging) open(d *Device) (err error) {
	if g.up, err = d.newBlock("staging of uploads", stagingBytes, d.info.staging, true); err != nil {
		return err
	}
	g.down, err = d.newBlock("staging of downloads", stagingBytes, d.info.staging, true)
	return err
}

func (g *staging) release(d *Device) {
	for _, b := range []*block{g.up, g.down} {
		if b != nil {
			d.freeBlock(b)
		}
	}
}

// Upload copies data into dst, in order with the recorded work. The data may be
// changed as soon as Upload returns. It panics when data does not fit dst.
func (s *Stream) Upload(dst Buffer, data []byte) {
	s.wantMine("upload", dst)
	if uint64(len(data)) > dst.size || len(data)%4 != 0 {
		panic(fmt.Sprintf("vk: upload: %d bytes into a buffer of %d; sizes are multiples of 4", len(data), dst.size))
	}
	if s.err != nil || len(data) == 0 {
		return
	}
	if len(data) <= inlineBytes {
		s.uploadInline(dst, data)
		return
	}
	for at := 0; at < len(data) && s.err == nil; {
		n := min(len(data)-at, stagingBytes)
		s.uploadStaged(dst.Slice(uint64(at), uint64(n)), data[at:at+n])
		at += n
	}
}

func (s *Stream) uploadInline(dst Buffer, data []byte) {
	s.orderOne(dst.Slice(0, uint64(len(data))), true)
	words := (len(data) + 7) / 8
	s.record(C.AG_UPDATE, 3+words)
	s.target(dst)
	s.program = append(s.program, uint64(len(data)))
	for ; len(data) >= 8; data = data[8:] {
		s.program = append(s.program, word(data))
	}
	if len(data) > 0 {
		s.program = append(s.program, word(data))
	}
}

// word reads up to eight little-endian bytes, the byte order of every Vulkan host in use.
func word(b []byte) (w uint64) {
	for i := range min(len(b), 8) {
		w |= uint64(b[i]) << (8 * i)
	}
	return w
}

// uploadStaged copies through the ring; when the ring is full it waits for the
// submissions that still read it.
func (s *Stream) uploadStaged(dst Buffer, data []byte) {
	size := alignUp(uint64(len(data)))
	if s.staging.upAt+size > stagingBytes {
		if s.Sync() != nil {
			return
		}
		s.staging.upAt = 0
	}
	copy(s.staging.up.bytes()[s.staging.upAt:], data)
	s.orderOne(dst, true)
	s.copyRecord(dst, Buffer{block: s.staging.up, offset: s.staging.upAt, size: uint64(len(data))})
	s.staging.upAt += size
}

// Download submits what was recorded, waits for it and copies src into dst,
// which must be of the same length.
func (s *Stream) Download(dst []byte, src Buffer) error {
	s.wantMine("download", src)
	if uint64(len(dst)) > src.size || len(dst)%4 != 0 {
		panic(fmt.Sprintf("vk: download: %d bytes from a buffer of %d; sizes are multiples of 4", len(dst), src.size))
	}
	for at := 0; at < len(dst) && s.err == nil; {
		n := min(len(dst)-at, stagingBytes)
		part := src.Slice(uint64(at), uint64(n))
		s.orderOne(part, false)
		s.copyRecord(Buffer{block: s.staging.down, size: uint64(n)}, part)
		if s.Sync() == nil {
			copy(dst[at:at+n], s.staging.down.bytes())
		}
		at += n
	}
	return s.err
}

// Copy copies src to dst, of equal sizes.
func (s *Stream) Copy(dst, src Buffer) {
	s.wantMine("copy", dst)
	s.wantMine("copy", src)
	if dst.size != src.size || dst.size%4 != 0 {
		panic(fmt.Sprintf("vk: copy: %d bytes to a buffer of %d; sizes are equal multiples of 4", src.size, dst.size))
	}
	if s.err != nil || dst.size == 0 {
		return
	}
	s.one = [2]access{reach(src, false), reach(dst, true)}
	s.order(s.one[:])
	s.copyRecord(dst, src)
}

// Fill sets every 32-bit word of dst.
func (s *Stream) Fill(dst Buffer, value uint32) {
	s.wantMine("fill", dst)
	if s.err != nil || dst.size < 4 {
		return
	}
	s.orderOne(dst, true)
	s.record(C.AG_FILL, 4)
	s.target(dst)
	s.program = append(s.program, dst.size&^3, uint64(value))
}

func (s *Stream) copyRecord(dst, src Buffer) {
	s.record(C.AG_COPY, 5)
	s.target(src)
	s.target(dst)
	s.program = append(s.program, dst.size)
}

// target appends the handle and the offset of a buffer.
func (s *Stream) target(b Buffer) {
	if address := b.Address(); isTemp(address) {
		s.temps.use(address)
		s.temps.target(len(s.program))
		s.program = append(s.program, 0, address)
		return
	}
	s.program = append(s.program, b.block.handle(), b.offset)
}

func (s *Stream) orderOne(b Buffer, write bool) {
	s.one[0] = reach(b, write)
	s.order(s.one[:1])
}

// wantMine panics where a buffer can't be used: a temporary of another stream,
// which has no memory here, or, under the tag invariants, memory given back.
func (s *Stream) wantMine(op string, b Buffer) {
	b.wantAlive(op)
	if b.block != &s.temps.block && isTemp(b.Address()) {
		panic("vk: " + op + ": a temporary of another stream")
	}
}

func reach(b Buffer, write bool) access {
	from := b.Address()
	return access{from, from + b.size, write}
}
