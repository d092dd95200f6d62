package autogan

import (
	"math"
	"slices"
	"strings"
	"testing"

	"autogan/gan"
	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
)

// TestInitialWeights: the choices of the reference code's flag init_type reach
// the convolutions of the generator, also after a reset, and nothing else. The
// discriminator keeps PyTorch's default, as there.
func TestInitialWeights(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := config.Default(config.Reference)
	c.GAN.Channels, c.GAN.DiscChannels, c.GAN.LatentDim = 12, 12, 8
	weights := func(init config.Init, restart bool) map[string][]float32 {
		c.GAN.Init = init
		generator, err := gan.NewSuperGenerator(s, c.Archs(), sharedGeometry(c), tap(c), 1)
		if err != nil {
			t.Fatal(err)
		}
		trainer, err := newTrainer(s, c, generator, gan.DiscriminatorConfig{Channels: 12, ImageSize: 32}, 2)
		if err != nil {
			t.Fatal(err)
		}
		defer trainer.Release()
		if restart {
			trainer.Restart(1)
		}
		values := map[string][]float32{}
		for name, x := range trainer.StateDict() {
			values[name] = floatsOf(t, s, x)
		}
		return values
	}
	xavier := weights(config.XavierInit, false)
	const conv = "generator.cell1.pre.block1.conv.weight" // 3×3, 12 to 12
	if most, bound := float64(slices.Max(xavier[conv])), math.Sqrt(6.0/(9*12+9*12)); most > bound || most < 0.98*bound {
		t.Errorf("xavier: the largest weight is %g, want just below %g", most, bound)
	}
	const fanIn = "discriminator.block1.conv2.weight" // 3×3 of 12 channels
	if most, bound := float64(slices.Max(xavier[fanIn])), 1/math.Sqrt(9*12); most > bound || most < 0.98*bound {
		t.Errorf("the discriminator's largest weight is %g, want just below %g", most, bound)
	}
	for init, deviation := range map[config.Init]float64{config.NormalInit: 0.02, config.OrthogonalInit: math.Sqrt(1.0 / (9 * 12))} {
		for _, restart := range []bool{false, true} {
			got := weights(init, restart)
			sum := 0.0
			for _, w := range got[conv] {
				sum += float64(w) * float64(w)
			}
			root := math.Sqrt(sum / float64(len(got[conv])))
			if math.Abs(root/deviation-1) > 0.1 { // five standard errors of 1,296 normal draws
				t.Errorf("%s, restarted %v: a weight of %s is %g in the mean square, want %g", init, restart, conv, root, deviation)
			}
			for name, before := range xavier {
				convolution := strings.HasPrefix(name, "generator.") && strings.Contains(name, ".conv") && strings.HasSuffix(name, ".weight")
				if !restart && slices.Equal(before, got[name]) == convolution {
					t.Errorf("%s: %s is a convolution of the generator: %v, and has other weights than Xavier's: %v", init, name, convolution, !convolution)
				}
			}
		}
	}
}
