package autogan

import (
	"fmt"

	"autogan/gan"
	"autogan/gan/dataset"
	"autogan/nas"
	"autogan/vk/tensor"
)

const (
	pictureColumns = 10
	pictureImages  = pictureColumns * pictureColumns
	pictureSide    = 32 // pixels of an image in a grid, at least
)

func stagePicture(stage int) string { return fmt.Sprintf("samples/stage%d.png", stage+1) }

// drawPicture writes a grid of samples of an architecture with the shared
// weights.
func (r *Search) drawPicture(name string, tokens nas.Tokens) error {
	arch, err := gan.ArchFromTokens(tokens)
	if err != nil {
		return fmt.Errorf("autogan: picture: %w", err)
	}
	z := gan.Latent(r.stream, pictureImages, r.config.GAN.LatentDim, r.config.seedFor(forPicture, 0), 0)
	images := r.trainer.Gen.Sample(r.stream, z, arch, r.config.EvalMode())
	size := images.Dim(1)
	pixels, err := tensor.ToBytes(r.stream, images).Bytes(r.stream)
	if err != nil {
		return err
	}
	if err := r.stream.EndStep(); err != nil {
		return err
	}
	scale := max(1, pictureSide/size)
	return dataset.WriteGrid(r.folder.join(name), pixels, pictureImages, size, size, pictureColumns, scale)
}
