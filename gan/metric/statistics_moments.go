package metric

import (
	"fmt"

	"autogan/vk"
	"autogan/vk/tensor"

	"gonum.org/v1/gonum/mat"
)

// Moments gathers the mean and covariance of feature vectors on the device,
// batch by batch in order, without keeping the vectors. Its sums hold 48 bits.
type Moments struct {
	count, dim int
	sums       tensor.Tensor // two of [dim + 1, dim]; a moment is the sum of both
}

// NewMoments prepares for vectors of dim features.
func NewMoments(s *vk.Stream, dim int) (*Moments, error) {
	sums, err := tensor.New(s.Device(), tensor.Float32, 2*(dim+1), dim)
	if err != nil {
		return nil, fmt.Errorf("metric: moments of %d features: %w", dim, err)
	}
	tensor.Fill(s, sums, 0)
	return &Moments{dim: dim, sums: sums}, nil
}

// Add adds the vectors [N, dim].
func (m *Moments) Add(s *vk.Stream, features tensor.Tensor) {
	tensor.AccumulateMoments(s, m.sums.Rows(0, m.dim+1), m.sums.Rows(m.dim+1, m.dim+1), features)
	m.count += features.Shape[0]
}

// Statistics waits for the recorded work and returns the mean and the
// covariance, normalised by one less than the number of vectors, of which there
// must be two.
func (m *Moments) Statistics(s *vk.Stream, features string) (Statistics, error) {
	if m.count < 2 {
		return Statistics{}, fmt.Errorf("metric: statistics of %d images, want at least 2", m.count)
	}
	sums, err := m.sums.Floats(s)
	if err != nil {
		return Statistics{}, err
	}
	st := m.normalised(sums[:len(sums)/2], sums[len(sums)/2:])
	st.Features = features
	if !st.finite() {
		return Statistics{}, fmt.Errorf("metric: statistics of %s: a feature of an image is not a finite number: %w", features, ErrNotFinite)
	}
	return st, nil
}

// normalised divides the sums by their numbers of terms.
func (m *Moments) normalised(sum, rest []float32) Statistics {
	n := float64(m.count)
	moment := func(i, j int) float64 { return float64(sum[i*m.dim+j]) + float64(rest[i*m.dim+j]) }
	st := Statistics{Count: m.count, Mean: make([]float64, m.dim), Covariance: mat.NewSymDense(m.dim, nil)}
	for j := range st.Mean {
		st.Mean[j] = moment(m.dim, j) / n
	}
	for i := range m.dim {
		for j := i; j < m.dim; j++ {
			st.Covariance.SetSym(i, j, (moment(i, j)-n*st.Mean[i]*st.Mean[j])/(n-1))
		}
	}
	return st
}

// Release frees the sums, after the recorded work that uses them.
func (m *Moments) Release(s *vk.Stream) {
	_ = s.Sync() // an error stays in the stream
	m.sums.Release(s.Device())
}
