package main

import (
	"fmt"
	"path/filepath"

	"autogan/gan/dataset"
	"autogan/vk"

	"github.com/spf13/cobra"
)

// maxSamples limits a grid to one batch of the generator.
const maxSamples = 400

// sampleFlags are the options of `autogan sample`.
type sampleFlags struct {
	arch   string
	number int
	seed   uint64
	out    string
}

func newSample(t *target) *cobra.Command {
	var f sampleFlags
	cmd := &cobra.Command{
		Use:   "sample RUN|CHECKPOINT",
		Short: "Write a grid of generated images as a PNG",
		Long: `Write a grid of generated images as a PNG. A training's images come from its best
generator. A search's come from its shared weights, by its best architecture or
the one given by --arch.`,
		Args: wantArgs(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.number < 1 || f.number > maxSamples {
				return badInputf("sample: -n %d: want 1 to %d", f.number, maxSamples)
			}
			return t.withStream("", func(s *vk.Stream) error { return f.sample(cmd, s, args[0]) })
		},
	}
	cmd.Flags().StringVar(&f.arch, "arch", "", "the architecture, as integers or a name (default the run's best)")
	cmd.Flags().IntVarP(&f.number, "number", "n", 100, "how many images")
	cmd.Flags().Uint64Var(&f.seed, "seed", 1, "seed of the latent vectors")
	addOutput(cmd, &f.out, "samples-seedN.png next to the generator's file")
	return cmd
}

func (f *sampleFlags) sample(cmd *cobra.Command, s *vk.Stream, path string) error {
	g, err := openDrawer(s, path, f.arch)
	if err != nil {
		return err
	}
	defer g.Release()
	out, err := newOutput(cmd, f.out, filepath.Join(folderOf(path), fmt.Sprintf("samples-seed%d.png", f.seed)), "")
	if err != nil {
		return err
	}
	images := g.source(f.seed)(s, 0, f.number)
	pixels, err := images.Bytes(s)
	if err != nil {
		return err
	}
	size := images.Dim(1)
	file, err := out.write(cmd, func(path string) error {
		return dataset.WriteGrid(path, pixels, f.number, size, size, 0, enlarge(size))
	})
	if err != nil {
		return badInput(err)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "architecture  %s\nimage         %s\n", g.arch, file)
	return nil
}
