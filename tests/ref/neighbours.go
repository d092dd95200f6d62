package ref

import (
	"math"
	"slices"
)

// SquaredDistance is that of row r and column c from their products [R, C] and
// squares, at least 0, and the magnitude of what it is a difference of.
func SquaredDistance(products, rowSquares, columnSquares Array, r, c int) (distance, magnitude float64) {
	product := products.Data[r*len(columnSquares.Data)+c]
	row, column := rowSquares.Data[r], columnSquares.Data[c]
	return max(row+column-2*product, 0), math.Abs(row) + math.Abs(column) + 2*math.Abs(product)
}

// UpdateNearest gives the K smallest of each column of nearest [K, C] and of the
// squared distances of the column from the rows, without row c + own if skip is
// set.
func UpdateNearest(nearest, products, rowSquares, columnSquares Array, skip bool, own int) Array {
	k, columns := nearest.Shape[0], nearest.Shape[1]
	updated := New(k, columns)
	for c := range columns {
		var values []float64
		largest := 0.0
		for i := range k {
			values = append(values, nearest.Data[i*columns+c])
		}
		for r := range rowSquares.Data {
			if skip && r == c+own {
				continue
			}
			distance, magnitude := SquaredDistance(products, rowSquares, columnSquares, r, c)
			values, largest = append(values, distance), max(largest, magnitude)
		}
		slices.Sort(values)
		for i := range k { // an order of values that are all off by no more is off by no more
			updated.set(i*columns+c, values[i], largest)
		}
	}
	return updated
}

// CountWithin adds to counts [C] the number of rows whose squared distance is
// below radii [R], or at most that if inclusive.
func CountWithin(counts, products, rowSquares, columnSquares, radii Array, inclusive bool) Array {
	updated := New(counts.Shape...)
	for c := range counts.Data {
		updated.Data[c] = counts.Data[c]
		for r, radius := range radii.Data {
			distance, _ := SquaredDistance(products, rowSquares, columnSquares, r, c)
			if distance < radius || inclusive && distance == radius {
				updated.Data[c]++
			}
		}
	}
	return updated
}

// PolynomialSums is Σ (scale·products[r,c] + 1)³ over the rows, without r = c
// unless diagonal, split into the nearest float32 and the remainder.
func PolynomialSums(products Array, scale float64, diagonal bool) (sum, rest Array) {
	rows, columns := products.Shape[0], products.Shape[1]
	sum, rest = New(columns), New(columns)
	for c := range columns {
		total, magnitude := 0.0, 0.0
		for r := range rows {
			if r == c && !diagonal {
				continue
			}
			x := scale * products.Data[r*columns+c]
			total += math.Pow(x+1, 3)
			magnitude += math.Pow(math.Abs(x)+1, 3)
		}
		near := float64(float32(total)) // a base is rounded twice and a cube twice: four units in the cube
		sum.set(c, near, 4*magnitude)
		rest.set(c, total-near, 4*magnitude)
	}
	return sum, rest
}
