package bench

import (
	"fmt"
	"strings"

	"autogan/vk"
	"autogan/vk/autograd/functions"
	"autogan/vk/tensor"
	"autogan/vk/tensor/optable"
)

// timedRows are the operations of the table at the shapes that the networks
// use; the timed cases of tests/cases have the same shapes.
func timedRows() []workload {
	var list []workload
	add := func(op optable.Op, image tensor.Shape, tensors float64, build func(b *builder) func() error) {
		bytes := 4 * float64(image.NumElements()) * tensors
		one := workload{name: rowName(op, image), bytes: bytes, peer: true, build: build}
		list = append(list, one, one.inARow(rowCalls))
	}
	for _, f := range functions.Unaries {
		for _, shape := range f.Row().Timed {
			add(f.Op, shape, 5, unary(f, shape))
		}
	}
	for _, f := range functions.Binaries {
		for _, shape := range f.Row().Timed {
			add(f.Op, shape, 3, binary(f, shape))
		}
	}
	for _, f := range functions.Reductions {
		for _, shape := range f.Row().Timed {
			add(f.Op, shape, 1, reduction(f, shape))
		}
	}
	for _, f := range functions.Resamplings {
		for _, small := range f.Row().Timed {
			large := []int{small[0], 2 * small[1], 2 * small[2], small[3]}
			add(f.Op, large, 2.5, resampling(f, small, large))
		}
	}
	return list
}

// rowCalls is how often a row of the table runs in its second case. One call and
// a wait for it measure the submission as much as the operation, which in a step
// shares its submission with a thousand others.
const rowCalls = 16

// inARow is the same work several times in one submission, such as
// add/16-n4-c128-32x32; its figures are those of all calls together.
func (w workload) inARow(calls int) workload {
	kind, shape, _ := strings.Cut(w.name, "/")
	build := w.build
	w.name = fmt.Sprintf("%s/%d-%s", kind, calls, shape)
	w.flop, w.bytes = w.flop*float64(calls), w.bytes*float64(calls)
	w.warm = true
	w.build = func(b *builder) func() error {
		b.calls = calls
		return build(b)
	}
	return w
}

// rowName returns the name of a case: its operation and its image (the larger
// one if there are two), such as upsample-nearest/n4-c128-32x32.
func rowName(op optable.Op, image []int) string {
	name := strings.ReplaceAll(strings.TrimSuffix(op.Row().Name, "2d"), "_", "-")
	return fmt.Sprintf("%s/n%d-c%d-%dx%d", name, image[0], image[3], image[1], image[2])
}

// unary runs a function and its derivative, which reads the argument or the
// result.
func unary(f functions.Unary, shape []int) func(b *builder) func() error {
	return func(b *builder) func() error {
		x, g := b.normal(shape...), b.normal(shape...)
		return b.launches(func(s *vk.Stream) {
			y, kept := f.Forward(s, x, 0.5, 0.25), x
			if f.Row().KeepsOutput {
				kept = y
			}
			if f.Backward != nil {
				f.Backward(s, kept, g, 0.5, 0.25)
			}
		})
	}
}

func binary(f functions.Binary, shape []int) func(b *builder) func() error {
	return func(b *builder) func() error {
		x, y := b.normal(shape...), b.normal(shape...)
		return b.launches(func(s *vk.Stream) { f.Forward(s, x, y) })
	}
}

func reduction(f functions.Reduction, shape []int) func(b *builder) func() error {
	return func(b *builder) func() error {
		x := b.normal(shape...)
		return b.launches(func(s *vk.Stream) { f.Forward(s, x) })
	}
}

// resampling runs a change of size by a factor of two, and its adjoint.
func resampling(f functions.Resampling, from, to []int) func(b *builder) func() error {
	if !f.Row().Enlarges {
		from, to = to, from
	}
	return func(b *builder) func() error {
		x, g := b.normal(from...), b.normal(to...)
		return b.launches(func(s *vk.Stream) {
			f.Forward(s, x, 2)
			f.Backward(s, g, 2)
		})
	}
}
