package gan

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"autogan/gan/arch"
	"autogan/layers"
	"autogan/layers/optim"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// statisticsBatches is the number of batches from which statistics are
// recomputed. Each weighs 0.9 times the next, so more would change little.
const statisticsBatches = 40

// Average is the exponential moving average of a generator's weights over
// generator steps. It is evaluated in place of the trained weights.
type Average struct {
	stream *vk.Stream
	gen    *Generator
	ema    *optim.EMA
	kept   map[string]tensor.Tensor // running statistics of the trained weights, while the average is in use
}

// NewAverage begins with a copy of the generator's weights. It returns an error
// if decay is outside [0, 1] or the device is out of memory. Release the
// average when done.
func NewAverage(s *vk.Stream, gen *Generator, decay float64) (*Average, error) {
	a := &Average{stream: s, gen: gen, kept: map[string]tensor.Tensor{}}
	var err error
	if a.ema, err = optim.NewEMA(s, gen.Params(), decay); err != nil {
		return nil, fmt.Errorf("gan: average: %w", err)
	}
	for name, t := range gen.statistics() {
		if a.kept[name], err = tensor.New(s.Device(), tensor.Float32, t.Shape...); err != nil {
			delete(a.kept, name)
			a.Release()
			return nil, fmt.Errorf("gan: average: statistics %s: %w", name, err)
		}
	}
	return a, nil
}

// Update moves the average towards the weights. Call it once per generator
// step.
func (a *Average) Update() { a.ema.Update(a.stream) }

// StateDict returns the averaged weights under the names of the generator's
// weights.
func (a *Average) StateDict() map[string]tensor.Tensor { return a.ema.StateDict() }

// Use runs work with the averaged weights in the generator and then puts the
// trained ones back. Statistics, unless nil, runs before it and may change the
// running statistics (see [Generator.GatherStatistics]), which Use restores as
// well. Neither may train the generator. Use returns the first error of the
// two.
func (a *Average) Use(statistics, work func() error) error {
	a.copyStatistics(func(kept, running tensor.Tensor) { tensor.CopyTo(a.stream, kept, running) })
	a.ema.Swap()
	defer func() {
		a.ema.Swap()
		a.copyStatistics(func(kept, running tensor.Tensor) { tensor.CopyTo(a.stream, running, kept) })
	}()
	if statistics != nil {
		if err := statistics(); err != nil {
			return err
		}
	}
	return work()
}

func (a *Average) copyStatistics(move func(kept, running tensor.Tensor)) {
	running := a.gen.statistics()
	for _, name := range slices.Sorted(maps.Keys(running)) {
		move(a.kept[name], running[name])
	}
}

// Release frees the average but not the generator.
func (a *Average) Release() {
	_ = a.stream.Sync() // nothing recorded may still use what is freed; the error stays in the stream
	a.ema.Release(a.stream.Device())
	for _, t := range a.kept {
		t.Release(a.stream.Device())
	}
}

// statistics returns the running statistics of the batch norms by name.
func (g *Generator) statistics() map[string]tensor.Tensor {
	running := g.StateDict()
	for _, p := range g.Params() {
		delete(running, p.Name)
	}
	return running
}

// GatherStatistics recomputes the running statistics for the current weights,
// from training batches of images of a with latent vectors of the given seed.
// As in training a moving average follows the statistics of each batch. Here it
// begins at zero and is corrected for that, as Adam's moments are. It ends the
// stream's step.
func (g *Generator) GatherStatistics(s *vk.Stream, a arch.Arch, batch int, seed uint64) error {
	running := g.statistics()
	names := slices.Sorted(maps.Keys(running))
	for _, name := range names {
		tensor.Fill(s, running[name], 0)
	}
	for i := range statisticsBatches {
		z := Latent(s, batch, g.geometry.Latent(), seed, uint64(i))
		g.Forward(autograd.NewTape(s).Const(z), a, layers.Train)
		if err := s.EndStep(); err != nil {
			return err
		}
	}
	seen := 1 - math.Pow(1-layers.NormMomentum, statisticsBatches)
	for _, name := range names {
		tensor.CopyTo(s, running[name], tensor.Scale(s, running[name], float32(1/seen)))
	}
	return s.EndStep()
}
