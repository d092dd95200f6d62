package e2e

import (
	"testing"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/tests/testgpu"
	"autogan/vk"
)

// paperTrainer is the paper's final training (section 4): its best architecture
// with 256 channels and a discriminator of 128, on a stream that only records.
func paperTrainer(t *testing.T, s *vk.Stream) *gan.Trainer {
	t.Helper()
	gen, err := gan.NewGenerator(s, arch.AutoGAN.Must("top1"), arch.Geometry{Channels: 256, LatentDim: 128, BottomWidth: 4}, arch.TapBeforeSkips, 1)
	if err != nil {
		t.Fatal(err)
	}
	dis, err := gan.NewDiscriminator(s, gan.DiscriminatorConfig{Channels: 128, ImageSize: 32}, 2)
	if err != nil {
		t.Fatal(err)
	}
	trainer, err := gan.NewTrainer(s, gen, dis, gan.TrainerConfig{BatchG: 128, LRG: 2e-4, LRD: 2e-4, Betas: [2]float64{0, 0.9}, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(trainer.Release)
	if err := s.EndStep(); err != nil {
		t.Fatal(err)
	}
	return trainer
}

// TestPaperStepsFitInMemory records a step of each player at the paper's batch
// sizes, 64 and 128 images of 32×32, and looks at what they would take.
func TestPaperStepsFitInMemory(t *testing.T) {
	const mib = 1 << 20
	for _, c := range []struct {
		name string
		most uint64
		step func(s *vk.Stream, trainer *gan.Trainer) error
	}{
		{"discriminator", 300 * mib, func(s *vk.Stream, trainer *gan.Trainer) error {
			return trainer.DiscriminatorStep(arch.AutoGAN.Must("top1"), gan.Latent(s, 64, 32*32*3, 4, 0).Reshape(64, 32, 32, 3))
		}},
		{"generator", 1300 * mib, func(s *vk.Stream, trainer *gan.Trainer) error {
			return trainer.GeneratorStep(arch.AutoGAN.Must("top1"))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := testgpu.StreamWith(t, vk.StreamOptions{RecordOnly: true})
			trainer := paperTrainer(t, s)
			before := s.Stats()
			if err := c.step(s, trainer); err != nil {
				t.Fatal(err)
			}
			stats := s.Stats()
			t.Logf("%d dispatches, %d barriers: temporaries take %d MiB of %d MiB asked",
				stats.Dispatches-before.Dispatches, stats.Barriers-before.Barriers, stats.TempBytes>>20, stats.TempsAsked>>20)
			if stats.TempBytes > c.most {
				t.Errorf("temporaries take %d MiB, want at most %d MiB", stats.TempBytes>>20, c.most>>20)
			}
		})
	}
}
