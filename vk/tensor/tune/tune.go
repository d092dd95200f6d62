package tune

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"autogan/vk"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// Observer is told how the choosing gets on.
type Observer interface {
	Phase(name string, total, done int)
	Advance(n int)
	Message(line string)
}

// Options say how long choosing may take and where choices are kept.
type Options struct {
	Path     string        // a file of earlier choices, which grows; "" keeps none
	Budget   time.Duration // what has not been timed by then runs on the defaults
	Observer Observer
}

// Convolutions returns the kernels to run these shapes on: from the file, or
// timed now and added to it. The stream's own work is not touched. If ctx ends
// first, the error is that of ctx, and the file has what was timed.
func Convolutions(ctx context.Context, s *vk.Stream, shapes []convplan.Shape, o Options) (tensor.ConvChoices, error) {
	key := KeyOf(s.Device())
	known := o.load(key)
	var open []convplan.Shape
	for _, shape := range shapes {
		if _, done := known[shape]; !done && !slices.Contains(open, shape) && len(convplan.Candidates(s.Device().Caps(), shape)) > 1 {
			open = append(open, shape)
		}
	}
	if len(open) > 0 {
		err := o.choose(ctx, s.Device(), open, known)
		if err == nil || ctx.Err() != nil {
			o.store(key, known)
		}
		if err != nil {
			return nil, fmt.Errorf("tune: %w", err)
		}
	}
	wanted := tensor.ConvChoices{}
	for _, shape := range shapes {
		if choice, ok := known[shape]; ok {
			wanted[shape] = choice
		}
	}
	return wanted, nil
}

// choose times the candidates of each shape until the budget is spent.
func (o Options) choose(ctx context.Context, d *vk.Device, shapes []convplan.Shape, known tensor.ConvChoices) error {
	begun := time.Now()
	o.Observer.Phase("choosing kernels", len(shapes), 0)
	for done, shape := range shapes {
		if err := ctx.Err(); err != nil {
			return err
		}
		if time.Since(begun) > o.Budget {
			o.Observer.Message(fmt.Sprintf("choosing kernels: %d of %d shapes in %v; the others run on the device's defaults", done, len(shapes), o.Budget))
			return nil
		}
		choice, err := o.fastest(d, shape)
		if errors.Is(err, vk.ErrOutOfMemory) { // training may need less
			o.Observer.Message(fmt.Sprintf("choosing kernels: %v: %v; it runs on the device's default", shape, err))
			choice, err = tensor.ConvChoice{}, nil
		}
		if err != nil {
			return err
		}
		known[shape] = choice
		o.Observer.Advance(1)
	}
	return nil
}

// clearly is how much of the default's time a kernel may take to replace it.
const clearly = 0.95

// fastest checks and times a shape's candidates. If all are wrong, it returns
// the plain kernel.
func (o Options) fastest(d *vk.Device, shape convplan.Shape) (tensor.ConvChoice, error) {
	var right []convplan.Kernel
	for _, kernel := range convplan.Candidates(d.Caps(), shape) {
		wrong, err := check(d, shape, kernel)
		if err != nil {
			return tensor.ConvChoice{}, err
		}
		if wrong == "" {
			right = append(right, kernel)
			continue
		}
		o.Observer.Message(fmt.Sprintf("choosing kernels: %v: kernel %v is wrong on this device and is not used: %s", shape, kernel, wrong))
	}
	if len(right) == 0 {
		return tensor.ConvChoice{Kernel: convplan.Scalar}, nil
	}
	times, err := timeKernels(d, shape, right)
	if err != nil {
		return tensor.ConvChoice{}, err
	}
	best := 0
	for i := range right {
		if float64(times[i]) < clearly*float64(times[best]) {
			best = i
		}
	}
	return tensor.ConvChoice{Kernel: right[best], Time: times[best]}, nil
}
