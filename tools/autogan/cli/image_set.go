package cli

import (
	"context"

	"autogan/gan/dataset"
	"autogan/gan/metric"
	"autogan/gan/metric/inception"
	"autogan/vk"
	"autogan/vk/tensor"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
)

// imageSet is images to measure.
type imageSet struct {
	name   string // as in metric.Statistics; "" if a generator draws them
	count  int
	size   int           // their height and width, or metric.OwnSizes
	hash   func() string // of their bytes; nil if they are not in memory
	source metric.Source
}

// setOf is the images of a data set in memory.
func setOf(d dataset.Dataset) imageSet {
	return imageSet{name: d.Name, count: d.N, size: d.H, hash: d.Hash, source: metric.HostImages(d.Images, d.H)}
}

// fileValues bounds the values of the images that are read from files for one
// batch; a larger image is a batch by itself.
const fileValues = 1 << 26

// filesSet is the images of a folder at their own sizes.
func filesSet(ctx context.Context, f *dataset.Files) imageSet {
	source := func(s *vk.Stream, from, count int) (tensor.Tensor, error) {
		d, err := f.Read(ctx, from, count, fileValues)
		if err != nil {
			return tensor.Tensor{}, badInput(orSkip(err))
		}
		images := tensor.TempOf(s, tensor.Uint8, d.N, d.H, d.W, dataset.Channels)
		images.UploadBytes(s, d.Images)
		return images, nil
	}
	return imageSet{name: f.Name, count: f.N(), size: metric.OwnSizes, source: source}
}

// takesAnySize reports whether a network resizes images of every height and width
// itself, as the graph of Inception-v3 does.
func takesAnySize(n metric.Features) bool {
	switch n.(type) {
	case *inception.Network, *inception.Stage:
		return true
	}
	return false
}

// valuesIn is the number of values of one image of a size in a network's largest
// tensor.
func valuesIn(n metric.Features, size int) int {
	values := size * size * dataset.Channels
	if takesAnySize(n) {
		return max(inception.LargestTensor, values)
	}
	return values
}

// measureShown measures all images of a set, with progress on standard error.
func measureShown(cmd *cobra.Command, s *vk.Stream, network metric.Features, phase string, set imageSet, config metric.MeasureConfig) (metric.Measurement, error) {
	config.Images = set.count
	if err := config.Validate(); err != nil {
		return metric.Measurement{}, badInput(err)
	}
	side := max(set.size, 1) // images of their own sizes come in batches that fit
	if err := network.CheckSize(side); err != nil {
		return metric.Measurement{}, badInput(err)
	}
	if err := wantBatch("--batch", config.Batch, valuesIn(network, side)); err != nil {
		return metric.Measurement{}, err
	}
	begins(cmd)
	p := newProgress(cmd.ErrOrStderr())
	defer p.Close()
	p.Phase(phase, config.Images, 0)
	config.Progress = func(done int) { p.Advance(done - p.done) }
	m, err := metric.Measure(cmd.Context(), s, network, config, set.source)
	if err == nil && set.name != "" {
		m.Set = set.name
	}
	if err == nil && set.hash != nil {
		m.Statistics.Images = set.hash()
	}
	return m, err
}

// measuredSet is what one pass over a set has given, with the features of each
// image where a metric needs them.
type measuredSet struct {
	metric.Measurement
	vectors tensor.Tensor
}

// measureKept measures a set and, if keep is set, keeps the features.
func measureKept(cmd *cobra.Command, s *vk.Stream, network metric.Features, phase string, set imageSet, config metric.MeasureConfig, keep bool) (measuredSet, error) {
	var m measuredSet
	if keep {
		if most := tensor.MaxElements / network.Dim(); set.count > most {
			return m, badInputf("eval: %s images are too many to compare in pairs; want at most %s by %s features, or --metrics is,fid",
				humanize.Comma(int64(set.count)), humanize.Comma(int64(most)), humanize.Comma(int64(network.Dim())))
		}
		var err error
		if m.vectors, err = tensor.New(s.Device(), tensor.Float32, set.count, network.Dim()); err != nil {
			return m, err
		}
	}
	config.Keep = m.vectors
	var err error
	if m.Measurement, err = measureShown(cmd, s, network, phase, set, config); err != nil {
		m.release(s)
	}
	return m, err
}

// release frees the features after the recorded work.
func (m *measuredSet) release(s *vk.Stream) {
	if m.vectors.None() {
		return
	}
	_ = s.Sync() // an error stays in the stream
	m.vectors.Release(s.Device())
	m.vectors = tensor.Tensor{}
}
