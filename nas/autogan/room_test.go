package autogan

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"autogan/nas/autogan/config"
)

// large is the memory of a large machine.
var large = Memory{Host: 1 << 40, Device: 80 << 30}

// TestProductsAreCheckedBeforeAllocating: every setting is in its range, and the
// product is more than a kernel can address or than there is memory.
func TestProductsAreCheckedBeforeAllocating(t *testing.T) {
	for _, c := range []struct {
		experiment, set, want string
		memory                Memory
	}{
		{"quickstart", "data.images=100000000", "quickstart: data.images, gan.bottom_width: the training images would take 358 GiB of memory, this machine has 16 GiB", Memory{16 << 30, 16 << 30}},
		{"cifar10", "gan.batch_g=65536", "cifar10: gan.batch_g, gan.channels, gan.disc_channels, gan.bottom_width: a training step would have 8,589,934,592 values in one tensor, want at most 2,147,483,647", large},
		{"cifar10", "gan.batch_d=65536", "cifar10: gan.batch_d, gan.channels, gan.disc_channels, gan.bottom_width: a training step would have 8,589,934,592 values in one tensor, want at most 2,147,483,647", large},
		{"cifar10", "gan.batch_g=16000", "cifar10: gan.batch_g, gan.channels, gan.disc_channels, gan.bottom_width: a training step would take 7.8 GiB of device memory, the device has 4.0 GiB", Memory{16 << 30, 4 << 30}},
		{"cifar10", "gan.channels=4096", "cifar10: gan.channels, gan.disc_channels, gan.latent_dim, gan.bottom_width: the weights would take 40 GiB of device memory, the device has 16 GiB", Memory{16 << 30, 16 << 30}},
		{"cifar10", "gan.bottom_width=64,reward.batch=1000,gan.batch_g=8,gan.batch_d=8", "cifar10: reward.batch, gan.channels, gan.disc_channels, gan.bottom_width: drawing a batch of images would have 33,554,432,000 values in one tensor, want at most 2,147,483,647", large},
		{"cifar10", "reward.batch=2000", "cifar10: reward.batch: a batch of images in Inception-v3 would have 2,765,952,000 values in one tensor, want at most 2,147,483,647", large},
		{"cifar10", "reward.batch=2000,reward.scorer=mine", "cifar10: reward.batch, gan.channels, gan.disc_channels, gan.bottom_width: drawing a batch of images would take 1000 MiB of device memory, the device has 900 MiB", Memory{16 << 30, 900 << 20}},
		{"cifar10-top1", "eval.batch=2000", "cifar10-top1: eval.batch: a batch of images in Inception-v3 would have 2,765,952,000 values in one tensor, want at most 2,147,483,647", large},
		{"cifar10", "controller.hidden=4096,search.num_candidates=100000,search.top_k=5", "cifar10: controller.batch, search.num_candidates, controller.hidden: the architectures that a controller draws at once would take 6.1 GiB of device memory, the device has 6.0 GiB", Memory{16 << 30, 6 << 30}},
		{"cifar10-top1", "train.channels=4096", "cifar10-top1: train.channels, train.disc_channels, gan.latent_dim, gan.bottom_width: the weights would take 11 GiB of device memory, the device has 6.0 GiB", Memory{16 << 30, 6 << 30}},
		{"quickstart", "train.channels=4096,gan.batch_g=4096", "quickstart: gan.batch_g, train.channels, train.disc_channels, gan.bottom_width: a training step would have 4,294,967,296 values in one tensor, want at most 2,147,483,647", large},
	} {
		var mistake *config.Error
		err := CheckRoom(load(t, c.experiment, strings.Split(c.set, ",")...), c.memory)
		if !errors.As(err, &mistake) || err.Error() != c.want {
			t.Errorf("%s with %s: got\n%v, want\n%s", c.experiment, c.set, err, c.want)
		}
	}
}

// TestUnknownMemoryRefusesNothing: some systems do not say how much they have.
// What no kernel can address is refused there too.
func TestUnknownMemoryRefusesNothing(t *testing.T) {
	if err := CheckRoom(load(t, "cifar10", "gan.channels=4096"), Memory{}); err != nil {
		t.Error(err)
	}
	if err := CheckRoom(load(t, "cifar10", "gan.batch_g=65536"), Memory{}); err == nil {
		t.Error("a step of 8,589,934,592 values in one tensor is let pass")
	}
}

// TestExperimentsHaveRoom: what ships runs on a device with 16 GiB.
func TestExperimentsHaveRoom(t *testing.T) {
	for _, name := range []string{"quickstart", "cifar10", "stl10", "cifar10-top1", "stl10-top1", "cifar10-asha", "cifar10-small"} {
		if err := CheckRoom(load(t, name), Memory{16 << 30, 16 << 30}); err != nil {
			t.Error(err)
		}
	}
}

// TestLimitsDoNotOverflow takes every number that a search multiplies at its
// limit: the products of the ranges fit 64 bits.
func TestLimitsDoNotOverflow(t *testing.T) {
	var most []string
	for _, s := range config.Settings() {
		r, whole := s.Numbers.(config.Range[int])
		value := fmt.Sprint(r.High)
		switch {
		case !whole || slices.Contains([]string{"seed", "train.seeds", "space.cells", "search.max_steps", "gan.batch_d", "gan.n_critic"}, s.Key):
			continue // a seed is no amount; others make a search shorter
		case s.Key == "search.iterations":
			value = fmt.Sprintf("[%s, %s, %s]", value, value, value)
		}
		most = append(most, s.Key+"="+value)
	}
	c := load(t, "quickstart", append(most, "gan.batch_d=1", "search.max_steps=0", "gan.n_critic=1")...)
	for i, a := range AmountsOf(c, c.Data.Images) {
		want := 1e5 * 1e5 * 1e8
		if float64(a.StepsD) != want || float64(a.StepsG) != want || a.Updates != 1e11 || a.Rewards != 1e15+1e5 {
			t.Errorf("stage %d: %+v", i, a)
		}
	}
	for _, n := range needsOf(c) {
		if n.host < 0 || n.device < 0 || n.elements < 0 {
			t.Errorf("%s overflows: %+v", n.what, n)
		}
	}
	if steps := c.Train.GeneratorSteps * config.RangeOf("gan.n_critic").High; steps != 1e12 {
		t.Errorf("%d steps of the discriminator", steps)
	}
}

func load(t *testing.T, name string, overrides ...string) config.Config {
	t.Helper()
	c, err := config.Load(name, overrides...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
