package tensor

import (
	"fmt"

	"autogan/shaders"
	"autogan/vk"
	"autogan/vk/tensor/optable"
)

// Add returns a + b, broadcast as in numpy: axes are aligned at the right and
// extents of one are repeated. It panics if the shapes do not agree.
func Add(s *vk.Stream, a, b Tensor) Tensor { return arithmetic(s, optable.Add, a, b) }

// Sub returns a − b, broadcast as in Add.
func Sub(s *vk.Stream, a, b Tensor) Tensor { return arithmetic(s, optable.Sub, a, b) }

// Mul returns the element-wise product a · b, broadcast as in Add.
func Mul(s *vk.Stream, a, b Tensor) Tensor { return arithmetic(s, optable.Mul, a, b) }

// Div returns a / b, broadcast as in Add.
func Div(s *vk.Stream, a, b Tensor) Tensor { return arithmetic(s, optable.Div, a, b) }

// Expand returns scale · x, broadcast to a shape as in Add. With scale 1 its
// VJP is SumTo. It panics if x does not broadcast to the shape.
func Expand(s *vk.Stream, x Tensor, scale float32, dims ...int) Tensor {
	wantFloat("expand", x)
	return expand(s, x, scale, TempOf(s, x.DType, dims...))
}

// ExpandLike is Expand to the shape of like; the result has like's type.
func ExpandLike(s *vk.Stream, x Tensor, scale float32, like Tensor) Tensor {
	wantFloat("expand", x)
	wantFloat("expand", like)
	return expand(s, x, scale, TempOf(s, like.DType, like.Shape...))
}

func expand(s *vk.Stream, x Tensor, scale float32, y Tensor) Tensor {
	g := newGrid("expand", y.Shape, x.Shape)
	lanes := g.lanes(s, &y, &x)
	s.Kernel(broadcastKernels.kernel(lanes)).Spec(g.rank(), powersOfTwo(g.size[1:]...), g.alongRow(0), laneMask(s, x, y)).Read(x.Buffer).Write(y.Buffer).
		Int(y.NumElements() / lanes).
		Int(g.size[1]).Int(g.size[2]).Int(g.size[3] / lanes).
		Int(g.stride[0][0]).Int(g.stride[0][1]).Int(g.stride[0][2]).
		Float(scale).Run1D(y.NumElements() / lanes)
	return y
}

// SumTo is the VJP of broadcasting: it adds x over the axes along which a
// tensor of the given shape would be broadcast to x's shape. It returns x
// itself if the shapes are equal, and panics if they do not broadcast.
func SumTo(s *vk.Stream, x Tensor, dims ...int) Tensor {
	wantFloat("sum to", x)
	if x.Shape.Equal(Shape(dims)) {
		return x
	}
	g := newGrid("sum to", x.Shape, Shape(dims))
	size := g.size
	for axis, stride := range g.stride[0] {
		if stride > 0 || size[axis] == 1 {
			continue
		}
		groups := Shape(size[:axis]).NumElements()
		x = reduceRows(s, x, groups, size[axis], Shape(size[axis+1:]).NumElements(), 1)
		size[axis] = 1
	}
	return x.Reshape(dims...)
}

var (
	binaryKernels    = laned{shaders.BinaryForward, shaders.BinaryForwardVec4}
	broadcastKernels = laned{shaders.BroadcastForward, shaders.BroadcastForwardVec4}
)

func arithmetic(s *vk.Stream, op optable.Op, a, b Tensor) Tensor {
	wantFloat(op.String(), a)
	wantFloat(op.String(), b)
	shape := broadcastShape(op.String(), a.Shape, b.Shape)
	g := newGrid(op.String(), shape, a.Shape, b.Shape)
	y := TempOf(s, storedAs(a, b), shape...)
	lanes := g.lanes(s, &y, &a, &b)
	items := y.NumElements() / lanes
	each := grainOf(s.Device().Caps(), items)
	s.Kernel(binaryKernels.kernel(lanes)).
		Spec(append([]uint32{g.rank(), powersOfTwo(g.size[1:]...), g.alongRow(0), g.alongRow(1), op.Number(), laneMask(s, a, b, y)}, each.constants()...)...).
		Read(a.Buffer).Read(b.Buffer).Write(y.Buffer).
		Int(items).
		Int(g.size[1]).Int(g.size[2]).Int(g.size[3] / lanes).
		Int(g.stride[0][0]).Int(g.stride[0][1]).Int(g.stride[0][2]).
		Int(g.stride[1][0]).Int(g.stride[1][1]).Int(g.stride[1][2]).
		Run1D(items / each.each)
	return y
}

// broadcastShape is the shape that a and b broadcast to together.
func broadcastShape(op string, a, b Shape) Shape {
	shape := make(Shape, max(len(a), len(b)))
	for i := range shape {
		m, n := a.fromRight(len(shape)-i), b.fromRight(len(shape)-i)
		if m != n && m != 1 && n != 1 {
			panic(fmt.Sprintf("tensor: %s: shapes %v and %v do not broadcast", op, a, b))
		}
		shape[i] = max(m, n)
		if m == 0 || n == 0 {
			shape[i] = 0
		}
	}
	return shape
}

// fromRight is the extent of the i-th axis from the right, counted from 1, and 1 beyond the shape.
func (s Shape) fromRight(i int) int {
	if i > len(s) {
		return 1
	}
	return s[len(s)-i]
}

// grid is an iteration space of at most four axes, aligned at the right, with
// each operand's stride along each axis; zero where the operand is broadcast.
type grid struct {
	size   [4]int
	stride [2][4]int
}

// newGrid walks operands over shape. Neighbouring axes that every operand
// walks in the same way become one. It panics if more than four remain or an
// operand does not broadcast to shape.
func newGrid(op string, shape Shape, operands ...Shape) grid {
	g := grid{size: [4]int{1, 1, 1, 1}}
	running := [2]int{1, 1}
	axis := 4
	var last uint // bit k: operand k is broadcast along the current axis
	for i := 1; i <= len(shape); i++ {
		extent := shape.fromRight(i)
		if extent == 1 {
			continue
		}
		pattern := broadcastPattern(op, shape, i, operands)
		if axis == 4 || pattern != last {
			if axis--; axis < 0 {
				panic(fmt.Sprintf("tensor: %s: broadcast %v to %v needs more than four axes", op, operands, shape))
			}
			last = pattern
			for k := range operands {
				if pattern>>k&1 == 0 {
					g.stride[k][axis] = running[k]
				}
			}
		}
		g.size[axis] *= extent
		for k := range operands {
			if pattern>>k&1 == 0 {
				running[k] *= extent
			}
		}
	}
	for k, operand := range operands {
		if axis == 4 {
			g.stride[k][3] = 1
		}
		if running[k] != operand.NumElements() {
			panic(fmt.Sprintf("tensor: %s: %v does not broadcast to %v", op, operand, shape))
		}
	}
	return g
}

// broadcastPattern has bit k set if operand k is repeated along the i-th axis from the right.
func broadcastPattern(op string, shape Shape, i int, operands []Shape) uint {
	var pattern uint
	for k, operand := range operands {
		switch operand.fromRight(i) {
		case shape.fromRight(i):
		case 1:
			pattern |= 1 << k
		default:
			panic(fmt.Sprintf("tensor: %s: %v does not broadcast to %v", op, operand, shape))
		}
	}
	return pattern
}

// rank is the number of axes in use, at least one: the kernels' constant RANK.
func (g grid) rank() uint32 {
	for axis, extent := range g.size[:3] {
		if extent > 1 {
			return uint32(4 - axis)
		}
	}
	return 1
}

// powersOfTwo is 1 if all extents are powers of two: the kernels' constant POWERS_OF_TWO.
func powersOfTwo(extents ...int) uint32 {
	for _, extent := range extents {
		if extent&(extent-1) != 0 {
			return 0
		}
	}
	return 1
}

// alongRow is 1 if operand k moves along the innermost axis, 0 if it is broadcast there.
func (g grid) alongRow(k int) uint32 { return uint32(g.stride[k][3]) }

// lanes is how many elements of a row a thread can handle at once; see lanesFor.
func (g grid) lanes(s *vk.Stream, y *Tensor, operands ...*Tensor) int {
	along := []*Tensor{y}
	for k, operand := range operands {
		if g.alongRow(k) == 1 {
			along = append(along, operand)
		}
	}
	return lanesFor(s, g.size[3], along...)
}
