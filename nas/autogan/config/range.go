package config

import (
	"math"
	"strconv"

	"github.com/dustin/go-humanize"
)

// Range is the numbers that a setting or an option may be: Low to High, both
// included.
type Range[T int | float64] struct{ Low, High T }

// Holds reports whether v is in the range. NaN is in none.
func (r Range[T]) Holds(v T) bool { return r.Low <= v && v <= r.High }

// String reads "1 to 4,096", or "1e-09 to 1".
func (r Range[T]) String() string { return written(r.Low) + " to " + written(r.High) }

// written writes a number as people do: with commas, or with an exponent where
// it is tiny.
func written[T int | float64](v T) string {
	if math.Abs(float64(v)) < 1 {
		return strconv.FormatFloat(float64(v), 'g', -1, 64)
	}
	if n, whole := any(v).(int); whole {
		return humanize.Comma(int64(n))
	}
	return humanize.Commaf(float64(v))
}

// RangeOf returns the range of a setting that holds an integer, or several, for
// an option that means the same. It panics if there is no such setting.
func RangeOf(key string) Range[int] { return rangeOf[int](key) }

// RealRangeOf is RangeOf for a setting that holds a number with a fraction.
func RealRangeOf(key string) Range[float64] { return rangeOf[float64](key) }

func rangeOf[T int | float64](key string) Range[T] {
	var c Config
	s, _ := c.setting(key)
	r, ok := s.rule.numbers.(Range[T])
	if !ok {
		panic("config: range: no setting " + key + " holds such a number")
	}
	return r
}

// The largest numbers of what several settings count.
const (
	// maxSteps is more than a device takes in a year; products with other
	// settings stay far below 2^63.
	maxSteps = 1_000_000_000
	// maxMeasured is 200 times what published figures are measured on.
	maxMeasured = 10_000_000
	// maxBatch is more than any network trains or measures at a time.
	maxBatch = 65_536
)

// leastRate is the smallest rate. A smaller one would move a float32 weight of 0.01
// by less than its last digit: nothing would be trained.
const leastRate = 1e-9

// mostDecay is the largest decay of a moving average: the closest to 1 that still
// differs clearly from 1 in float32. At 1 an average never moves.
const mostDecay = 0.999999

// leastWidth is the smallest image before the first cell: a batch norm needs more
// than one pixel when a batch has one image.
const leastWidth = 2

// LeastImages is the smallest data set: one image alone has no variation, which
// scores and distances measure.
const LeastImages = 2
