package metric

import (
	"archive/zip"
	"cmp"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strings"

	"autogan/layers/checkpoint"
	"autogan/vk/durable"

	"gonum.org/v1/gonum/mat"
)

// Statistics are what a Fréchet distance knows of a set of images: the mean and
// covariance of their features.
type Statistics struct {
	Set        string // what the images are: train, test, …; it names the distance
	Features   string // the name of the features
	Count      int    // images; 0 if a file does not say
	Mean       []float64
	Covariance *mat.SymDense // normalised by Count − 1
}

// Dim is the number of features.
func (st Statistics) Dim() int { return len(st.Mean) }

// The arrays of a file of statistics. Published files have the first two.
const (
	npzMean       = "mu"
	npzCovariance = "sigma"
	npzCount      = "count"
	npzFeatures   = "features"
	npzSet        = "set"
)

// publishedSets says what the files of the reference code and of its forerunner
// are of.
var publishedSets = map[string]string{
	"fid_stats_cifar10_train.npz":            "train",
	"stl10_train_unlabeled_fid_stats_48.npz": "train+unlabeled",
}

// pool3Dim is the number of features of Pool3.
const pool3Dim = 2048

// maxDim bounds the features of a file.
const maxDim = 1 << 14

// ReadStatistics reads a .npz file with the arrays mu [D] and sigma [D, D], as
// the reference code and those after it publish them. One that does not say
// which features it is about is taken to be about [Pool3] if D is 2048, and is
// else refused; its set is the one it was published for, or its file's name.
// The error names the file; about the content it wraps checkpoint.ErrFormat.
func ReadStatistics(path string) (Statistics, error) {
	st, err := readStatistics(path)
	if err != nil {
		return Statistics{}, fmt.Errorf("metric: statistics %s: %w", path, err)
	}
	if base := filepath.Base(path); st.Set == "" {
		st.Set = cmp.Or(publishedSets[base], strings.TrimSuffix(base, filepath.Ext(base)))
	}
	return st, nil
}

func readStatistics(path string) (Statistics, error) {
	arrays, err := readNPZ(path, npzMean, npzCovariance, npzCount, npzFeatures, npzSet)
	if err != nil {
		return Statistics{}, err
	}
	mean, covariance := arrays[npzMean], arrays[npzCovariance]
	dim := len(mean.values)
	if len(mean.shape) != 1 || dim < 1 || dim > maxDim || len(covariance.shape) != 2 || covariance.shape[0] != dim || covariance.shape[1] != dim {
		return Statistics{}, fmt.Errorf("mu is %v and sigma %v, want [D] and [D D]: %w", mean.shape, covariance.shape, checkpoint.ErrFormat)
	}
	st := Statistics{Set: text(arrays[npzSet]), Features: text(arrays[npzFeatures]), Mean: mean.values, Covariance: symmetric(covariance.values, dim)}
	if st.Features == "" && dim == pool3Dim {
		st.Features = Pool3
	}
	if st.Features == "" {
		return Statistics{}, fmt.Errorf("it does not say of which %d features it is; `autogan data fid-stats` makes a file that does: %w", dim, checkpoint.ErrFormat)
	}
	if count := arrays[npzCount].values; len(count) == 1 {
		st.Count = int(count[0])
	}
	if !st.finite() {
		return Statistics{}, fmt.Errorf("a number in it is not finite: %w", checkpoint.ErrFormat)
	}
	return st, nil
}

func text(a array) string {
	raw := make([]byte, len(a.values))
	for i, v := range a.values {
		raw[i] = byte(v)
	}
	return string(raw)
}

// symmetric is the mean of a matrix and its transpose.
func symmetric(values []float64, dim int) *mat.SymDense {
	s := mat.NewSymDense(dim, nil)
	for i := range dim {
		for j := i; j < dim; j++ {
			s.SetSym(i, j, (values[i*dim+j]+values[j*dim+i])/2)
		}
	}
	return s
}

func (st Statistics) finite() bool {
	sum := mat.Sum(st.Covariance)
	for _, v := range st.Mean {
		sum += v
	}
	return !math.IsNaN(sum) && !math.IsInf(sum, 0)
}

// Write makes a .npz file of the statistics, whole or not at all.
func (st Statistics) Write(path string) error {
	err := durable.Write(path, func(out io.Writer) error {
		w := npzWriter{zip.NewWriter(out)}
		dim := st.Dim()
		if err := w.floats(npzMean, st.Mean, dim); err != nil {
			return err
		}
		if err := w.floats(npzCovariance, mat.DenseCopyOf(st.Covariance).RawMatrix().Data, dim, dim); err != nil {
			return err
		}
		if err := w.floats(npzCount, []float64{float64(st.Count)}, 1); err != nil {
			return err
		}
		if err := w.bytes(npzFeatures, []byte(st.Features)); err != nil {
			return err
		}
		if err := w.bytes(npzSet, []byte(st.Set)); err != nil {
			return err
		}
		return w.zip.Close()
	})
	if err != nil {
		return fmt.Errorf("metric: write statistics %s: %w", path, err)
	}
	return nil
}
