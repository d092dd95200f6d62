package nas

import (
	"fmt"
	"math"
)

// LossWindow holds the last Size values of a loss, with their mean and
// variance kept up to date as the window slides. A training whose losses stop
// varying has collapsed (dynamic resetting in AutoGAN, Algorithm 1).
type LossWindow struct {
	Size   int       `json:"size"`
	Values []float64 `json:"values"` // a ring once full
	Oldest int       `json:"oldest"` // index in Values of the oldest, once full
	Mean   float64   `json:"mean"`
	M2     float64   `json:"m2"` // sum of squared deviations from Mean
}

// NewLossWindow returns an empty window. It panics if size is not positive.
func NewLossWindow(size int) *LossWindow {
	if size <= 0 {
		panic(fmt.Sprintf("nas: loss window: got size %d, want at least 1", size))
	}
	return &LossWindow{Size: size}
}

// Check returns an error if a window that was read from a file is impossible or
// does not have the given size.
func (w *LossWindow) Check(size int) error {
	if w.Size != size {
		return fmt.Errorf("nas: loss window: its size is %d, want %d", w.Size, size)
	}
	if len(w.Values) > w.Size {
		return fmt.Errorf("nas: loss window: it holds %d values, want at most %d", len(w.Values), w.Size)
	}
	if w.Oldest < 0 || w.Oldest >= w.Size {
		return fmt.Errorf("nas: loss window: its oldest value is number %d of %d", w.Oldest, w.Size)
	}
	if len(w.Values) == 0 && (w.Mean != 0 || w.M2 != 0) {
		return fmt.Errorf("nas: loss window: its mean is %g without a value", w.Mean)
	}
	return nil
}

// Push adds a value; a full window drops its oldest. It panics if the value is
// not finite: training must stop before that.
func (w *LossWindow) Push(x float64) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		panic(fmt.Sprintf("nas: loss window: got %v, want a finite loss", x))
	}
	if !w.Full() {
		w.Values = append(w.Values, x)
		delta := x - w.Mean
		w.Mean += delta / float64(len(w.Values))
		w.M2 += delta * (x - w.Mean)
		return
	}
	old := w.Values[w.Oldest]
	w.Values[w.Oldest] = x
	w.Oldest = (w.Oldest + 1) % w.Size
	// Replacing one of n values: M2 changes by (x-old)(x-mean' + old-mean).
	mean := w.Mean + (x-old)/float64(w.Size)
	w.M2 += (x - old) * (x - mean + old - w.Mean)
	w.Mean = mean
}

// Full reports whether the window holds Size values.
func (w *LossWindow) Full() bool { return len(w.Values) == w.Size }

// Variance returns the population variance of the values, 0 if there are none.
func (w *LossWindow) Variance() float64 {
	if len(w.Values) == 0 {
		return 0
	}
	return max(0, w.M2/float64(len(w.Values))) // rounding may leave M2 below zero
}

// Below reports whether the variance is under the threshold.
func (w *LossWindow) Below(threshold float64) bool { return w.Variance() < threshold }

// Clear empties the window.
func (w *LossWindow) Clear() { *w = LossWindow{Size: w.Size} }
