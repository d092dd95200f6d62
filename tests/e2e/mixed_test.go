package e2e

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/gan/dataset"
	"autogan/layers"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

// mixedRun trains a small GAN of the paper's first architecture at 16×16, with
// activations stored in a type, and returns the losses of its discriminator steps
// and what it has trained.
func mixedRun(t *testing.T, s *vk.Stream, storage tensor.DType, steps int) (losses []float64, state map[string][]float32) {
	t.Helper()
	a := arch.AutoGAN.Must("top1").First(2)
	gen, err := gan.NewGenerator(s, a, arch.Geometry{Channels: 16, LatentDim: 16, BottomWidth: 4}, arch.TapBeforeSkips, 1)
	if err != nil {
		t.Fatal(err)
	}
	dis, err := gan.NewDiscriminator(s, gan.DiscriminatorConfig{Channels: 16, ImageSize: 16}, 2)
	if err != nil {
		t.Fatal(err)
	}
	trainer, err := gan.NewTrainer(s, gen, dis, gan.TrainerConfig{BatchG: 16, LRG: 2e-4, LRD: 2e-4, Betas: [2]float64{0, 0.9}, Seed: 3, Storage: storage})
	if err != nil {
		t.Fatal(err)
	}
	defer trainer.Release()
	set := dataset.Procedural(256, 1).Resize(16)
	images, err := gan.UploadImages(s, set.Images, set.N, 16)
	if err != nil {
		t.Fatal(err)
	}
	defer images.Release(s.Device())
	shuffler := dataset.NewShuffler(set.N, 16, 4)
	for i := range steps {
		if err := trainer.DiscriminatorStep(a, images.Batch(s, shuffler.Next())); err != nil {
			t.Fatal(err)
		}
		if i%5 == 0 {
			if err := trainer.GeneratorStep(a); err != nil {
				t.Fatal(err)
			}
		}
	}
	all, err := trainer.TakeLosses()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		if l.Kind == gan.DiscriminatorLoss {
			losses = append(losses, l.Value)
		}
	}
	return losses, snapshot(t, s, trainer.StateDict())
}

// TestMixedLossesTrackFloat32 trains 200 steps in every precision. Rounding
// makes two trainings of a GAN drift apart, so means of 20 losses are compared,
// and more closely while they fall, from 1.7 to 0.3 in 80 steps. Over five seeds
// float16 came within 0.008 until then and within 0.064 after, bfloat16 within
// 0.04 and 0.018. Two trainings in float32 whose rates differ by a millionth came
// within 0.013 and 0.032. Twice the largest is allowed. With bfloat16 fewer steps
// do, because it has no loss scale to lose.
func TestMixedLossesTrackFloat32(t *testing.T) {
	_, s := testgpu.Stream(t)
	const steps, window = 200, 20
	want, _ := mixedRun(t, s, tensor.Float32, steps)
	for storage, most := range map[tensor.DType]struct {
		steps          int
		falling, after float64
	}{tensor.Float16: {steps, 0.02, 0.13}, tensor.BFloat16: {100, 0.08, 0.13}} {
		got, state := mixedRun(t, s, storage, most.steps)
		for from := 0; from < most.steps; from += window {
			allowed := most.falling
			if from >= 80 {
				allowed = most.after
			}
			a, b := mean(got[from:from+window]), mean(want[from:from+window])
			if math.Abs(a-b) > allowed {
				t.Errorf("steps %d to %d: mean loss %.4f with %v, %.4f in float32", from, from+window-1, a, storage, b)
			}
		}
		if slices.Equal(got, want[:most.steps]) {
			t.Errorf("both trainings have the same losses: nothing was stored as %v", storage)
		}
		for name, good := range map[string]float32{"adam_d": steps, "adam_g": steps / 5} {
			scale := state[name+".loss_scale"]
			if storage == tensor.BFloat16 && scale == nil { // it needs none
				continue
			}
			if len(scale) != 3 || scale[1] != good || scale[2] != 0 || storage == tensor.BFloat16 {
				t.Errorf("%v, %s: the loss scale is %v, want %v good steps in a row with float16 and none else", storage, name, scale, good)
			}
		}
	}
}

// TestMixedMoments compares the gradients that Adam was given in the first step
// of each network, which are its first moments while beta1 is 0: with float16
// those of a scaled loss, divided by the scale. Adam's steps by themselves hardly
// show what size its gradients have. They came within 0.4 % of their length with
// float16 and 0.9 % with bfloat16; ten times that is allowed.
func TestMixedMoments(t *testing.T) {
	_, s := testgpu.Stream(t)
	_, want := mixedRun(t, s, tensor.Float32, 1)
	for storage, share := range map[tensor.DType]float64{tensor.Float16: 0.04, tensor.BFloat16: 0.09} {
		_, got := mixedRun(t, s, storage, 1)
		for _, optimiser := range []string{"adam_d", "adam_g"} {
			size, off := 0.0, 0.0
			for name, m := range want {
				if !strings.HasPrefix(name, optimiser+".first.") {
					continue
				}
				size = math.Hypot(size, length(m))
				off = math.Hypot(off, distance(got[name], m))
			}
			if !(off <= share*size) || size == 0 {
				t.Errorf("%v, %s: the gradients of the first step are off by %.2g, their length is %.2g", storage, optimiser, off, size)
			}
		}
	}
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// TestMixedGradients compares the gradients of both networks on a tape that stores
// 16 bits with those of float32. The largest differences do not come from rounding
// itself, 5e-4 at most each time with float16. They come from the few ReLUs in a
// thousand whose argument changes its sign by rounding: a gradient through several
// of them is off by up to 7 % of its length, and by 16 % with bfloat16. Twice that
// is allowed, plus a thousandth of the length of all gradients, or two: that of a
// bias before a batch norm is only rounding.
func TestMixedGradients(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, text := range []string{"1 0 1 1 / 1 0 0 1 1", "0 1 2 1 / 0 2 1 0 1", "1 2 0 1 / 1 1 2 1 0"} {
		a, err := arch.AutoGAN.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		gen, err := gan.NewGenerator(s, a, arch.Geometry{Channels: 16, LatentDim: 16, BottomWidth: 4}, arch.TapBeforeSkips, 1)
		if err != nil {
			t.Fatal(err)
		}
		dis, err := gan.NewDiscriminator(s, gan.DiscriminatorConfig{Channels: 16, ImageSize: 16}, 2)
		if err != nil {
			t.Fatal(err)
		}
		params := append(slices.Clone(gen.Params()), dis.Params()...)
		gradients := func(tape *autograd.Tape, factor float32) map[string][]float32 {
			fake := gen.Forward(tape.Const(gan.Latent(s, 8, 16, 1, 0)), a, layers.EvalBatch)
			grads := tape.BackwardFrom(autograd.HingeLossG(dis.Forward(fake, a.Cells())), tensor.Full(s, factor, 1))
			named := map[string]tensor.Tensor{}
			for i, p := range params {
				if g, ok := grads.Of(p); ok {
					named[fmt.Sprint(i, " ", p.Name)] = tensor.Scale(s, g, 1/factor)
				}
			}
			return snapshot(t, s, named)
		}
		u := snapshot(t, s, dis.StateDict()) // a forward does a power iteration
		want := gradients(autograd.NewTape(s, params...), 1)
		all := 0.0
		for _, g := range want {
			all = math.Hypot(all, length(g))
		}
		for storage, most := range map[tensor.DType]struct {
			scale     float32
			of, ofAll float64
		}{tensor.Float16: {1 << 16, 0.15, 1e-3}, tensor.BFloat16: {1, 0.32, 2e-3}} {
			for name, x := range dis.StateDict() {
				x.Upload(s, u[name])
			}
			got := gradients(autograd.NewTape(s, params...).Storing(storage), most.scale)
			for name, g := range want {
				if d := distance(got[name], g); !(d <= most.of*length(g)+most.ofAll*all) {
					t.Errorf("%s, %v: the gradient of %s is off by %.2g, its length is %.2g, that of all %.2g", text, storage, name, d, length(g), all)
				}
			}
		}
		gen.Release()
		dis.Release()
	}
}

func length(x []float32) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum)
}

// distance is the length of a − b.
func distance(a, b []float32) float64 {
	off := make([]float32, len(b))
	for i, v := range b {
		off[i] = a[i] - v
	}
	return length(off)
}
