package autogan

import (
	"errors"
	"fmt"
	"testing"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

// TestSmallestNetworksTrain takes steps at the lower limits of all settings that
// decide sizes: one channel and one image, at the smallest and at an odd width,
// with every norm before and after the convolution.
func TestSmallestNetworksTrain(t *testing.T) {
	_, s := testgpu.Stream(t)
	var smallest []string
	for _, key := range []string{"gan.channels", "gan.disc_channels", "gan.latent_dim", "gan.batch_g", "gan.batch_d"} {
		smallest = append(smallest, fmt.Sprintf("%s=%d", key, config.RangeOf(key).Low))
	}
	for _, precision := range []config.Precision{config.Float32, config.Mixed, config.BFloat16} {
		for _, width := range []int{config.RangeOf("gan.bottom_width").Low, 3} {
			c := load(t, "quickstart", append(smallest, fmt.Sprintf("gan.bottom_width=%d", width), "precision="+string(precision))...)
			trainer, err := newShared(s, c)
			if err != nil {
				t.Fatal(err)
			}
			for kind := range 6 { // two orders of three norms
				text := fmt.Sprintf("%[1]d %[2]d 1 1 / %[1]d %[2]d 0 1 1 / %[1]d %[2]d 2 1 3", kind/3, kind%3)
				if err := stepOf(trainer, s, c, text); err != nil {
					t.Errorf("%s, width %d, %s: %v", precision, width, text, err)
				}
			}
			trainer.Release()
		}
	}
}

// stepOf takes a step of each network with the first cells of an architecture,
// for every number of cells.
func stepOf(trainer *gan.Trainer, s *vk.Stream, c config.Config, text string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	whole, err := c.ParseArch(text)
	if err != nil {
		return err
	}
	for cells := 1; cells <= whole.Cells(); cells++ {
		a := whole.First(cells)
		size := c.GAN.BottomWidth << cells
		real := tensor.Temp(s, c.GAN.BatchD, size, size, arch.ImageChannels)
		tensor.Fill(s, real, 0.5)
		if err := errors.Join(trainer.DiscriminatorStep(a, real), trainer.GeneratorStep(a)); err != nil {
			return err
		}
	}
	_, err = trainer.TakeLosses()
	return err
}
