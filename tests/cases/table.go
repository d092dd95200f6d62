package cases

import "slices"

// All lists the operations.
func All() []Op {
	return slices.Concat(
		unaryOps(), binaryOps(), reductionOps(), momentsOps(), neighbourOps(),
		convolutionOps(), matrixOps(), resamplingOps(), windowOps(),
		normOps(), spectralOps(), softmaxOps(), lstmOps(), lossOps(),
		gatherOps(), imageOps(), randomOps(), optimizerOps(), lossScaleOps(),
	)
}

// counts are numbers of elements around those of a work group (64) and of what
// kernels handle at once.
var counts = []int{1, 7, 8, 9, 63, 64, 65, 257}

// The batches of images that elementwise and resampling operations get: three
// channels, height unlike width, one image; channels by four and not.
var images = [][]int{{1, 1, 1, 1}, {2, 3, 5, 3}, {1, 5, 4, 8}, {1, 2, 7, 9}, {3, 2, 2, 65}, {2, 1, 7, 4}, {1, 7, 9, 3}, {1, 8, 8, 4}, {1, 1, 257, 3}}
