package cli

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"autogan/gan/dataset"
	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/vk"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
)

// sampleFlags are the options of `autogan sample`.
type sampleFlags struct {
	arch, weights  string
	number, images int
	seed, batch    int
	seeds          []int
	grid           bool
	between        int
	truncation     float64
	out            string
	asJSON         *bool
}

func newSample(t *target) *cobra.Command {
	var f sampleFlags
	cmd := &cobra.Command{
		Use:   "sample RUN|CHECKPOINT",
		Short: "Draw images: a grid, a folder of files, an array or an interpolation",
		Long: `Draw images of a generator. By default that is one grid as a PNG. A training's
images come from its best generator, or the one that --weights names. A search's
come from its shared weights, by its best architecture or the one given by --arch.

--images writes so many into the folder --out, a numbered PNG each, or into one
array if --out ends in .npz, as the evaluator of guided-diffusion reads it: arr_0,
uint8 [images, height, width, 3]. They are those that eval measures with the same
--seed. The same command goes on where an earlier one of a folder was stopped.

--seeds draws an image for each seed, whatever else is drawn: the first one of
--seed SEED. (A search with gan.statistics = "batch" draws it in a batch that is
always the same.) --grid lays these out in one PNG. --interpolate draws so many steps from
each seed to the next along the arc between their latent vectors, as a strip
(.png) or an animation that ends where it began (.gif, .apng).

--truncation T is BigGAN's trick: latent numbers come from the normal distribution
without what lies more than T from 0. Less than 1 gives images that are cleaner
and more alike.`,
		Example: "  autogan sample runs/quickstart\n" +
			"  autogan sample runs/cifar10-top1 --images 50000 --out samples.npz\n" +
			"  autogan sample runs/cifar10-top1 --seeds 0-99 --grid --truncation 0.7\n" +
			"  autogan sample runs/cifar10-top1 --seeds 3,14,15 --interpolate 30 --out walk.gif",
		Args: wantArgs(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.withStream("", func(s *vk.Stream) error { return f.sample(cmd, s, args[0]) })
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.arch, "arch", "", "the architecture, as integers or a name (default the run's best)")
	flags.Var(choice{&f.weights, weightsNames()}, "weights", "which generator of a run: "+strings.Join(weightsNames(), ", ")+" (default best-fid of a training, shared of a search)")
	numberFlag(cmd, &f.number, "number", "n", 100, samples, "how many images in the grid")
	numberFlag(cmd, &f.seed, "seed", "", 1, config.RangeOf("seed"), "seed of the latent vectors")
	numberFlag(cmd, &f.images, "images", "", 0, drawnImages, "how many images to write, a file each or in one array; 0 writes a grid")
	flags.Var(seedRanges{&f.seeds}, "seeds", "draw an image for each seed, such as 0-99 or 3,14,15")
	flags.BoolVar(&f.grid, "grid", false, "lay the images of --seeds out in one PNG")
	numberFlag(cmd, &f.between, "interpolate", "", 0, steps, "how many images from each of the --seeds to the next; 0 draws only the seeds")
	numberFlag(cmd, &f.truncation, "truncation", "", 0, truncations, "largest latent number; 0 takes them all")
	numberFlag(cmd, &f.batch, "batch", "", 100, config.RangeOf("eval.batch"), "images drawn at a time")
	f.asJSON = addJSON(cmd)
	addOutput(cmd, &f.out, "a grid or strip next to the generator's file; --images and --seeds need a folder or a .npz file")
	writable := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		if err := f.check(cmd); err != nil || f.out != "" && f.toFolder() {
			return err
		}
		return writable(cmd, args)
	}
	return cmd
}

// Ranges of the options of sample.
var (
	drawnImages = config.Range[int]{Low: 0, High: 1_000_000}
	steps       = config.Range[int]{Low: 0, High: 1000}
	truncations = config.Range[float64]{Low: 0, High: 10}
)

func weightsNames() (names []string) {
	for _, w := range autogan.AllWeights {
		names = append(names, string(w))
	}
	return names
}

// check refuses options that contradict each other.
func (f *sampleFlags) check(cmd *cobra.Command) error {
	changed := cmd.Flags().Changed
	for _, pair := range [][2]string{{"images", "seeds"}, {"images", "grid"}, {"images", "number"}, {"images", "interpolate"},
		{"seeds", "number"}, {"seeds", "seed"}, {"grid", "interpolate"}} {
		if changed(pair[0]) && changed(pair[1]) {
			return badInputf("sample: --%s and --%s: want one of them", pair[0], pair[1])
		}
	}
	extension := strings.ToLower(filepath.Ext(f.out))
	switch {
	case f.between == 1 || f.between > 0 && len(f.seeds) < 2:
		return badInputf("sample: --interpolate: want at least 2 images from one seed to the next, and at least 2 --seeds, such as 1,2")
	case f.frames() > maxFrames:
		return badInputf("sample: --interpolate: %s images in all, want at most %s", humanize.Comma(int64(f.frames())), humanize.Comma(maxFrames))
	case f.between > 0 && f.out != "" && !slices.Contains([]string{".png", ".gif", ".apng"}, extension):
		return badInputf("sample: --out %s: an interpolation is written as .png (a strip), .gif or .apng", f.out)
	case f.grid && len(f.seeds) > maxFrames:
		return badInputf("sample: --grid: %s seeds, want at most %s", humanize.Comma(int64(len(f.seeds))), humanize.Comma(maxFrames))
	case f.toFiles() && f.out == "":
		return badInputf("sample: --out is missing: want a folder, or a file that ends in .npz; without --images and with --grid it is one PNG")
	case f.toFiles() && slices.Contains([]string{".png", ".gif", ".apng", ".jpg", ".jpeg", ".webp", ".npy"}, extension):
		return badInputf("sample: --out %s: many images go into a folder or a .npz file; -n, or --seeds with --grid, write one PNG", f.out)
	}
	return nil
}

// toFiles reports whether every image is kept by itself; otherwise all are in one.
func (f *sampleFlags) toFiles() bool {
	return f.images > 0 || len(f.seeds) > 0 && !f.grid && f.between == 0
}

// toFolder reports whether each image gets a file.
func (f *sampleFlags) toFolder() bool {
	return f.toFiles() && strings.ToLower(filepath.Ext(f.out)) != ".npz"
}

func (f *sampleFlags) sample(cmd *cobra.Command, s *vk.Stream, path string) error {
	g, err := openKept(s, path, f.arch, autogan.Weights(f.weights))
	if err != nil {
		return err
	}
	defer g.Release()
	p := pencil{drawer: g, stream: s, threshold: f.truncation, most: f.batch}
	if p.threshold == 0 {
		p.threshold = math.Inf(1)
	}
	if err := wantBatch("--batch", p.batch(), g.values()); err != nil {
		return err
	}
	switch {
	case f.toFolder():
		return f.drawFolder(cmd, p)
	case f.toFiles():
		return f.drawArray(cmd, p)
	case f.between > 0:
		return f.drawInterpolation(cmd, p, folderOf(path))
	}
	return f.drawGrid(cmd, p, folderOf(path))
}

// drawGrid writes one PNG of the first images of a seed, or of one of each seed.
func (f *sampleFlags) drawGrid(cmd *cobra.Command, p pencil, folder string) error {
	name := fmt.Sprintf("samples-seed%d.png", f.seed)
	if f.grid && len(f.seeds) > 0 {
		name = "samples-seeds.png"
	}
	out, err := newOutput(cmd, f.out, filepath.Join(folder, name), "")
	if err != nil {
		return err
	}
	pixels, n, err := f.gridPixels(cmd, p)
	if err != nil {
		return err
	}
	file, err := out.write(cmd, func(path string) error {
		return dataset.WriteGrid(path, pixels, n, p.size(), p.size(), 0, enlarge(p.size()))
	})
	return f.conclude(cmd, p, n, file, err)
}

func (f *sampleFlags) gridPixels(cmd *cobra.Command, p pencil) (pixels []byte, n int, err error) {
	if len(f.seeds) > 0 {
		begins(cmd)
		pixels, err := collect(cmd, len(f.seeds), p.batch(), func(from, n int) ([]byte, error) { return p.ofSeeds(f.seeds[from : from+n]) })
		return pixels, len(f.seeds), err
	}
	if err := wantBatch("-n", f.number, p.values()); err != nil {
		return nil, 0, err
	}
	begins(cmd)
	pixels, err = p.draw(p.numbered(uint64(f.seed), 0, f.number))
	return pixels, f.number, err
}

// sampledJSON is what was drawn, in the JSON output.
type sampledJSON struct {
	Architecture string `json:"architecture"`
	Images       int    `json:"images"`
	Size         int    `json:"size" about:"height and width of an image"`
	Path         string `json:"path" about:"the file, or the folder of a file for each image"`
}

// conclude prints what was drawn, and where it is.
func (f *sampleFlags) conclude(cmd *cobra.Command, p pencil, images int, path string, err error) error {
	if err != nil {
		return badInput(err)
	}
	if *f.asJSON {
		return printJSON(cmd, sampledJSON{p.arch.String(), images, p.size(), path})
	}
	what := fmt.Sprintf("image         %s", path)
	if f.toFiles() {
		what = fmt.Sprintf("images        %s in %s", humanize.Comma(int64(images)), path)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "architecture  %s\n%s\n", p.arch, what)
	return nil
}
