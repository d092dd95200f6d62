package main

import (
	"fmt"

	"autogan/gan"
	"autogan/shaders"
	"autogan/vk"
	"autogan/vk/tensor"
)

// benchCase is a piece of work to time. Its name is also what a peer is asked for.
type benchCase struct {
	name  string
	flop  float64 // of one run; a multiply-add counts two
	bytes float64 // moved by one run, where that is what counts
	peer  bool    // whether a peer knows it
	make  func(s *vk.Stream) (run func() error, err error)
}

// benchCases lists the device's ceilings, convolutions of the networks, and a
// whole iteration of the shared GAN.
func benchCases() []benchCase {
	cases := []benchCase{fmaCeiling(), copyCeiling()}
	for _, c := range []struct{ n, channels, size int }{{64, 128, 8}, {64, 128, 16}, {16, 128, 32}, {64, 64, 16}} {
		cases = append(cases, convCase(c.n, c.channels, c.size))
	}
	return append(cases, iterationCase())
}

func fmaCeiling() benchCase {
	const threads, rounds, perRound = 1 << 14, 256, 64 * 2
	return benchCase{name: "ceiling/fma", flop: threads * rounds * perRound, make: func(s *vk.Stream) (func() error, error) {
		return func() error {
			y := tensor.Temp(s, threads, 4)
			s.Kernel(shaders.BenchFMA).Write(y.Buffer).Int(threads).Int(rounds).Float(0.5).Float(1).Run1D(threads)
			return s.EndStep()
		}, nil
	}}
}

func copyCeiling() benchCase {
	const vectors = 4 << 20 // 64 MiB: past every cache
	return benchCase{name: "ceiling/copy", bytes: 2 * 16 * vectors, make: func(s *vk.Stream) (func() error, error) {
		return func() error {
			x, y := tensor.Temp(s, vectors, 4), tensor.Temp(s, vectors, 4)
			s.Kernel(shaders.BenchCopy).Read(x.Buffer).Write(y.Buffer).Int(vectors).Run1D(vectors)
			return s.EndStep()
		}, nil
	}}
}

// convCase is a 3×3 convolution of equal widths with its two gradients.
func convCase(n, channels, size int) benchCase {
	flop := 3 * 2 * float64(n*size*size) * float64(9*channels*channels)
	name := fmt.Sprintf("conv3x3/n%d-c%d-%dx%d", n, channels, size, size)
	return benchCase{name: name, flop: flop, peer: true, make: func(s *vk.Stream) (func() error, error) {
		return func() error {
			x, g := tensor.Temp(s, n, size, size, channels), tensor.Temp(s, n, size, size, channels)
			weight, bias := tensor.Temp(s, 3, 3, channels, channels), tensor.Temp(s, channels)
			config := tensor.Conv2DConfig{Padding: 1}
			tensor.Conv2DForward(s, x, weight, bias, config)
			tensor.Conv2DBackwardInput(s, g, weight, x.Shape, config)
			tensor.Conv2DBackwardWeight(s, x, g, weight.Shape, config)
			tensor.SumRows(s, g) // the bias's gradient
			return s.EndStep()
		}, nil
	}}
}

// iterationCase is five discriminator steps and a generator step of the shared
// GAN at the search's widths, second stage, with the cells of the paper's best.
func iterationCase() benchCase {
	const batchD, batchG, critic, size = 64, 128, 5, 16
	arch := gan.Top1[:2]
	width := gan.GeneratorConfig{Channels: 128, LatentDim: 128, BottomWidth: 4}
	fixed := gan.DiscriminatorConfig{Channels: 64, ImageSize: 32}
	macsG := float64(gan.GeneratorPlan(arch, width).MACs())
	macsD := float64(gan.DiscriminatorPlan(len(arch), gan.DiscriminatorConfig{Channels: 64, ImageSize: size}).MACs())
	// A backward pass costs two forwards; a G step needs no weight gradients of D.
	flop := 2 * (critic*batchD*(macsG+2*3*macsD) + batchG*(3*macsG+2*macsD))
	return benchCase{name: "iteration/16x16", flop: flop, peer: true, make: func(s *vk.Stream) (func() error, error) {
		generator, err := gan.NewSuperGenerator(s, width, gan.TapBeforeSkips, 1)
		if err != nil {
			return nil, err
		}
		discriminator, err := gan.NewDiscriminator(s, fixed, 2)
		if err != nil {
			return nil, err
		}
		trainer, err := gan.NewTrainer(s, generator, discriminator, gan.TrainerConfig{
			BatchG: batchG, LRG: 2e-4, LRD: 2e-4, Betas: [2]float64{0, 0.9}, Seed: 3,
		})
		if err != nil {
			return nil, err
		}
		return func() error {
			for range critic {
				real := gan.Latent(s, batchD, size*size*3, 4, 0).Reshape(batchD, size, size, 3)
				if err := trainer.DiscriminatorStep(arch, real); err != nil {
					return err
				}
			}
			if err := trainer.GeneratorStep(arch); err != nil {
				return err
			}
			_, err := trainer.TakeLosses()
			return err
		}, nil
	}}
}
