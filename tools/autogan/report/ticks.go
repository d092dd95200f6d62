package report

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"
)

// roundTicks puts at least so many steps of 1, 2 or 5 times a power of ten on an
// axis, and at most 2.5 times as many.
func roundTicks(steps float64) plot.Ticker {
	return plot.TickerFunc(func(low, high float64) []plot.Tick { return ticksAt(low, high, steps) })
}

func ticksAt(low, high, steps float64) []plot.Tick {
	span := high - low
	if !(span > 0) || math.IsInf(span, 0) {
		return []plot.Tick{{Value: low, Label: strconv.FormatFloat(low, 'g', 4, 64)}}
	}
	step := math.Pow(10, math.Floor(math.Log10(span/steps)))
	for _, factor := range []float64{5, 2} {
		if span/(step*factor) >= steps {
			step *= factor
			break
		}
	}
	var ticks []plot.Tick
	for n := math.Ceil(low/step) + 0; n*step <= high; n++ { // + 0 makes −0 a 0
		value, _ := strconv.ParseFloat(strconv.FormatFloat(n*step, 'g', 10, 64), 64) // 0.30000000000000004 is 0.3
		ticks = append(ticks, plot.Tick{Value: value, Label: strconv.FormatFloat(value, 'f', -1, 64)})
	}
	return ticks
}
