package metamorphic

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/tensor"
)

const (
	fewestOps, mostOps = 6, 24
	mostElements       = 1 << 14 // of a value
)

// program is a graph of operations. Its parameters are trained for a few steps.
type program struct {
	seed   uint64
	nodes  []node
	states [][]int // shapes of what operations keep between steps: statistics, singular vectors
	used   []bool  // by a later node
}

// node is a leaf or the result of an operation on earlier nodes.
type node struct {
	op     string
	shape  tensor.Shape
	inputs []int
	states []int
	apply  func(e *execution, in []*autograd.Var, states []tensor.Tensor) *autograd.Var

	// Of leaves, which have no apply:
	trainable bool
	scale     float32 // deviation of the values
	aligned   bool    // must not be shifted: the kernel's order of adding depends on it
}

func (n node) isLeaf() bool { return n.apply == nil }

// execution is one step of a program on a stream.
type execution struct {
	stream *vk.Stream
	tape   *autograd.Tape
	seed   uint64
	step   int
	// watch, if not nil, sees the operands of every convolution.
	watch func(x, weight, bias tensor.Tensor, cfg tensor.Conv2DConfig)
}

// drawing is a program being drawn.
type drawing struct {
	program
	r *rand.Rand
}

// draw makes the program of a seed.
func draw(seed uint64) program {
	d := &drawing{r: rand.New(rand.NewPCG(seed, 1))}
	d.seed = seed
	d.leaf(1, d.imageShape()...)
	d.nodes[0].trainable = true
	for want, tries := fewestOps+d.r.IntN(mostOps-fewestOps), 0; want > 0 && tries < 1000; tries++ {
		operation := operations[d.r.IntN(len(operations))]
		before := len(d.nodes)
		if operation(d) {
			want--
			continue
		}
		d.nodes = d.nodes[:before] // leaves of an operation that did not fit
		d.used = d.used[:before]
	}
	return d.program
}

func (d *drawing) one(options ...int) int { return options[d.r.IntN(len(options))] }

func (d *drawing) chance(percent int) bool { return d.r.IntN(100) < percent }

func (d *drawing) channels() int { return d.one(1, 2, 3, 4, 5, 8, 12, 16, 20, 36) }

func (d *drawing) imageShape() []int {
	return []int{d.one(1, 2, 3), d.one(1, 2, 3, 4, 6, 8), d.one(1, 2, 4, 5, 6, 8), d.channels()}
}

// leaf adds a parameter or, now and then, a constant.
func (d *drawing) leaf(scale float32, dims ...int) int {
	n := node{op: "leaf", shape: dims, scale: scale, trainable: d.chance(80)}
	d.nodes, d.used = append(d.nodes, n), append(d.used, false)
	return len(d.nodes) - 1
}

// state adds a tensor that an operation keeps between steps.
func (d *drawing) state(dims ...int) int {
	d.states = append(d.states, dims)
	return len(d.states) - 1
}

// pick is an earlier node that fits; later nodes are likelier.
func (d *drawing) pick(fits func(tensor.Shape) bool) (int, bool) {
	var found []int
	for i, n := range d.nodes {
		if fits(n.shape) {
			found = append(found, i)
		}
	}
	if len(found) == 0 {
		return 0, false
	}
	return found[max(d.r.IntN(len(found)), d.r.IntN(len(found)))], true
}

func (d *drawing) pickImage() (int, tensor.Shape, bool) {
	i, ok := d.pick(func(s tensor.Shape) bool { return len(s) == 4 })
	return i, d.nodes[i].shape, ok
}

func (d *drawing) pickMatrix() (int, tensor.Shape, bool) {
	i, ok := d.pick(func(s tensor.Shape) bool { return len(s) == 2 })
	return i, d.nodes[i].shape, ok
}

// apply is an operation without state.
type apply func(in []*autograd.Var) *autograd.Var

// add appends an operation; false if its result would be too large.
func (d *drawing) add(op string, shape []int, f apply, inputs ...int) bool {
	return d.addNode(node{op: op, shape: shape, inputs: inputs,
		apply: func(_ *execution, in []*autograd.Var, _ []tensor.Tensor) *autograd.Var { return f(in) }})
}

func (d *drawing) addNode(n node) bool {
	if n.shape.NumElements() > mostElements {
		return false
	}
	for _, i := range n.inputs {
		d.used[i] = true
	}
	d.nodes, d.used = append(d.nodes, n), append(d.used, false)
	return true
}

// String lists the program, a line per node.
func (p program) String() string {
	var b strings.Builder
	for i, n := range p.nodes {
		fmt.Fprintf(&b, "%3d %v = %s%v", i, n.shape, n.op, n.inputs)
		if n.trainable {
			b.WriteString(" trainable")
		}
		b.WriteByte('\n')
	}
	return b.String()
}
