package autogan

import (
	"autogan/gan"
	"autogan/gan/dataset"
	"autogan/nas/autogan/config"
)

// stageSizes lists the image sizes of all stages.
func stageSizes(c config.Config) []int {
	var sizes []int
	for stage := range c.Stages() {
		sizes = append(sizes, c.ImageSize(stage))
	}
	return sizes
}

// openStage makes what belongs to a stage: its controller, which extends the
// parents found so far, and the images at its size. The GAN needs no change: it
// grows when it gets longer architectures. After the last stage there is
// nothing to open.
func (r *Search) openStage(stage int) error {
	r.releaseStage()
	if stage == r.config.Stages() {
		return nil
	}
	c := r.config
	var err error
	if r.strategy, err = newStrategy(r.stream, c, stage, r.state.Parents); err != nil {
		return err
	}
	if c.Search.Weights == config.FromScratch {
		return nil // the trainings have images of their own
	}
	size := c.ImageSize(stage)
	d, err := r.data.At(size)
	if err != nil {
		return err
	}
	r.images, err = gan.UploadImages(r.stream, d.Images, d.N, size)
	if err != nil {
		return err
	}
	r.shuffler = dataset.NewShuffler(d.N, c.GAN.BatchD, seedFor(c, forShuffle, 0))
	return r.stream.Sync()
}

func (r *Search) releaseStage() {
	_ = r.stream.Sync() // nothing recorded may still use what is freed; the error stays in the stream
	if r.strategy != nil {
		r.strategy.Release()
		r.strategy = nil
	}
	r.measurer = nil
	if r.images != nil {
		r.images.Release(r.stream.Device())
		r.images = nil
	}
}
