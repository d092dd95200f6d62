package metric

import (
	"context"
	"math"

	"autogan/vk"
	"autogan/vk/tensor"
)

// pairBlock is how many vectors are paired with as many others at a time. The
// products of a block take 16 MiB, so the memory does not grow with the number of
// pairs.
const pairBlock = 2048

// span is the vectors from index from.
type span struct{ from, n int }

// each calls f for spans of at most size that cover n vectors.
func each(n, size int, f func(span) error) error {
	for from := 0; from < n; from += size {
		if err := f(span{from, min(size, n-from)}); err != nil {
			return err
		}
	}
	return nil
}

// cloud is a set of vectors with their squares.
type cloud struct {
	vectors tensor.Tensor // [N, Dim]
	squares tensor.Tensor // [N]
}

func (c cloud) count() int { return c.vectors.Shape[0] }

// pairs are what the distances of columns from rows follow from.
func pairs(s *vk.Stream, rows, columns cloud, r, c span) tensor.Pairs {
	return tensor.Pairs{
		Products:      tensor.MatMul(s, rows.vectors.Rows(r.from, r.n), columns.vectors.Rows(c.from, c.n), false, true),
		RowSquares:    rows.squares.Rows(r.from, r.n),
		ColumnSquares: columns.squares.Rows(c.from, c.n),
	}
}

// workspace makes tensors that live until its release. An error stays.
type workspace struct {
	stream  *vk.Stream
	tensors []tensor.Tensor
	err     error
}

func (w *workspace) new(dims ...int) tensor.Tensor {
	x, err := tensor.New(w.stream.Device(), tensor.Float32, dims...)
	if err != nil {
		w.err = err
		return tensor.Tensor{}
	}
	w.tensors = append(w.tensors, x)
	return x
}

// release waits for the recorded work and frees the tensors.
func (w *workspace) release() {
	_ = w.stream.Sync() // an error stays in the stream
	for _, x := range w.tensors {
		x.Release(w.stream.Device())
	}
}

// cloud computes the squares of vectors.
func (w *workspace) cloud(vectors tensor.Tensor) cloud {
	n, dim := vectors.Shape[0], vectors.Shape[1]
	c := cloud{vectors, w.new(n)}
	if w.err != nil {
		return c
	}
	s := w.stream
	w.err = each(n, pairBlock, func(at span) error {
		squares := tensor.Square(s, vectors.Rows(at.from, at.n)).Reshape(at.n, dim, 1, 1)
		tensor.CopyTo(s, c.squares.Rows(at.from, at.n), tensor.SumHW(s, squares).Reshape(at.n))
		return s.EndStep()
	})
	return c
}

// infinite is farther than every distance.
var infinite = float32(math.Inf(1))

// blocks is the number of spans of n vectors.
func blocks(n int) int { return (n + pairBlock - 1) / pairBlock }

// Progress is told how much of a comparison is done.
type Progress func(done, total int)

func (p Progress) tell(done, total int) {
	if p != nil {
		p(done, total)
	}
}

// sweep pairs all columns with all rows. For each span of columns it calls begin,
// visit for each span of rows, and end.
func (n *neighbours) sweep(ctx context.Context, rows, columns cloud, begin func(c span), visit func(p tensor.Pairs, r, c span), end func(c span)) error {
	s := n.stream
	return each(columns.count(), pairBlock, func(c span) error {
		begin(c)
		err := each(rows.count(), pairBlock, func(r span) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			visit(pairs(s, rows, columns, r, c), r, c)
			n.done++
			n.progress.tell(n.done, n.total)
			return s.EndStep()
		})
		end(c)
		return err
	})
}
