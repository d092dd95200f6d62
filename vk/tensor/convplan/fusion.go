package convplan

// Fusion is what a network wants around a convolution, from x to y. Kernels do
// of it what they can; the rest costs a kernel of its own.
type Fusion struct {
	ReLU     bool // convolve max(x, 0)
	Upsample bool // convolve x enlarged to twice its size, as by UpsampleNearest2D
	AvgPool  bool // average the 2×2 blocks of y, as AvgPool2D does
}

// Steps are those of a pass. What enlarges in the forward pass pools in the
// gradient of x, and the other way round.
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
