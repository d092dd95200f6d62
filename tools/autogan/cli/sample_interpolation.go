package cli

import (
	"path/filepath"
	"strings"

	"autogan/gan"
	"autogan/gan/dataset"
	"autogan/gan/dataset/drawn"

	"github.com/spf13/cobra"
)

// maxFrames is how many images one file may show. All are in memory.
const maxFrames = 10_000

// animates reports whether the frames follow each other in time. Such an
// interpolation leads back to the first seed.
func (f *sampleFlags) animates() bool {
	return f.between > 0 && f.out != "" && strings.ToLower(filepath.Ext(f.out)) != ".png"
}

// frames is how many images an interpolation has.
func (f *sampleFlags) frames() int {
	if f.animates() {
		return f.between * len(f.seeds)
	}
	return f.between * max(0, len(f.seeds)-1)
}

// drawInterpolation writes the images between the seeds: of a strip, a row from
// each seed to the next, both included; of an animation, each seed once.
func (f *sampleFlags) drawInterpolation(cmd *cobra.Command, p pencil, folder string) error {
	out, err := newOutput(cmd, f.out, filepath.Join(folder, "interpolation.png"), "")
	if err != nil {
		return err
	}
	ends, err := p.firstOf(f.seeds)
	if err != nil {
		return err
	}
	begins(cmd)
	pixels, err := collect(cmd, f.frames(), p.batch(), func(from, n int) ([]byte, error) {
		var z vectors
		for i := from; i < from+n; i++ {
			z = append(z, f.frame(ends, i, p.dim())...)
		}
		return p.alone(z)
	})
	if err != nil {
		return err
	}
	size, scale := p.size(), enlarge(p.size())
	file, err := out.write(cmd, func(path string) error {
		switch strings.ToLower(filepath.Ext(path)) {
		case ".gif":
			return drawn.WriteGIF(path, drawn.Frames(pixels, size, scale))
		case ".apng":
			return drawn.WriteAPNG(path, drawn.Frames(pixels, size, scale))
		}
		return dataset.WriteGrid(path, pixels, f.frames(), size, size, f.between, scale)
	})
	return f.conclude(cmd, p, f.frames(), file, err)
}

// frame returns the latent vector of an image; ends are those of the seeds.
func (f *sampleFlags) frame(ends vectors, i, dim int) vectors {
	pair, step := i/f.between, i%f.between
	of := func(seed int) vectors { return ends[seed%len(f.seeds)*dim:][:dim] }
	steps := f.between - 1
	if f.animates() {
		steps = f.between // the next pair begins where this one would end
	}
	return gan.Interpolate(of(pair), of(pair+1), float64(step)/float64(steps))
}
