package autogan

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"autogan/gan/dataset"
	"autogan/gan/metric"
	"autogan/nas/autogan/config"
	"autogan/vk"
)

// ReferenceFile is where a run's folder keeps the statistics of the training
// images at a size.
func ReferenceFile(size int) string { return fmt.Sprintf("reference-%d.npz", size) }

// evaluator measures generated images of one size: their Inception score and
// their distance from the training images.
type evaluator struct {
	network   network
	config    config.Eval
	reference metric.Statistics
	trained   string // the name of the training images
}

// newEvaluator returns an evaluator that compares generated images with those
// of data, which have the same size. The caller keeps and releases the network.
// If the configuration names a file of statistics, that file is used. Otherwise
// the statistics of data are read from the folder if they fit, or measured and
// written there.
func newEvaluator(ctx context.Context, s *vk.Stream, n network, c config.Eval, data dataset.Dataset, dir string, observer Observer) (*evaluator, error) {
	e := &evaluator{network: n, config: c, trained: data.Name}
	if c.Reference != "" {
		return e, e.readReference()
	}
	kept, err := metric.ReadStatistics(filepath.Join(dir, ReferenceFile(data.H)))
	if err == nil && keeps(kept, n, data) {
		e.reference = kept
		return e, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if e.reference, err = statisticsOf(ctx, s, n, data, c.Batch, observer); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("autogan: run folder: %w", err)
	}
	return e, (&folder{dir}).replace(ReferenceFile(data.H), e.reference.Write)
}

// keeps reports whether the statistics that a run kept are those of a network
// and of images. Statistics that do not say so are measured again.
func keeps(kept metric.Statistics, n network, data dataset.Dataset) bool {
	return kept.CheckFeatures(n) == nil && kept.Weights == n.Weights().Hash &&
		kept.Set == data.Name && kept.Count == data.N && kept.Size == data.H && kept.Images == data.Hash()
}

// readReference reads the statistics of the file that the configuration names.
func (e *evaluator) readReference() (err error) {
	if e.reference, err = metric.ReadStatistics(e.config.Reference); err == nil {
		err = e.reference.CheckFeatures(e.network)
	}
	if err != nil {
		return (&config.Error{Where: "eval.reference", Problem: fmt.Sprintf("%s does not fit eval.scorer: %v", e.config.Reference, err)}).Because(err)
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
	m.Set, m.Images = data.Name, data.Hash()
	return m.Statistics, err
}

// protocol is how generated images of a size are measured.
func (e *evaluator) protocol(size int) metric.Protocol {
	return metric.Protocol{Images: e.config.Images, Splits: e.config.Splits, Size: size, Features: e.network, Reference: e.reference}
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
	protocol := e.protocol(m.Size)
	return Evaluation{IS: m.Score, ISStd: m.Deviation, FID: fid, ISName: protocol.ScoreName(), FIDName: protocol.DistanceName()}, nil
}
