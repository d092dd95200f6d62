package dataset

import (
	"context"
	"fmt"
	"math"
)

// precisionBits is the number of fraction bits of a filter weight in Pillow's
// 8-bit resampling: 32 bits of accumulator less 8 of pixel and 2 of headroom.
const precisionBits = 32 - 8 - 2

// Resize returns the set with every image scaled to size×size, bit for bit as
// Pillow's Image.resize((size, size), BILINEAR) does it: a triangle filter that
// widens when it shrinks, rows first, then columns, each pass rounded to 8 bits.
// Labels and classes are shared. Panics if size < 1, or if the memory does not
// hold the result.
func (d Dataset) Resize(size int) Dataset {
	if size < 1 {
		panic(fmt.Sprintf("dataset: resize: size %d, want at least 1", size))
	}
	small, err := d.resize(context.Background(), size)
	if err != nil {
		panic(err.Error())
	}
	return small
}

// resize is Resize until ctx ends, whose error it returns then. Too large a
// result is an error that wraps [ErrNoRoom].
func (d Dataset) resize(ctx context.Context, size int) (Dataset, error) {
	if d.H == size && d.W == size {
		return d, nil
	}
	small := d
	small.H, small.W = size, size
	var err error
	if small.Images, err = small.newPixels(); err != nil {
		return Dataset{}, err
	}
	r := newResampler(d.H, d.W, size, size)
	err = parallel(ctx, d.N, smallChunk, nil, func(lo, hi int) {
		scratch := r.newScratch()
		for i := lo; i < hi; i++ {
			r.resize(small.Image(i), d.Image(i), scratch)
		}
	})
	return small, err
}

// resampler scales [inH, inW, 3] images to [outH, outW, 3]. It is immutable.
type resampler struct {
	inW, outH, outW    int
	columns, rows      filter
	firstRow, usedRows int // the input rows that the vertical filter reads
}

func newResampler(inH, inW, outH, outW int) *resampler {
	r := &resampler{inW: inW, outH: outH, outW: outW, columns: triangle(inW, outW), rows: triangle(inH, outH)}
	last := outH - 1
	r.firstRow = r.rows.start[0]
	r.usedRows = r.rows.start[last] + len(r.rows.weights[last]) - r.firstRow
	return r
}

// newScratch returns the memory of the intermediate image, one per goroutine.
func (r *resampler) newScratch() []byte { return make([]byte, r.usedRows*r.outW*Channels) }

// resize scales src into dst. Like Pillow it skips a pass that does not change
// the size; such a pass would be the identity.
func (r *resampler) resize(dst, src, scratch []byte) {
	inStride := r.inW * Channels
	r.alongRows(scratch, src[r.firstRow*inStride:(r.firstRow+r.usedRows)*inStride], 0)
	r.acrossRows(dst, scratch)
}

// alongRows scales the width of some of the used input rows, of which the first
// has the number first.
func (r *resampler) alongRows(scratch, rows []byte, first int) {
	inStride, outStride := r.inW*Channels, r.outW*Channels
	for y := range len(rows) / inStride {
		r.columns.alongRow(scratch[(first+y)*outStride:(first+y+1)*outStride], rows[y*inStride:(y+1)*inStride])
	}
}

// acrossRows scales the height of what alongRows has made of all used rows.
func (r *resampler) acrossRows(dst, scratch []byte) {
	outStride := r.outW * Channels
	for y := range r.outH {
		from := r.rows.start[y] - r.firstRow
		r.rows.acrossRows(dst[y*outStride:(y+1)*outStride], scratch[from*outStride:], r.rows.weights[y])
	}
}

// filter says, for each output position along one axis, which input positions
// it sums: weights[i][k] · input[start[i]+k], with precisionBits fraction bits.
type filter struct {
	start   []int
	weights [][]int32
}

// triangle computes Pillow's bilinear filter from in to out positions. The
// explicit float64 conversions forbid fused multiply-adds, which would make the
// rounding depend on the CPU.
func triangle(in, out int) filter {
	f := filter{start: make([]int, out), weights: make([][]int32, out)}
	scale := float64(in) / float64(out)
	support := max(scale, 1)
	for i := range out {
		center := float64((float64(i) + 0.5) * scale)
		lo := max(int(center-support+0.5), 0)
		hi := min(int(center+support+0.5), in)
		f.start[i] = lo
		f.weights[i] = triangleWeights(lo, hi, center, 1/support)
	}
	return f
}

// triangleWeights samples the triangle of half-width 1/slope around center at
// the middles of pixels lo to hi-1, normalised to sum 1 and rounded.
func triangleWeights(lo, hi int, center, slope float64) []int32 {
	exact := make([]float64, hi-lo)
	var sum float64
	for k := range exact {
		exact[k] = max(1-math.Abs(float64((float64(k+lo)-center+0.5)*slope)), 0)
		sum += exact[k]
	}
	weights := make([]int32, len(exact))
	for k, w := range exact {
		weights[k] = int32(0.5 + float64(w/sum*(1<<precisionBits)))
	}
	return weights
}

// alongRow filters one row of RGB pixels into dst.
func (f filter) alongRow(dst, row []byte) {
	for x, weights := range f.weights {
		in := row[f.start[x]*Channels:]
		var r, g, b int32 = half, half, half
		for k, w := range weights {
			r += w * int32(in[k*Channels])
			g += w * int32(in[k*Channels+1])
			b += w * int32(in[k*Channels+2])
		}
		dst[x*Channels] = quantise(r)
		dst[x*Channels+1] = quantise(g)
		dst[x*Channels+2] = quantise(b)
	}
}

// acrossRows sums rows, which lie one after the other, into dst.
func (f filter) acrossRows(dst, rows []byte, weights []int32) {
	stride := len(dst)
	for j := range dst {
		sum := int32(half)
		for k, w := range weights {
			sum += w * int32(rows[k*stride+j])
		}
		dst[j] = quantise(sum)
	}
}

// half is one half of a grey level: what rounds a sum to the nearest level.
const half = 1 << (precisionBits - 1)

// quantise drops the fraction bits. Weights are never negative, but rounding
// may lift their sum a little above one, so only white can overflow.
func quantise(sum int32) byte { return byte(min(sum>>precisionBits, 255)) }
