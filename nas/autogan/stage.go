package autogan

import (
	"context"

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

// openStage makes the controller of a stage, which extends the parents found so
// far. The GAN needs no change: it grows when it gets longer architectures.
// After the last stage there is nothing to open.
func (r *Search) openStage(stage int) (err error) {
	r.releaseStage()
	if stage == r.config.Stages() {
		return nil
	}
	r.strategy, err = newStrategy(r.stream, r.config, stage, r.state.Parents)
	return err
}

// openImages puts the images of the current stage on the device, unless they
// are there. Reading them may take long, so it is done where the search can be
// interrupted and saved: before an iteration, and not when the stage changes.
func (r *Search) openImages(ctx context.Context) error {
	c := r.config
	ended := r.strategy == nil
	if ended || r.images != nil || c.Search.Weights == config.FromScratch { // from scratch, the trainings have their own
		return nil
	}
	size := c.ImageSize(r.stage())
	d, err := imagesAt(ctx, r.data, size, r.observer)
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
