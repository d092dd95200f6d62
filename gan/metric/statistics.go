package metric

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"autogan/vk/durable"
	"autogan/vk/sealed"

	"gonum.org/v1/gonum/mat"
)

// Statistics are what a Fréchet distance knows of a set of images: the mean and
// covariance of their features.
type Statistics struct {
	Set        string // what the images are, such as "cifar10 train"
	Count      int    // images; 0 if a file does not say
	Size       int    // their height and width when they were measured, or OwnSizes; 0 if a file does not say
	Images     string // SHA-256 of their bytes, in hexadecimal; "" if it is not known
	Features   string // the name of the features
	Weights    string // [Weights] of the network: a hash, "" if a file does not say, or OfPublished
	Mean       []float64
	Covariance *mat.SymDense // normalised by Count − 1
}

// OwnSizes is the size of images that are not square or not all of one size.
const OwnSizes = -1

// Dim is the number of features.
func (st Statistics) Dim() int { return len(st.Mean) }

// CheckFeatures returns an error unless the statistics are of the features that
// a network gives: of the same name, number and weights. Weights that the
// statistics do not name are taken to fit; the names of a [Protocol] then say so.
func (st Statistics) CheckFeatures(f Features) error {
	return st.checkComparable(Statistics{Features: f.FeatureName(), Weights: f.Weights().Hash, Mean: make([]float64, f.Dim())})
}

// checkComparable returns an error if the features of the statistics differ.
func (st Statistics) checkComparable(other Statistics) error {
	switch {
	case st.Features != other.Features || st.Dim() != other.Dim():
		return fmt.Errorf("metric: no distance between statistics of %d features %s and %d features %s",
			st.Dim(), st.Features, other.Dim(), other.Features)
	case st.hashed() && other.hashed() && st.Weights != other.Weights:
		return fmt.Errorf("metric: no distance between statistics of two networks with features %s: their weights are %.12s… and %.12s…",
			st.Features, st.Weights, other.Weights)
	}
	return nil
}

// hashed reports whether the weights of the network are known.
func (st Statistics) hashed() bool { return st.Weights != "" && st.Weights != OfPublished }

// The arrays of a file of statistics. Published files have the first two.
const (
	npzMean       = "mu"
	npzCovariance = "sigma"
	npzCount      = "count"
	npzSize       = "size"
	npzImages     = "images"
	npzFeatures   = "features"
	npzWeights    = "weights"
	npzSet        = "set"
)

// OfPublished are the weights of statistics in the form of the published files,
// which name no network: all of these are of Inception-v3.
const OfPublished = "published"

// publishedFiles describes the images of each file of statistics that the
// reference code, or the code it is based on, publishes.
var publishedFiles = map[string]Statistics{
	"fid_stats_cifar10_train.npz":            publishedSets[0],
	"stl10_train_unlabeled_fid_stats_48.npz": publishedSets[1],
}

// cleanFID matches the names that clean-fid gives to statistics whose features
// are of differently resized images. Their arrays do not say so.
var cleanFID = regexp.MustCompile(`(?i)_clean(fid)?_[a-z0-9]+_([0-9]+|na)\.npz$`)

// pool3Dim is the number of features of Pool3.
const pool3Dim = 2048

// What a file may hold.
const (
	maxDim  = 1 << 14 // features
	maxText = 1 << 12 // letters
)

// ReadStatistics reads a .npz file with the arrays mu [D] and sigma [D, D], as
// the reference code and those after it publish them. One that does not say
// which features it is about is taken to be about [Pool3] if D is 2048, and is
// else refused, as is one that by its name is of images that were resized
// otherwise. Its set is the one that a file of this name was published for, or
// else the name. The error names the file; about the content it wraps
// [ErrFormat].
func ReadStatistics(path string) (Statistics, error) {
	st, err := readStatistics(path)
	if err != nil {
		return Statistics{}, fmt.Errorf("metric: statistics %s: %w", path, err)
	}
	base := filepath.Base(path)
	if cleanFID.MatchString(base) && st.Weights == OfPublished {
		return Statistics{}, fmt.Errorf("metric: statistics %s: clean-fid made it in its mode clean, of images that Pillow has resized; want images that the network resizes, as in its mode legacy_tensorflow: %w", path, ErrFormat)
	}
	if known, ok := publishedFiles[base]; ok && st.Weights == OfPublished {
		st.Set, st.Count, st.Size = known.Set, known.Count, known.Size
	}
	st.Set = cmp.Or(st.Set, strings.TrimSuffix(base, filepath.Ext(base)))
	return st, nil
}

func readStatistics(path string) (Statistics, error) {
	file, err := openNPZ(path)
	if err != nil {
		return Statistics{}, err
	}
	defer file.file.Close()
	st, err := file.moments()
	if err != nil {
		return Statistics{}, err
	}
	if err := file.describe(&st); err != nil {
		return Statistics{}, err
	}
	dim := st.Dim()
	if st.Features == "" && dim == pool3Dim {
		st.Features, st.Weights = Pool3, OfPublished
	}
	if st.Features == "" {
		return Statistics{}, fmt.Errorf("it does not say of which %d features it is; `autogan data fid-stats` makes a file that does: %w", dim, ErrFormat)
	}
	if !st.finite() {
		return Statistics{}, fmt.Errorf("a number in it is not finite: %w", ErrFormat)
	}
	return st, nil
}

// moments reads the mean [D] and the covariance [D, D]. Axes of one element are
// left out: others keep statistics as a batch of one.
func (n npz) moments() (Statistics, error) {
	mean, err := n.first(maxDim, npzMean, "mean")
	if err != nil && !errors.Is(err, errTooMany) {
		return Statistics{}, err
	}
	dim := len(mean.values)
	covariance, err := n.first(dim*dim, npzCovariance, "cov")
	if err != nil && !errors.Is(err, errTooMany) {
		return Statistics{}, err
	}
	if dim < 1 || len(covariance.values) != dim*dim || !slices.Equal(wide(mean.shape), wide([]int{dim})) || !slices.Equal(wide(covariance.shape), wide([]int{dim, dim})) {
		return Statistics{}, fmt.Errorf("it holds %s; want mu [D] and sigma [D D], as `autogan data fid-stats` makes them of images: %w", n.listed(), ErrFormat)
	}
	st := Statistics{Mean: mean.values, Covariance: symmetric(covariance.values, dim)}
	return st, st.checkCovariance(covariance.values)
}

// asymmetry is how far two elements of a covariance that should be equal may be
// apart, as a part of the largest variance: some compute both.
const asymmetry = 1e-4

// checkCovariance returns an error if no features can have such a covariance.
func (st Statistics) checkCovariance(values []float64) error {
	dim, largest := st.Dim(), 0.0
	for i := range dim {
		if v := values[i*dim+i]; v < 0 {
			return fmt.Errorf("sigma is no covariance: feature %d has the variance %v: %w", i, v, ErrFormat)
		}
		largest = max(largest, values[i*dim+i])
	}
	for i := range dim {
		for j := range i {
			if a, b := values[i*dim+j], values[j*dim+i]; math.Abs(a-b) > asymmetry*largest {
				return fmt.Errorf("sigma is no covariance: [%d %d] is %v, [%d %d] is %v: %w", i, j, a, j, i, b, ErrFormat)
			}
		}
	}
	return nil
}

// wide is a shape without the axes of one element.
func wide(shape []int) []int {
	return slices.DeleteFunc(slices.Clone(shape), func(extent int) bool { return extent == 1 })
}

// describe reads what the statistics are of. Published files do not say it.
func (n npz) describe(st *Statistics) error {
	for name, keep := range map[string]func(a array){
		npzSet:      func(a array) { st.Set = text(a) },
		npzCount:    func(a array) { st.Count = number(a) },
		npzSize:     func(a array) { st.Size = number(a) },
		npzImages:   func(a array) { st.Images = text(a) },
		npzFeatures: func(a array) { st.Features = text(a) },
		npzWeights:  func(a array) { st.Weights = text(a) },
	} {
		a, err := n.first(maxText, name)
		if err != nil {
			return err
		}
		keep(a)
	}
	return nil
}

// number is the value of an array of one, 0 if there is none.
func number(a array) int {
	if len(a.values) != 1 {
		return 0
	}
	return int(a.values[0])
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

// Write makes a .npz file of the statistics, whole or not at all, with its hash.
func (st Statistics) Write(path string) error {
	var archive bytes.Buffer
	w := npzWriter{zip.NewWriter(&archive)}
	err := errors.Join(st.writeNumbers(w), st.writeTexts(w), w.zip.SetComment(sealed.ZipComment), w.zip.Close())
	if err == nil {
		err = durable.WriteFile(path, sealed.Zip.Add(archive.Bytes()))
	}
	if err != nil {
		return fmt.Errorf("metric: write statistics %s: %w", path, err)
	}
	return nil
}

func (st Statistics) writeNumbers(w npzWriter) error {
	dim := st.Dim()
	return errors.Join(
		w.floats(npzMean, st.Mean, dim),
		w.floats(npzCovariance, mat.DenseCopyOf(st.Covariance).RawMatrix().Data, dim, dim),
		w.floats(npzCount, []float64{float64(st.Count)}, 1),
		w.floats(npzSize, []float64{float64(st.Size)}, 1),
	)
}

func (st Statistics) writeTexts(w npzWriter) error {
	return errors.Join(
		w.bytes(npzFeatures, []byte(st.Features)),
		w.bytes(npzWeights, []byte(st.Weights)),
		w.bytes(npzSet, []byte(st.Set)),
		w.bytes(npzImages, []byte(st.Images)),
	)
}
