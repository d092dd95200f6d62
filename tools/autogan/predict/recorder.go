package predict

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"autogan/tools/isa/budget"
	"autogan/vk"
	"autogan/vk/recorded"
)

// Recorder predicts what is launched on its stream.
type Recorder struct {
	Card   Card
	device *vk.Device
	model  model
	sum    Estimate
}

// Estimate is the time of launches.
type Estimate struct {
	Seconds  float64
	Launches int
	Bounds   [bounds]float64 // seconds by what bounds them
	Kernels  map[string]Work
}

// Work is the part of a kernel in an estimate.
type Work struct {
	Seconds  float64
	Launches int
	Bytes    uint64 // of what each launch reads and writes
}

// New returns a recorder for a card. A device that is there gives it memory.
func New(there *vk.Device, card Card) (*Recorder, error) {
	loops, err := budget.Of(card.Budget)
	if err != nil {
		return nil, err
	}
	caps := recorded.Find(card.Caps).Caps
	caps.ComputeUnits = card.Units // a shim may stand in for a smaller card
	return &Recorder{Card: card, device: there.Imitate(caps), model: model{card, loops}}, nil
}

// Stream opens a stream for the work to be predicted. Nothing is computed, so
// what is read from it means nothing.
func (r *Recorder) Stream() (*vk.Stream, error) {
	return r.device.NewStreamWith(vk.StreamOptions{RecordOnly: true, Launched: r.add})
}

func (r *Recorder) add(l vk.Launched) {
	seconds, bound := r.model.seconds(l)
	if r.sum.Kernels == nil {
		r.sum.Kernels = map[string]Work{}
	}
	r.sum.Seconds += seconds
	r.sum.Launches++
	r.sum.Bounds[bound] += seconds
	work := r.sum.Kernels[l.Kernel.Name]
	r.sum.Kernels[l.Kernel.Name] = Work{work.Seconds + seconds, work.Launches + 1, work.Bytes + l.Bytes}
}

// Take returns the estimate of all that was launched since the last call.
func (r *Recorder) Take() Estimate {
	e := r.sum
	r.sum = Estimate{}
	return e
}

// Bound says what takes most of the time, with its share: "shared memory 61 %".
func (e Estimate) Bound() string {
	most := MultiplyAdds
	for b := range bounds {
		if e.Bounds[b] > e.Bounds[most] {
			most = b
		}
	}
	if e.Seconds == 0 {
		return ""
	}
	return fmt.Sprintf("%v %.0f %%", most, 100*e.Bounds[most]/e.Seconds)
}

// Slowest lists the kernels, the one that takes most of the time first.
func (e Estimate) Slowest() []string {
	return slices.SortedFunc(maps.Keys(e.Kernels), func(a, b string) int {
		return cmp.Or(cmp.Compare(e.Kernels[b].Seconds, e.Kernels[a].Seconds), cmp.Compare(a, b))
	})
}
