package tensor

import (
	"fmt"

	"autogan/shaders"
	"autogan/vk"
)

// A sum over rows runs in stages: a thread adds a chunk of rows in order, the
// next stage adds the chunks' sums. The split depends on the shape alone, so
// the same shape always gives the same bits.
const (
	directRows  = 256  // rows that one thread may add without splitting
	leastChunk  = 16   // rows below which a chunk is not worth a thread
	wantThreads = 4096 // threads that are enough to fill a device
	foldWidth   = 64   // floats of a row below which rows are folded
)

// SumRows adds x: [..., C] over all axes but the last, giving [C]. It panics if
// x has no axis.
func SumRows(s *vk.Stream, x Tensor) Tensor {
	rows, channels := rowsOf("sum rows", x)
	return reduceRows(s, x, 1, rows, channels, 1).Reshape(channels)
}

// Sum adds all elements of x, giving [1].
func Sum(s *vk.Stream, x Tensor) Tensor { return total(s, "sum", x, 1) }

// Mean averages all elements of x, giving [1].
func Mean(s *vk.Stream, x Tensor) Tensor {
	return total(s, "mean", x, 1/float32(x.NumElements()))
}

// SumHW adds x: [N, H, W, C] over H and W, giving [N, C].
// It panics if x is not of rank four.
func SumHW(s *vk.Stream, x Tensor) Tensor {
	wantFloat("sum hw", x)
	if len(x.Shape) != 4 {
		panic(fmt.Sprintf("tensor: sum hw: got shape %v, want [N H W C]", x.Shape))
	}
	return reduceRows(s, x, x.Shape[0], x.Shape[1]*x.Shape[2], x.Shape[3], 1)
}

func total(s *vk.Stream, op string, x Tensor, scale float32) Tensor {
	wantFloat(op, x)
	return reduceRows(s, x, 1, x.NumElements(), 1, scale).Reshape(1)
}

// reduceRows returns scale · Σ over the rows of x: [groups, rows, channels], as
// [groups, channels], float32 always.
func reduceRows(s *vk.Stream, x Tensor, groups, rows, channels int, scale float32) Tensor {
	if channels%4 != 0 {
		x = Convert(s, x, Float32) // its fours lie across rows
	}
	for rows > directRows {
		fold := foldRows(rows, channels)
		chunk, chunks := chunkRows(groups, rows/fold, channels*fold)
		if chunks*fold == 1 {
			break
		}
		x = reduceStage(s, x, groups, rows/fold, channels*fold, chunk, chunks, 1)
		rows = chunks * fold
	}
	return reduceStage(s, x, groups, rows, channels, rows, 1, scale).Reshape(groups, channels)
}

// foldRows is how many neighbouring rows to read as one wide row, so that
// narrow ones fill a vec4 and keep many threads busy; a divisor of rows.
func foldRows(rows, channels int) int {
	fold := 1
	for rows%(2*fold) == 0 && rows/fold > 2*leastChunk && channels*fold < foldWidth {
		fold *= 2
	}
	return fold
}

// chunkRows splits the rows of [groups, rows, channels] so that a thread per
// chunk and four channels keeps a device busy; no chunk is empty.
func chunkRows(groups, rows, channels int) (chunk, chunks int) {
	threads := max(1, groups*channels/4)
	if rows <= directRows || threads >= wantThreads/2 {
		return rows, 1
	}
	chunk = max(leastChunk, rows*threads/wantThreads)
	return chunk, (rows + chunk - 1) / chunk
}

var reduceSumKernels = laned{shaders.ReduceSum, shaders.ReduceSumVec4}

// reduceStage adds the rows of each chunk of x: [groups, rows, channels], giving [groups, chunks, channels].
func reduceStage(s *vk.Stream, x Tensor, groups, rows, channels, chunk, chunks int, scale float32) Tensor {
	y := Temp(s, groups, chunks, channels)
	lanes := lanesFor(s, channels, &x, &y)
	each, count := pieces(s, channels/lanes)
	items := groups * chunks * count
	s.Kernel(reduceSumKernels.kernel(lanes)).Spec(laneMask(s, x), each).Read(x.Buffer).Write(y.Buffer).
		Int(items).Int(rows).Int(count).Int(chunk).Int(chunks).Float(scale).Run1D(items)
	return y
}
