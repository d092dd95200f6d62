package gan

import (
	"fmt"

	"autogan/gan/arch"
	"autogan/layers"
	"autogan/layers/optim"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// TrainerConfig says how generator and discriminator are trained (paper,
// section 4; SNGAN's settings).
type TrainerConfig struct {
	BatchG   int        // images of a generator step; a discriminator step generates as many fakes as it gets real images
	LRG, LRD float64    // learning rates of Adam
	Betas    [2]float64 // decays of Adam's moments
	Seed     uint64     // of the latent vectors
	// UnusedDecaysMoments lets Adam also update weights that a step did not
	// use; see [optim.AdamConfig].
	UnusedDecaysMoments bool
	// Storage is the type of activations and copies of weights: Float32, Float16
	// or BFloat16. Weights, sums and all arithmetic are float32 with each. With
	// Float16 losses are scaled dynamically.
	Storage tensor.DType
}

// adamEps is PyTorch's default.
const adamEps = 1e-8

// Trainer takes the alternating steps of a GAN with hinge losses. Losses stay
// on the device until [Trainer.TakeLosses].
type Trainer struct {
	Gen *Generator
	Dis *Discriminator

	stream     *vk.Stream
	config     TrainerConfig
	optG, optD *optim.Adam
	draws      uint64 // batches of latent vectors drawn so far; numbers the random stream
	losses     lossQueue
}

// NewTrainer returns a trainer of the two networks. The trainer owns them, and
// releases them if NewTrainer fails.
func NewTrainer(s *vk.Stream, gen *Generator, dis *Discriminator, c TrainerConfig) (*Trainer, error) {
	t := &Trainer{Gen: gen, Dis: dis, stream: s, config: c}
	adam := func(lr float64) optim.AdamConfig {
		return optim.AdamConfig{LR: lr, Beta1: c.Betas[0], Beta2: c.Betas[1], Eps: adamEps, UnusedDecaysMoments: c.UnusedDecaysMoments, LossScaling: c.Storage == tensor.Float16}
	}
	var err error
	if t.optG, err = optim.NewAdam(s, gen.Params(), adam(c.LRG)); err == nil {
		if t.optD, err = optim.NewAdam(s, dis.Params(), adam(c.LRD)); err == nil {
			err = t.losses.open(s)
		}
	}
	if err != nil {
		t.Release()
		return nil, fmt.Errorf("gan: trainer: %w", err)
	}
	return t, nil
}

// DiscriminatorStep trains the discriminator on real images [N, S, S, 3] and as
// many fakes of a, with the loss mean max(0, 1−D(x)) + mean max(0, 1+D(G(z))).
// The generator runs in training mode, so its running statistics change. It
// panics if [MaxLosses] losses wait for TakeLosses.
func (t *Trainer) DiscriminatorStep(a arch.Arch, real tensor.Tensor) error {
	fake := t.generate(t.tape(), a, real.Dim(0))
	tape := t.tape(t.Dis.Params()...)
	onReal := t.Dis.Forward(tape.Const(real), a.Cells())
	onFake := t.Dis.Forward(tape.Const(fake.Value), a.Cells())
	loss := autograd.HingeLossD(onReal, onFake)
	t.optD.Step(t.stream, tape.BackwardFrom(loss, t.optD.LossScale()))
	return t.finish(DiscriminatorLoss, loss)
}

// GeneratorStep trains the layers of a in the generator with the loss −mean
// D(G(z)). It panics if [MaxLosses] losses wait for TakeLosses.
func (t *Trainer) GeneratorStep(a arch.Arch) error {
	tape := t.tape(t.Gen.Params()...)
	fake := t.generate(tape, a, t.config.BatchG)
	loss := autograd.HingeLossG(t.Dis.Forward(fake, a.Cells()))
	t.optG.Step(t.stream, tape.BackwardFrom(loss, t.optG.LossScale()))
	return t.finish(GeneratorLoss, loss)
}

// tape returns a tape of the trainer's precision.
func (t *Trainer) tape(params ...*autograd.Param) *autograd.Tape {
	return autograd.NewTape(t.stream, params...).Storing(t.config.Storage)
}

func (t *Trainer) generate(tape *autograd.Tape, a arch.Arch, n int) *autograd.Var {
	z := Latent(t.stream, n, t.Gen.geometry.Latent(), t.config.Seed, t.draws)
	t.draws++
	return t.Gen.Forward(tape.Const(z), a, layers.Train)
}

// Latent draws z ~ N(0, 1), a temporary [n, dim]. The numbers depend only on
// seed and stream.
func Latent(s *vk.Stream, n, dim int, seed, stream uint64) tensor.Tensor {
	z := tensor.Temp(s, n, dim)
	tensor.RandomNormal(s, z, 0, 1, seed, stream)
	return z
}

func (t *Trainer) finish(kind LossKind, loss *autograd.Var) error {
	t.losses.push(t.stream, kind, loss.Value)
	return t.stream.EndStep()
}

// ScaleRates sets both learning rates to factor times those of the configuration,
// for the steps to come.
func (t *Trainer) ScaleRates(factor float64) {
	t.optG.SetLR(factor * t.config.LRG)
	t.optD.SetLR(factor * t.config.LRD)
}

// TakeLosses waits for the steps so far and returns their losses in order. Call
// it at least every [MaxLosses] steps. If a loss is not finite, the error names
// the first such loss and wraps [ErrNotFinite]; the losses before it are
// returned too.
func (t *Trainer) TakeLosses() ([]Loss, error) { return t.losses.take(t.stream) }

// Restart initialises both networks and both optimisers again (the paper's
// dynamic resetting).
func (t *Trainer) Restart(seed uint64) {
	t.Gen.Reinitialise(seed)
	t.Dis.Reinitialise(seed + 1)
	t.optG.Reset(t.stream)
	t.optD.Reset(t.stream)
}

// Release frees the networks, the optimisers and the losses.
func (t *Trainer) Release() {
	dev := t.stream.Device()
	_ = t.stream.Sync() // nothing recorded may still use what is freed; the error stays in the stream
	for _, optimizer := range []*optim.Adam{t.optG, t.optD} {
		if optimizer != nil {
			optimizer.Release(dev)
		}
	}
	t.losses.release(dev)
	t.Gen.Release()
	t.Dis.Release()
}
