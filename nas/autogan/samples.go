package autogan

import (
	"fmt"
	"image"

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

// StageSamples is the file with samples of a stage of a search, relative to the
// run's folder. It is there once the stage has ended.
func StageSamples(stage int) string { return fmt.Sprintf("samples/stage%d.png", stage+1) }

// drawSamples writes a grid of samples of an architecture with the shared
// weights.
func (r *Search) drawSamples(name string, tokens nas.Tokens) error {
	a, err := r.config.Archs().Arch(tokens)
	if err != nil {
		return fmt.Errorf("autogan: samples: %w", err)
	}
	z := gan.Latent(r.stream, gridImages, r.config.GAN.LatentDim, seedFor(r.config, forSamples, 0), 0)
	grid, err := gridOf(r.stream, r.trainer.Gen.Sample(r.stream, z, a, sharedMode(r.config)))
	if err != nil {
		return err
	}
	return r.folder.replace(name, func(path string) error { return dataset.WritePNG(path, grid) })
}

// gridOf lays generated images [gridImages, S, S, 3] in [-1, 1] out in a grid.
func gridOf(s *vk.Stream, images tensor.Tensor) (*image.RGBA, error) {
	pixels, err := tensor.ToBytes(s, images).Bytes(s)
	if err != nil {
		return nil, err
	}
	return gridOfBytes(pixels, images.Dim(1)), s.EndStep()
}

// gridOfData lays the first images of a set out as gridOf does, fewer if the
// set has fewer.
func gridOfData(d dataset.Dataset) *image.RGBA {
	return gridOfBytes(d.Images[:min(d.N, gridImages)*d.ImageSize()], d.H)
}

func gridOfBytes(pixels []byte, size int) *image.RGBA {
	n := len(pixels) / (size * size * dataset.Channels)
	return dataset.Grid(pixels, n, size, size, gridColumns, max(1, gridSide/size))
}
