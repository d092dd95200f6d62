package convplan

// Fusion is what a network wants around a convolution, from x to y. The
// convolution's kernels do what they can of it; kernels of their own do the
// rest.
type Fusion struct {
	ReLU     bool // convolve max(x, 0)
	Upsample bool // convolve x enlarged to twice its size, as by UpsampleNearest2D
	AvgPool  bool // average the 2×2 blocks of y, as AvgPool2D does
}

// Steps are the steps of a pass. What is an enlargement in the forward pass is
// a pool in the gradient of x, and the other way round.
func (f Fusion) Steps(pass Pass) Steps {
	steps := [...]struct{ relu, upsample, avgPool Steps }{
		Forward:        {ReLU, Enlarge, Pool},
		BackwardInput:  {Mask, Pool, Enlarge},
		BackwardWeight: {ReLU, Enlarge, EnlargeGradient},
	}[pass]
	var wanted Steps
	if f.ReLU {
		wanted |= steps.relu
	}
	if f.Upsample {
		wanted |= steps.upsample
	}
	if f.AvgPool {
		wanted |= steps.avgPool
	}
	return wanted
}
