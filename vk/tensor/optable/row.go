package optable

import (
	"slices"
	"strings"
)

// Op is an operation: its place in the table.
type Op int

// Kind is a group of operations that are called in the same way.
type Kind int

// The kinds of operations.
const (
	Unary      Kind = iota // f(x), element by element
	Binary                 // a ∘ b, broadcast
	Reduction              // sums over axes of x
	Resampling             // images enlarged or reduced by a whole factor
	Pooling                // windows that move over images
	Resizing               // images at any other size
	Loss                   // one number of the scores of two batches
	Update                 // changes its operands in place, many tensors at once
)

// Domain is where the numbers of an operand may lie.
type Domain int

// The domains of operands.
const (
	Reals       Domain = iota // anywhere
	KinkAtZero                // anywhere, but the derivative jumps at zero
	KinkAtOne                 // anywhere, but the derivative jumps at one
	KinkAtMinus               // anywhere, but the derivative jumps at minus one
	NonZero                   // anywhere but at zero
	Positive                  // above zero
	Share                     // between zero and one
	SignedShare               // between minus one and one
)

// Row says what an operation is.
type Row struct {
	Name    string // lower case words joined by underscores
	Kind    Kind
	Number  uint32 // the constant OP of its kernels: tells unary functions apart, and binary ones
	Formula string
	Launch  Launch
	// Operands are the domains of the operands. An update takes many tensors;
	// its row describes one of them.
	Operands []Domain
	// Tape says that vk/autograd has it.
	Tape bool
	// Linear lists sets of operands; the result is linear in all operands of a
	// set together.
	Linear [][]int
	// Grows says that the result may be far larger than the operands, so that
	// chains of the operation overflow.
	Grows bool
	// Timed are shapes of the first operand in the networks, for benchmarks.
	// For a resampling, whose factor is then two, they are those of the smaller
	// image.
	Timed [][]int

	// Of unary functions:

	Constants   int    // how many constants it has: a, or a and b
	KeepsOutput bool   // the derivative is computed from f(x), not from x
	Range       Domain // of f(x), where that is kept

	// Of reductions, which give [N, C], [C] or [1]:

	KeepsFirst bool // x is [N, H, W, C] and N is not summed over
	KeepsLast  bool // C is not summed over
	Averages   bool

	// Of resamplings:

	Enlarges bool
}

// Launch names the kernels of an operation, without the suffixes of their builds.
type Launch struct {
	Forward, Backward []string
	Vec4              bool // each has a second build that handles four elements a thread
}

// Row is the operation's row.
func (op Op) Row() Row { return rows[op] }

// String is the operation's name, in words.
func (op Op) String() string { return spoken[op] }

// spoken are the names in words. They are asked for at every launch.
var spoken = func() []string {
	names := make([]string, len(rows))
	for i, r := range rows {
		names[i] = strings.ReplaceAll(r.Name, "_", " ")
	}
	return names
}()

// Number is what the constant OP of the operation's kernels is set to.
func (op Op) Number() uint32 { return rows[op].Number }

// All lists the operations.
func All() []Op {
	all := make([]Op, len(rows))
	for i := range all {
		all[i] = Op(i)
	}
	return all
}

// Of lists the operations of a kind.
func Of(kind Kind) []Op {
	return slices.DeleteFunc(All(), func(op Op) bool { return op.Row().Kind != kind })
}

// Kernels are the builds of some of the operation's kernels, by name.
func (l Launch) Kernels(names []string) []string {
	if !l.Vec4 {
		return names
	}
	var builds []string
	for _, name := range names {
		builds = append(builds, name, name+"_vec4")
	}
	return builds
}
