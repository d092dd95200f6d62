package metric

import (
	"context"
	"fmt"

	"autogan/vk"
	"autogan/vk/tensor"
)

// The neighbours that say how large the neighbourhood of an image is: those of
// Kynkäänniemi et al. (2019) and of the code of Naeem et al. (2020).
const (
	PrecisionNeighbours = 3
	DensityNeighbours   = 5
)

// Neighbourhoods compare two sets of images by which lie near each other. The
// neighbourhood of an image reaches to its third (precision, recall) or fifth
// (density, coverage) nearest neighbour in its own set.
type Neighbourhoods struct {
	Precision float64 // the part of generated images in the neighbourhood of a real one
	Recall    float64 // the part of real images in the neighbourhood of a generated one
	Density   float64 // how many neighbourhoods of real images a generated one lies in, in the mean, over five
	Coverage  float64 // the part of real images with a generated one in their neighbourhood
}

// CompareNeighbourhoods compares the features of two sets, [N, Dim] and [M, Dim],
// of which each must have six at least. As in the authors' codes the border
// belongs to a neighbourhood for precision and recall, and not for density and
// coverage. Distances are those of float32: of two that differ by less than about a
// millionth of the squares of the vectors either may be the smaller. Progress may
// be nil.
func CompareNeighbourhoods(ctx context.Context, s *vk.Stream, real, generated tensor.Tensor, progress Progress) (Neighbourhoods, error) {
	if few := min(real.Shape[0], generated.Shape[0]); few <= DensityNeighbours {
		return Neighbourhoods{}, fmt.Errorf("metric: neighbourhoods of %d images: want at least %d", few, DensityNeighbours+1)
	}
	w := &workspace{stream: s}
	defer w.release()
	n := newNeighbours(w, real, generated)
	n.progress = progress
	if w.err != nil {
		return Neighbourhoods{}, w.err
	}
	result, err := n.compare(ctx)
	if err != nil {
		return Neighbourhoods{}, fmt.Errorf("metric: neighbourhoods: %w", err)
	}
	return result, nil
}

// neighbours are two sets and what a comparison keeps of them.
type neighbours struct {
	stream          *vk.Stream
	real, generated cloud

	progress    Progress
	done, total int // blocks of pairs

	nearest tensor.Tensor // of the columns at hand
	radii   tensor.Tensor // of real images, to the third neighbour
	wide    tensor.Tensor // of real images, to the fifth
	fakes   tensor.Tensor // of generated images, to the third
	inside  tensor.Tensor // neighbourhoods of the other set that an image lies in: [max(N, M)]
	dense   tensor.Tensor // wide ones that a generated image lies in
	closest tensor.Tensor // from a real image to the closest generated one
}

func newNeighbours(w *workspace, real, generated tensor.Tensor) *neighbours {
	n := &neighbours{stream: w.stream, real: w.cloud(real), generated: w.cloud(generated)}
	reals, fakes := real.Shape[0], generated.Shape[0]
	n.nearest = w.new(DensityNeighbours * pairBlock)
	n.radii, n.wide, n.closest = w.new(reals), w.new(reals), w.new(reals)
	n.fakes, n.dense = w.new(fakes), w.new(fakes)
	n.inside = w.new(max(reals, fakes))
	a, b := blocks(reals), blocks(fakes)
	n.total = a*a + b*b + 2*a*b
	return n
}

func (n *neighbours) compare(ctx context.Context) (result Neighbourhoods, err error) {
	if err = n.measureRadii(ctx, n.real, n.radii, n.wide); err != nil {
		return result, err
	}
	if err = n.measureRadii(ctx, n.generated, n.fakes, tensor.Tensor{}); err != nil {
		return result, err
	}
	if result.Precision, result.Density, err = n.ofGenerated(ctx); err != nil {
		return result, err
	}
	result.Recall, result.Coverage, err = n.ofReal(ctx)
	return result, err
}

// kept is the room for the k smallest distances of some columns.
func (n *neighbours) kept(k int, c span) tensor.Tensor {
	return n.nearest.Rows(0, k*c.n).Reshape(k, c.n)
}

// measureRadii finds the squared distances of a set's vectors to their third
// nearest neighbours and, if wide is not none, to the fifth.
func (n *neighbours) measureRadii(ctx context.Context, set cloud, radii, wide tensor.Tensor) error {
	s := n.stream
	begin := func(c span) { tensor.Fill(s, n.kept(DensityNeighbours, c), infinite) }
	visit := func(p tensor.Pairs, r, c span) {
		tensor.UpdateNearest(s, n.kept(DensityNeighbours, c), p, tensor.Own{Rows: true, At: c.from - r.from})
	}
	end := func(c span) {
		take := func(to tensor.Tensor, k int) {
			tensor.CopyTo(s, to.Rows(c.from, c.n), n.kept(DensityNeighbours, c).Rows(k-1, 1).Reshape(c.n))
		}
		take(radii, PrecisionNeighbours)
		if !wide.None() {
			take(wide, DensityNeighbours)
		}
	}
	return n.sweep(ctx, set, set, begin, visit, end)
}

// ofGenerated counts the neighbourhoods of real images that each generated one
// lies in.
func (n *neighbours) ofGenerated(ctx context.Context) (precision, density float64, err error) {
	s := n.stream
	inside := n.inside.Rows(0, n.generated.count())
	tensor.Fill(s, inside, 0)
	tensor.Fill(s, n.dense, 0)
	visit := func(p tensor.Pairs, r, c span) {
		tensor.CountWithin(s, inside.Rows(c.from, c.n), p, n.radii.Rows(r.from, r.n), true)
		tensor.CountWithin(s, n.dense.Rows(c.from, c.n), p, n.wide.Rows(r.from, r.n), false)
	}
	if err := n.sweep(ctx, n.real, n.generated, nothing, visit, nothing); err != nil {
		return 0, 0, err
	}
	counts, err := inside.Floats(s)
	if err != nil {
		return 0, 0, err
	}
	dense, err := n.dense.Floats(s)
	if err != nil {
		return 0, 0, err
	}
	sum := 0.0
	for _, v := range dense {
		sum += float64(v)
	}
	return partAbove(counts), sum / DensityNeighbours / float64(len(dense)), nil
}

// ofReal counts the neighbourhoods of generated images that each real one lies
// in, and asks whether one of them lies in its own.
func (n *neighbours) ofReal(ctx context.Context) (recall, coverage float64, err error) {
	s := n.stream
	inside := n.inside.Rows(0, n.real.count())
	tensor.Fill(s, inside, 0)
	tensor.Fill(s, n.closest, infinite)
	visit := func(p tensor.Pairs, r, c span) {
		tensor.CountWithin(s, inside.Rows(c.from, c.n), p, n.fakes.Rows(r.from, r.n), true)
		tensor.UpdateNearest(s, n.closest.Rows(c.from, c.n).Reshape(1, c.n), p, tensor.Own{})
	}
	if err := n.sweep(ctx, n.generated, n.real, nothing, visit, nothing); err != nil {
		return 0, 0, err
	}
	counts, err := inside.Floats(s)
	if err != nil {
		return 0, 0, err
	}
	closest, err := n.closest.Floats(s)
	if err != nil {
		return 0, 0, err
	}
	wide, err := n.wide.Floats(s)
	if err != nil {
		return 0, 0, err
	}
	covered := 0
	for i, radius := range wide {
		if closest[i] < radius {
			covered++
		}
	}
	return partAbove(counts), float64(covered) / float64(len(wide)), nil
}

func nothing(span) {}

// partAbove is the part of values above zero.
func partAbove(values []float32) float64 {
	above := 0
	for _, v := range values {
		if v > 0 {
			above++
		}
	}
	return float64(above) / float64(len(values))
}
