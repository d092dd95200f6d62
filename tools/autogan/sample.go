package main

import (
	"fmt"
	"path/filepath"

	"autogan/gan/dataset"
	"autogan/nas/autogan/config"
	"autogan/vk"

	"github.com/spf13/cobra"
)

// sampleFlags are the options of `autogan sample`.
type sampleFlags struct {
	arch   string
	number int
	seed   int
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
			return t.withStream("", func(s *vk.Stream) error { return f.sample(cmd, s, args[0]) })
		},
	}
	cmd.Flags().StringVar(&f.arch, "arch", "", "the architecture, as integers or a name (default the run's best)")
	numberFlag(cmd, &f.number, "number", "n", 100, samples, "how many images")
	numberFlag(cmd, &f.seed, "seed", "", 1, config.RangeOf("seed"), "seed of the latent vectors")
	addOutput(cmd, &f.out, "samples-seedN.png next to the generator's file")
	return cmd
}

func (f *sampleFlags) sample(cmd *cobra.Command, s *vk.Stream, path string) error {
	g, err := openDrawer(s, path, f.arch)
	if err != nil {
		return err
	}
	defer g.Release()
	if err := wantBatch("-n", f.number, g.values()); err != nil {
		return err
	}
	out, err := newOutput(cmd, f.out, filepath.Join(folderOf(path), fmt.Sprintf("samples-seed%d.png", f.seed)), "")
	if err != nil {
		return err
	}
	begins(cmd)
	images, err := g.source(uint64(f.seed))(s, 0, f.number)
	if err != nil {
		return err
	}
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
