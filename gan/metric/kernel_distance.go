package metric

import (
	"context"
	"fmt"

	"autogan/vk"
	"autogan/vk/tensor"

	"gonum.org/v1/gonum/stat"
)

// What torch-fidelity's KID is the mean over.
const (
	KernelSubsets    = 100
	KernelSubsetSize = 1000
)

// SubsetSize is how many images of each set a subset has: [KernelSubsetSize], or
// all of the smaller set if it has fewer.
func SubsetSize(real, generated int) int { return min(KernelSubsetSize, real, generated) }

// KernelDistance is the KID of Bińkowski et al. (2018) between the features of two
// sets, [N, Dim] and [M, Dim]: the mean and the population standard deviation of
// the unbiased squared MMD over [KernelSubsets] pairs of subsets, with the kernel
// (x·y/Dim + 1)³. The subsets are those that torch-fidelity draws for as many
// vectors, with the generated ones as its first input. Each set must have two
// vectors at least. It may be below zero. Progress may be nil.
func KernelDistance(ctx context.Context, s *vk.Stream, real, generated tensor.Tensor, progress Progress) (mean, deviation float64, err error) {
	size := SubsetSize(real.Shape[0], generated.Shape[0])
	if size < 2 {
		return 0, 0, fmt.Errorf("metric: kernel distance of %d images, want at least 2", size)
	}
	w := &workspace{stream: s}
	defer w.release()
	sums := w.new(KernelSubsets*kernelSums*2, size)
	if w.err != nil {
		return 0, 0, fmt.Errorf("metric: kernel distance: %w", w.err)
	}
	draw := newSubsets(ShuffleSeed)
	for i := range KernelSubsets {
		if err := ctx.Err(); err != nil {
			return 0, 0, err
		}
		x, y := subset(s, generated, draw, size), subset(s, real, draw, size)
		kernelSumsOf(s, sums.Rows(i*kernelSums*2, kernelSums*2), x, y)
		if err := s.EndStep(); err != nil {
			return 0, 0, err
		}
		progress.tell(i+1, KernelSubsets)
	}
	all, err := sums.Floats(s)
	if err != nil {
		return 0, 0, err
	}
	mean, deviation = stat.PopMeanStdDev(squaredMMDs(all, size), nil)
	return mean, deviation, nil
}

// subset gathers vectors that are drawn without replacement.
func subset(s *vk.Stream, vectors tensor.Tensor, draw *subsets, size int) tensor.Tensor {
	index := tensor.TempOf(s, tensor.Uint32, size)
	index.UploadUints(s, draw.next(vectors.Shape[0], size))
	return tensor.Embedding(s, vectors, index)
}

// kernelSums is the number of sums of a subset: among x, among y, between both.
const kernelSums = 3

// kernelSumsOf writes the sums of the kernel over the columns of each matrix, in
// two parts of 24 bits.
func kernelSumsOf(s *vk.Stream, to, x, y tensor.Tensor) {
	scale := 1 / float32(x.Shape[1])
	for i, of := range [kernelSums][2]tensor.Tensor{{x, x}, {y, y}, {x, y}} {
		products := tensor.MatMul(s, of[0], of[1], false, true)
		sum, rest := tensor.PolynomialSums(s, products, scale, i == kernelSums-1)
		tensor.CopyTo(s, to.Rows(2*i, 1).Reshape(sum.Shape...), sum)
		tensor.CopyTo(s, to.Rows(2*i+1, 1).Reshape(rest.Shape...), rest)
	}
}

// squaredMMDs are the unbiased estimates of each subset.
func squaredMMDs(sums []float32, size int) []float64 {
	var estimates []float64
	m := float64(size)
	for ; len(sums) > 0; sums = sums[kernelSums*2*size:] {
		var total [kernelSums]float64
		for i := range total {
			for _, v := range sums[i*2*size : (i+1)*2*size] {
				total[i] += float64(v)
			}
		}
		estimates = append(estimates, (total[0]+total[1])/(m*(m-1))-2*total[2]/(m*m))
	}
	return estimates
}
