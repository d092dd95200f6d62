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
	pictureColumns = 10
	pictureImages  = pictureColumns * pictureColumns
	pictureSide    = 32 // pixels of an image in a grid, at least
)

func stagePicture(stage int) string { return fmt.Sprintf("samples/stage%d.png", stage+1) }

// drawPicture writes a grid of samples of an architecture with the shared
// weights.
func (r *Search) drawPicture(name string, tokens nas.Tokens) error {
	a, err := r.config.Archs().Arch(tokens)
	if err != nil {
		return fmt.Errorf("autogan: picture: %w", err)
	}
	z := gan.Latent(r.stream, pictureImages, r.config.GAN.LatentDim, seedFor(r.config, forPicture, 0), 0)
	return r.folder.writePicture(r.stream, name, r.trainer.Gen.Sample(r.stream, z, a, sharedMode(r.config)))
}

// writePicture writes images [pictureImages, S, S, 3] in [-1, 1] as a grid.
func (f *folder) writePicture(s *vk.Stream, name string, images tensor.Tensor) error {
	size := images.Dim(1)
	pixels, err := tensor.ToBytes(s, images).Bytes(s)
	if err != nil {
		return err
	}
	if err := s.EndStep(); err != nil {
		return err
	}
	scale := max(1, pictureSide/size)
	return dataset.WriteGrid(f.join(name), pixels, pictureImages, size, size, pictureColumns, scale)
}
