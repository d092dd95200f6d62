package autogan

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/gan/dataset"
	"autogan/gan/metric"
	"autogan/gan/metric/classifier"
	"autogan/gan/metric/inception"
	"autogan/layers"
	"autogan/nas/autogan/config"
	"autogan/vk"
	"autogan/vk/tensor"
)

// InceptionFile is the path of the network of the scorer "inception", relative
// to the working directory.
var InceptionFile = filepath.Join("data", "inception", inception.FileName)

// network is a scorer that its owner releases.
type network interface {
	metric.Network
	Release()
}

// openScorer returns a scorer, which must take images of all the given sizes.
// Mistakes are a [*config.Error] about the given setting.
func openScorer(s *vk.Stream, name, setting string, sizes ...int) (network, error) {
	scorer, err := loadScorer(s, name)
	if errors.Is(err, vk.ErrOutOfMemory) {
		return nil, err // not a mistake in the configuration
	}
	if err != nil {
		return nil, &config.Error{Where: setting, Problem: err.Error()}
	}
	for _, size := range sizes {
		if err := scorer.CheckSize(size); err != nil {
			scorer.Release()
			return nil, &config.Error{Where: setting, Problem: err.Error()}
		}
	}
	return scorer, nil
}

func loadScorer(s *vk.Stream, name string) (network, error) {
	switch name {
	case "builtin":
		return released(classifier.Builtin(s))
	case "inception":
		return released(inception.Load(s, InceptionFile))
	}
	return released(classifier.Load(s, name))
}

// released keeps a typed nil out of the interface.
func released[N network](n N, err error) (network, error) {
	if err != nil {
		return nil, err
	}
	return n, nil
}

// ReferenceFile is where a run's folder keeps the statistics of the training
// images at a size.
func ReferenceFile(size int) string { return fmt.Sprintf("reference-%d.npz", size) }

// evaluator measures generated images of one size: their Inception score and
// their distance from the training images.
type evaluator struct {
	network   network
	config    config.Eval
	reference metric.Statistics
}

// newEvaluator returns an evaluator that compares generated images with those
// of data, which have their size. The caller keeps and releases the network. If the
// configuration names a file of statistics, that file is used. Otherwise the
// statistics of data are read from the folder if they fit, or measured and
// written there.
func newEvaluator(ctx context.Context, s *vk.Stream, n network, c config.Eval, data dataset.Dataset, folder string, observer Observer) (*evaluator, error) {
	e := &evaluator{network: n, config: c}
	if c.Reference != "" {
		return e, e.readReference()
	}
	path := filepath.Join(folder, ReferenceFile(data.H))
	kept, err := metric.ReadStatistics(path)
	if err == nil && kept.Features == n.FeatureName() && kept.Count == data.N {
		e.reference = kept
		return e, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if e.reference, err = statisticsOf(ctx, s, n, data, c.Batch, observer); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("autogan: run folder: %w", err)
	}
	return e, e.reference.Write(path)
}

// readReference reads the statistics of the file that the configuration names.
func (e *evaluator) readReference() (err error) {
	if e.reference, err = metric.ReadStatistics(e.config.Reference); err != nil {
		return &config.Error{Where: "eval.reference", Problem: err.Error()}
	}
	if e.reference.Features != e.network.FeatureName() || e.reference.Dim() != e.network.Dim() {
		return &config.Error{Where: "eval.reference", Problem: fmt.Sprintf("%s is of the %d features %s, eval.scorer gives the %d features %s",
			e.config.Reference, e.reference.Dim(), e.reference.Features, e.network.Dim(), e.network.FeatureName())}
	}
	return nil
}

// statisticsOf measures all images of a set.
func statisticsOf(ctx context.Context, s *vk.Stream, n network, data dataset.Dataset, batch int, observer Observer) (metric.Statistics, error) {
	observer.Phase(fmt.Sprintf("%s of the training images", n.FeatureName()), data.N, 0)
	config := metric.MeasureConfig{Images: data.N, Batch: batch, Splits: 1}
	done := 0
	config.Progress = func(now int) { observer.Advance(now - done); done = now }
	m, err := metric.Measure(ctx, s, n, config, metric.HostImages(data.Images, data.H))
	if errors.Is(err, context.Canceled) {
		err = ErrInterrupted // only this measurement is lost
	}
	m.Set = dataset.Train.String()
	return m.Statistics, err
}

// measure evaluates the images of a source, which must have the evaluator's
// size.
func (e *evaluator) measure(ctx context.Context, s *vk.Stream, source metric.Source) (Evaluation, error) {
	config := metric.MeasureConfig{Images: e.config.Images, Batch: e.config.Batch, Splits: e.config.Splits}
	m, err := metric.Measure(ctx, s, e.network, config, source)
	if errors.Is(err, context.Canceled) {
		return Evaluation{}, ErrInterrupted
	}
	if err != nil {
		return Evaluation{}, err
	}
	fid, err := metric.FrechetDistance(m.Statistics, e.reference)
	if err != nil {
		return Evaluation{}, err
	}
	n := e.config.Images
	return Evaluation{IS: m.Score, ISStd: m.Deviation, FID: fid,
		ISName: metric.ScoreName(n, e.network), FIDName: metric.DistanceName(n, e.reference.Set, e.network)}, nil
}

// samples returns a source of images of an architecture; the latent vectors
// follow from the seed.
func samples(g *gan.Generator, a arch.Arch, mode layers.Mode, seed uint64) metric.Source {
	return func(s *vk.Stream, from, count int) tensor.Tensor {
		z := gan.Latent(s, count, g.Geometry().Latent(), seed, uint64(from))
		return tensor.ToBytes(s, g.Sample(s, z, a, mode))
	}
}
