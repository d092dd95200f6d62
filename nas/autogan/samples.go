package autogan

import (
	"fmt"

	"autogan/gan"
	"autogan/gan/dataset"
	"autogan/nas"
	"autogan/vk"
	"autogan/vk/tensor"
)

const (
	gridColumns = 10
	gridImages  = gridColumns * gridColumns
	gridSide    = 32 // smallest side of an image in a grid, in pixels
)

func stageSamples(stage int) string { return fmt.Sprintf("samples/stage%d.png", stage+1) }

// drawSamples writes a grid of samples of an architecture with the shared
// weights.
func (r *Search) drawSamples(name string, tokens nas.Tokens) error {
	a, err := r.config.Archs().Arch(tokens)
	if err != nil {
		return fmt.Errorf("autogan: samples: %w", err)
	}
	z := gan.Latent(r.stream, gridImages, r.config.GAN.LatentDim, seedFor(r.config, forSamples, 0), 0)
	return r.folder.writeSamples(r.stream, name, r.trainer.Gen.Sample(r.stream, z, a, sharedMode(r.config)))
}

// writeSamples writes images [gridImages, S, S, 3] in [-1, 1] as a grid.
func (f *folder) writeSamples(s *vk.Stream, name string, images tensor.Tensor) error {
	size := images.Dim(1)
	pixels, err := tensor.ToBytes(s, images).Bytes(s)
	if err != nil {
		return err
	}
	if err := s.EndStep(); err != nil {
		return err
	}
	scale := max(1, gridSide/size)
	return dataset.WriteGrid(f.join(name), pixels, gridImages, size, size, gridColumns, scale)
}
