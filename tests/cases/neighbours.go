package cases

import (
	"fmt"
	"math/rand/v2"

	"autogan/tests/ref"
	"autogan/vk"
	"autogan/vk/tensor"
)

// pairs are the rows and columns of blocks of distances.
var pairs = [][2]int{{1, 1}, {2, 7}, {7, 8}, {9, 63}, {5, 64}, {64, 65}, {3, 257}, {257, 9}, {65, 130}}

// equal draws the same number always.
func equal(v float64) Draw { return func(*rand.Rand) float64 { return v } }

// neighbourOps judge distances between two sets of vectors.
func neighbourOps() []Op {
	nearest, within, sums := Op{Name: "update_nearest", Variants: layouts}, Op{Name: "count_within", Variants: layouts}, Op{Name: "polynomial_sums", Variants: layouts}
	for i, size := range pairs {
		k, skip, own := []int{1, 3, 5, tensor.MaxNearest}[i%4], i%3 != 0, i-4
		nearest.Cases = append(nearest.Cases, nearestCase(size, k, skip, own))
		within.Cases = append(within.Cases, withinCase(size, false), withinCase(size, true))
		sums.Cases = append(sums.Cases, sumsCase(size, false), sumsCase(size, true))
	}
	return []Op{nearest, within, sums}
}

func pairsOf(x []tensor.Tensor) tensor.Pairs {
	return tensor.Pairs{Products: x[0], RowSquares: x[1], ColumnSquares: x[2]}
}

// nearestCase keeps k distances, of which some are there before.
func nearestCase(size [2]int, k int, skip bool, own int) Case {
	rows, columns := size[0], size[1]
	c := Case{Operands: []Operand{of(rows, columns), of(rows).drawn(positive), of(columns).drawn(positive), of(k, columns).drawn(equal(3)).updated()}}
	c.Launch = launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		tensor.UpdateNearest(s, x[3], pairsOf(x), tensor.Own{Rows: skip, At: own})
		return nil
	})
	c.Want = want(func(x []ref.Array) ref.Array { return ref.UpdateNearest(x[3], x[0], x[1], x[2], skip, own) })
	return named(c, fmt.Sprintf("own%t%d", skip, own))
}

// withinCase has whole numbers: many distances are equal to a radius, and none is
// rounded.
func withinCase(size [2]int, inclusive bool) Case {
	rows, columns := size[0], size[1]
	whole := below(6)
	c := Case{Operands: []Operand{of(rows, columns).drawn(whole), of(rows).drawn(whole), of(columns).drawn(shifted(whole, 6)), of(rows).drawn(whole), of(columns).drawn(whole).updated()}}
	c.Launch = launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		tensor.CountWithin(s, x[4], pairsOf(x), x[3], inclusive)
		return nil
	})
	c.Want = want(func(x []ref.Array) ref.Array { return ref.CountWithin(x[4], x[0], x[1], x[2], x[3], inclusive) })
	return named(c, fmt.Sprintf("inclusive%t", inclusive))
}

func sumsCase(size [2]int, diagonal bool) Case {
	const scale = 0.125
	c := Case{Operands: []Operand{of(size[0], size[1])}}
	c.Launch = launches(func(s *vk.Stream, x []tensor.Tensor) []tensor.Tensor {
		sum, rest := tensor.PolynomialSums(s, x[0], scale, diagonal)
		return []tensor.Tensor{sum, rest}
	})
	c.Want = func(x []ref.Array) []ref.Array {
		sum, rest := ref.PolynomialSums(x[0], scale, diagonal)
		return []ref.Array{sum, rest}
	}
	return named(c, fmt.Sprintf("diagonal%t", diagonal))
}
