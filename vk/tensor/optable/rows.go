package optable

var (
	unary    = Launch{Forward: []string{"unary_forward"}, Backward: []string{"unary_backward"}, Vec4: true}
	affine   = Launch{Forward: []string{"unary_forward"}, Vec4: true} // its derivative is a constant: the same kernel again
	binary   = Launch{Forward: []string{"binary_forward"}, Vec4: true}
	sum      = Launch{Forward: []string{"reduce_sum"}, Vec4: true}
	nearest  = Launch{Forward: []string{"upsample_nearest2d"}, Backward: []string{"pool2d_sum"}, Vec4: true}
	bilinear = Launch{Forward: []string{"upsample_bilinear2d_forward"}, Backward: []string{"upsample_bilinear2d_backward"}, Vec4: true}
	average  = Launch{Forward: []string{"pool2d_sum"}, Backward: []string{"upsample_nearest2d"}, Vec4: true}
)

// forward is the launch of an operation that has kernels of its own and no
// backward pass.
func forward(vec4 bool, kernels ...string) Launch { return Launch{Forward: kernels, Vec4: vec4} }

// Shapes of the networks: a small batch at the generator's end, the images it
// makes, what the discriminator sums, and what both resample.
var (
	activation = []int{4, 32, 32, 128}
	images     = []int{64, 48, 48, 3}
	features   = []int{64, 8, 8, 128}
	halfSize   = [][]int{{4, 16, 16, 128}, {1, 24, 24, 256}}
)

var (
	reals      = []Domain{Reals}
	kinked     = []Domain{KinkAtZero}
	positive   = []Domain{Positive}
	twoReals   = []Domain{Reals, Reals}
	moments    = []Domain{Reals, Positive}               // a mean, a variance
	slot       = []Domain{Reals, Reals, Positive, Reals} // a parameter, its moments, its gradient
	quotient   = []Domain{Reals, NonZero}
	accumulate = []Domain{Reals, Reals, Reals}
)

// Sets of operands in which a result is linear.
var (
	inFirst = [][]int{{0}}
	inEach  = [][]int{{0}, {1}}
	inBoth  = [][]int{{0, 1}}
)

var rows = []Row{
	{Name: "relu", Kind: Unary, Number: 0, Formula: "max(x, 0)", Launch: unary, Operands: kinked, Tape: true, KeepsOutput: true, Timed: [][]int{activation}},
	{Name: "leaky_relu", Kind: Unary, Number: 1, Formula: "x above zero, a·x below", Launch: unary, Operands: kinked, Tape: true, Constants: 1},
	{Name: "tanh", Kind: Unary, Number: 2, Formula: "tanh x", Launch: unary, Operands: reals, Tape: true, KeepsOutput: true, Range: SignedShare, Timed: [][]int{images}},
	{Name: "sigmoid", Kind: Unary, Number: 3, Formula: "1/(1 + e^(-x))", Launch: unary, Operands: reals, Tape: true, KeepsOutput: true, Range: Share},
	{Name: "exp", Kind: Unary, Number: 4, Formula: "e^x", Launch: unary, Operands: reals, Tape: true, KeepsOutput: true, Range: Positive, Grows: true},
	{Name: "log", Kind: Unary, Number: 5, Formula: "ln x", Launch: unary, Operands: positive, Tape: true},
	{Name: "sqrt", Kind: Unary, Number: 6, Formula: "√x", Launch: unary, Operands: positive, Tape: true, KeepsOutput: true, Range: Positive},
	{Name: "square", Kind: Unary, Number: 7, Formula: "x²", Launch: unary, Operands: reals, Tape: true, Grows: true},
	{Name: "abs", Kind: Unary, Number: 8, Formula: "|x|", Launch: unary, Operands: kinked, Tape: true},
	{Name: "affine", Kind: Unary, Number: 9, Formula: "a·x + b", Launch: affine, Operands: reals, Tape: true, Constants: 2},
	{Name: "softplus", Kind: Unary, Number: 10, Formula: "ln(1 + e^x)", Launch: unary, Operands: reals, Tape: true},

	{Name: "add", Kind: Binary, Number: 0, Formula: "a + b", Launch: binary, Operands: twoReals, Tape: true, Linear: inBoth, Timed: [][]int{activation}},
	{Name: "sub", Kind: Binary, Number: 1, Formula: "a - b", Launch: binary, Operands: twoReals, Tape: true, Linear: inBoth},
	{Name: "mul", Kind: Binary, Number: 2, Formula: "a · b", Launch: binary, Operands: twoReals, Tape: true, Linear: inEach, Grows: true},
	{Name: "div", Kind: Binary, Number: 3, Formula: "a / b", Launch: binary, Operands: quotient, Tape: true, Linear: inFirst},

	{Name: "sum_rows", Kind: Reduction, Formula: "Σ x over all axes but the last", Launch: sum, Operands: reals, Tape: true, Linear: inFirst, KeepsLast: true, Timed: [][]int{activation}},
	{Name: "sum", Kind: Reduction, Formula: "Σ x", Launch: sum, Operands: reals, Tape: true, Linear: inFirst},
	{Name: "mean", Kind: Reduction, Formula: "Σ x / n", Launch: sum, Operands: reals, Tape: true, Linear: inFirst, Averages: true},
	{Name: "sum_hw", Kind: Reduction, Formula: "Σ x over height and width", Launch: sum, Operands: reals, Tape: true, Linear: inFirst, KeepsFirst: true, KeepsLast: true, Timed: [][]int{features}},

	{Name: "upsample_nearest2d", Kind: Resampling, Formula: "every pixel becomes a block", Launch: nearest, Operands: reals, Tape: true, Linear: inFirst, Enlarges: true, Timed: halfSize},
	{Name: "upsample_bilinear2d", Kind: Resampling, Formula: "neighbouring pixels are mixed", Launch: bilinear, Operands: reals, Tape: true, Linear: inFirst, Enlarges: true, Timed: halfSize},
	{Name: "avg_pool2d", Kind: Resampling, Formula: "the mean of every block", Launch: average, Operands: reals, Tape: true, Linear: inFirst, Timed: halfSize},

	{Name: "max_pool2d", Kind: Pooling, Formula: "the largest of each window", Launch: forward(true, "pool2d_max"), Operands: reals},
	{Name: "mean_pool2d", Kind: Pooling, Formula: "the mean of each window", Launch: forward(true, "pool2d_mean"), Operands: reals},
	{Name: "resize_bilinear2d", Kind: Resizing, Formula: "neighbouring pixels are mixed", Launch: forward(true, "resize_bilinear2d"), Operands: reals},

	{Name: "hinge", Kind: Loss, Formula: "mean max(0, 1 - real) + mean max(0, 1 + fake)",
		Launch: Launch{Forward: []string{"hinge_forward"}, Backward: []string{"hinge_backward"}}, Operands: []Domain{KinkAtOne, KinkAtMinus}, Tape: true},

	{Name: "adam_step", Kind: Update, Formula: "Adam's step", Launch: forward(false, "adam_step"), Operands: slot},
	{Name: "adam_step_scaled", Kind: Update, Formula: "Adam's step of a scaled loss", Launch: forward(false, "adam_step_scaled"), Operands: slot},
	{Name: "loss_scale_check", Kind: Update, Formula: "whether a gradient is not finite", Launch: forward(false, "loss_scale_check"), Operands: reals},
	{Name: "loss_scale_update", Kind: Update, Formula: "half the scale or twice", Launch: forward(false, "loss_scale_update"), Operands: positive},
	{Name: "ema_update", Kind: Update, Formula: "decay·shadow + (1 - decay)·w", Launch: forward(false, "ema_update"), Operands: twoReals},
	{Name: "add_each", Kind: Update, Formula: "a + b of each pair", Launch: forward(false, "add_each"), Operands: twoReals},
	{Name: "norm_update_running", Kind: Update, Formula: "running + momentum·(batch - running)", Launch: forward(false, "norm_running"), Operands: moments},
	{Name: "accumulate_moments", Kind: Update, Formula: "sum + rest + xᵀx", Launch: forward(true, "moments_accumulate"), Operands: accumulate},
}
