package dataset

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
)

// proceduralSide is the side in pixels of a procedural image.
const proceduralSide = 32

// Procedural draws the built-in set: n labelled images of 32×32 in ten classes
// of shapes and patterns. Place, size, rotation and colour vary, outlines are
// antialiased, and the contrast is always high. Image i has class i mod 10 and
// depends on the seed and on i alone, so a smaller set is the beginning of a
// larger one. Panics if n is negative or more than the memory holds.
//
// The classes stay apart when the images are resized to 16 and to 8 pixels.
func Procedural(n int, seed uint64) Dataset {
	d, err := DrawProcedural(context.Background(), n, seed)
	if err != nil {
		panic(err.Error())
	}
	return d
}

// DrawProcedural is [Procedural] for sets that take long to draw. The error is
// that of ctx, if it ends first, or wraps [ErrNoRoom].
func DrawProcedural(ctx context.Context, n int, seed uint64) (Dataset, error) {
	if n < 0 {
		panic(fmt.Sprintf("dataset: procedural: %d images, want 0 or more", n))
	}
	d := Dataset{Name: "procedural " + Train.String(), N: n, H: proceduralSide, W: proceduralSide, Labels: make([]uint8, n)}
	var err error
	if d.Images, err = d.newPixels(); err != nil {
		return Dataset{}, err
	}
	for _, m := range motifs {
		d.Classes = append(d.Classes, m.name)
	}
	err = parallel(ctx, n, smallChunk, progressOf(ctx, "draw images", n).add, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			class := i % len(motifs)
			d.Labels[i] = uint8(class)
			drawMotif(d.Image(i), motifs[class], generator(seed, uint64(i)))
		}
	})
	return d, err
}

// drawMotif draws a random instance of m: for each pixel, how much of it the
// shape covers, from the signed distance between its middle and the outline.
func drawMotif(pixels []byte, m motif, r *rand.Rand) {
	place := randomPlacement(m, r)
	ground, ink := randomColours(r)
	for p := range proceduralSide * proceduralSide {
		x := (float64(p%proceduralSide)+0.5)/proceduralSide - 0.5
		y := (float64(p/proceduralSide)+0.5)/proceduralSide - 0.5
		distance := m.distance(place.local(x, y)) * place.size * proceduralSide
		coverage := min(max(0.5-distance, 0), 1)
		back, front := ground.at(x, y), ink.at(x, y)
		for c := range Channels {
			pixels[p*Channels+c] = byte(back[c] + (front[c]-back[c])*coverage + 0.5)
		}
	}
}

// placement maps the image, whose middle is the origin and whose sides are 1,
// to the motif's own plane.
type placement struct {
	x, y     float64 // where the motif's origin lies
	size     float64 // length in the image of the motif's unit
	cos, sin float64
}

func randomPlacement(m motif, r *rand.Rand) placement {
	size := between(r, m.size[0], m.size[1])
	reach := max(0.47-size, 0) // keeps all of a shape within the image
	turn := between(r, -m.turn, m.turn)
	return placement{
		x: between(r, -reach, reach), y: between(r, -reach, reach), size: size,
		cos: math.Cos(turn), sin: math.Sin(turn),
	}
}

func (p placement) local(x, y float64) (float64, float64) {
	x, y = (x-p.x)/p.size, (y-p.y)/p.size
	return p.cos*x + p.sin*y, p.cos*y - p.sin*x
}

// between draws uniformly from [lo, hi).
func between(r *rand.Rand, lo, hi float64) float64 { return lo + (hi-lo)*r.Float64() }

// generator returns the random numbers that belong to index of seed.
func generator(seed, index uint64) *rand.Rand {
	return rand.New(rand.NewPCG(mix(seed), mix(index+mix(seed))))
}

// mix is the output function of SplitMix64 (Steele, Lea, Flood, 2014). It sends
// neighbouring numbers far apart, which a PCG does not do with its seeds.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
