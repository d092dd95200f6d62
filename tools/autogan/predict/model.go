package predict

import (
	"math"
	"strings"

	"autogan/tools/isa/budget"
	"autogan/vk"
)

// Bound is what a launch spends its time on.
type Bound int

// The bounds, as doc.go explains them.
const (
	MultiplyAdds Bound = iota
	MatrixUnits
	SharedMemory
	Memory
	Launch
	bounds
)

// String returns the bound in words.
func (b Bound) String() string {
	return [...]string{"multiply-adds", "matrix units", "shared memory", "memory", "launch"}[b]
}

// model predicts the launches on a card.
type model struct {
	card  Card
	loops budget.Table
}

// seconds is how long a launch takes, and what bounds it.
func (m model) seconds(l vk.Launched) (seconds float64, bound Bound) {
	times := m.times(l)
	for b := range bounds {
		if times[b] > times[bound] {
			bound = b
		}
	}
	return times[bound], bound
}

// times is how long a launch would take if nothing but each of the bounds were in
// its way.
func (m model) times(l vk.Launched) (times [bounds]float64) {
	times[Memory] = float64(l.Bytes) / (1e9 * m.card.GBPS)
	if l.Waits {
		times[Launch] = 1e-6 * m.card.LaunchUS
	}
	if l.Products == 0 {
		return times
	}
	row, _ := m.row(l) // without one, nothing but the products counts
	clocks := m.card.GHz * 1e9 * m.busy(l.Groups)
	products, loop := float64(l.Products), row.Loop
	if loop.Matrix > 0 {
		each := float64(loop.Matrix) * m.card.PerMatrix // of a wave in a turn
		times[MatrixUnits] = products / (clocks * m.card.Matrix)
		times[SharedMemory] = products / each * float64(loop.SharedBytes*row.Lanes) / (clocks * m.card.SharedBytes)
		return times
	}
	each := float64(max(loop.MultiplyAdds, 1)) // of a lane in a turn
	times[MultiplyAdds] = products * (each + float64(loop.Vector)) / each / (clocks * m.card.MultiplyAdds)
	times[SharedMemory] = products * float64(loop.SharedBytes) / each / (clocks * m.card.SharedBytes)
	return times
}

// busy is how many units work on the mean, if groups are dealt to all in turn.
func (m model) busy(groups int) float64 {
	rounds := math.Ceil(float64(groups) / float64(m.card.Units))
	return float64(groups) / max(rounds, 1)
}

// row is the line of the launch's kernel in the card's table, with the launch's
// constants or, if it has none, with those most like them.
func (m model) row(l vk.Launched) (found budget.Row, ok bool) {
	most := -1
	wanted := strings.Split(budget.Constants(l.Spec), ",")
	for _, r := range m.loops.Rows {
		if r.Kernel != l.Kernel.Name {
			continue
		}
		if n := alike(wanted, strings.Split(r.Constants, ",")); n > most {
			found, most = r, n
		}
	}
	return found, most >= 0
}

// alike counts the places in which two lists agree.
func alike(a, b []string) int {
	n := 0
	for i := range min(len(a), len(b)) {
		if a[i] == b[i] {
			n++
		}
	}
	return n
}
