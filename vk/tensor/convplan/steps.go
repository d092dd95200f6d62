package convplan

import "strings"

// Steps are a set of what is done around a convolution. Those before it are its
// prologue and may be done in any order; those after it are its epilogue, in
// this order.
type Steps uint8

// The steps. In the gradient of the weight, ReLU and Enlarge are x's.
const (
	ReLU            Steps = 1 << iota // convolve max(x, 0)
	Enlarge                           // repeat each pixel of the operand in a 2×2 block
	EnlargeGradient                   // repeat each pixel of y's gradient, in the gradient of the weight
	Pool                              // add up the 2×2 blocks of the result
	Mask                              // make the result zero where x is not above zero: the ReLU's gradient
	Add                               // add a tensor to the result
)

const (
	prologue = ReLU | Enlarge | EnlargeGradient
	epilogue = Pool | Mask | Add
	allSteps = prologue | epilogue
)

// Has tells whether all of the given steps are in the set.
func (s Steps) Has(all Steps) bool { return s&all == all }

// String names the steps, as in "relu+add", or "-" where there are none.
func (s Steps) String() string {
	var names []string
	for i, name := range []string{"relu", "enlarge", "enlarge gradient", "pool", "mask", "add"} {
		if s.Has(1 << i) {
			names = append(names, name)
		}
	}
	if names == nil {
		return "-"
	}
	return strings.Join(names, "+")
}

// fusedBy is the part of the wanted steps that a kernel fuses. The epilogue has
// an order: if the kernel cannot do a step, the ones after it are not fused
// either.
func (s Steps) fusedBy(can Steps) Steps {
	fused := s & can
	if left := s & epilogue &^ can; left != 0 {
		fused &= left&-left - 1 // the steps before the first one that is left
	}
	return fused
}
