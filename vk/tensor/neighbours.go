package tensor

import (
	"fmt"

	"autogan/shaders"
	"autogan/vk"
)

// Pairs are some vectors, the rows, paired with others, the columns: what their
// distances follow from. A squared distance in float32 is off by at most a few
// units in the last place of the squares, so it says little of vectors that are
// far closer to each other than to zero.
type Pairs struct {
	Products      Tensor // [R, C], row · column
	RowSquares    Tensor // [R], row · row
	ColumnSquares Tensor // [C], column · column
}

func (p Pairs) check(op string) (rows, columns int) {
	wantShape(op, "products", p.Products, Float32, -1, -1)
	rows, columns = p.Products.Shape[0], p.Products.Shape[1]
	wantShape(op, "row squares", p.RowSquares, Float32, rows)
	wantShape(op, "column squares", p.ColumnSquares, Float32, columns)
	return rows, columns
}

func (p Pairs) launch(l *vk.Launch) *vk.Launch {
	return l.Read(p.Products.Buffer).Read(p.RowSquares.Buffer).Read(p.ColumnSquares.Buffer)
}

// MaxNearest is the most distances that [UpdateNearest] keeps: a thread holds
// them in registers.
const MaxNearest = 16

// Own says which row of [Pairs] is a column's own vector: column 0 has the row
// At, column 1 the next, and so on; some of these may be outside. The zero Own
// says that there is none.
type Own struct {
	Rows bool
	At   int
}

// UpdateNearest makes each column of nearest [K, C] the K smallest squared
// distances of it and of the pairs, in rising order, without those of a vector
// from itself. It panics if a shape does not fit or K is above [MaxNearest].
func UpdateNearest(s *vk.Stream, nearest Tensor, p Pairs, own Own) {
	rows, columns := p.check("update nearest")
	wantShape("update nearest", "nearest", nearest, Float32, -1, columns)
	k := nearest.Shape[0]
	if k < 1 || k > MaxNearest {
		panic(fmt.Sprintf("tensor: update nearest: %d distances, want 1 to %d", k, MaxNearest))
	}
	p.launch(s.Kernel(shaders.NearestUpdate).Spec(uint32(k), specBool(own.Rows))).Write(nearest.Buffer).
		Int(columns).Int(rows).Uint(uint32(own.At)).Run1D(columns)
}

// CountWithin adds to counts [C] the number of rows whose squared distance from
// the column is below squaredRadii [R], or at most that if it is inclusive. Counts
// are exact up to 2²⁴. It panics if a shape does not fit.
func CountWithin(s *vk.Stream, counts Tensor, p Pairs, squaredRadii Tensor, inclusive bool) {
	rows, columns := p.check("count within")
	wantShape("count within", "squared radii", squaredRadii, Float32, rows)
	wantShape("count within", "counts", counts, Float32, columns)
	p.launch(s.Kernel(shaders.WithinCount).Spec(specBool(inclusive))).Read(squaredRadii.Buffer).Write(counts.Buffer).
		Int(columns).Int(rows).Run1D(columns)
}

// PolynomialSums returns Σ (scale·products[r,c] + 1)³ over the rows r as the sum
// of two tensors [C], which hold 48 bits. Without the diagonal it leaves out r = c.
// It panics if products is not float32 [R, C].
func PolynomialSums(s *vk.Stream, products Tensor, scale float32, diagonal bool) (sum, rest Tensor) {
	wantShape("polynomial sums", "products", products, Float32, -1, -1)
	rows, columns := products.Shape[0], products.Shape[1]
	sum, rest = Temp(s, columns), Temp(s, columns)
	s.Kernel(shaders.PolynomialSums).Spec(specBool(!diagonal)).Read(products.Buffer).Write(sum.Buffer).Write(rest.Buffer).
		Int(columns).Int(rows).Float(scale).Run1D(columns)
	return sum, rest
}
