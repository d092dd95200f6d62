package main

import (
	"fmt"
	"os"
	"path/filepath"

	"autogan/gan"
	"autogan/gan/dataset"
	"autogan/nas/autogan"
	"autogan/vk"
	"autogan/vk/tensor"

	"github.com/spf13/cobra"
)

// maxSamples keeps a grid to one batch of the generator.
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
		Short: "Write a grid of generated pictures as a PNG",
		Long: `Write a grid of generated pictures as a PNG. The weights are those of a search's
shared generator; its best architecture draws unless --arch names another.`,
		Args: wantArgs(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			run, arch, err := f.open(args[0])
			if err != nil {
				return err
			}
			return t.withStream(run.Config.Device, func(s *vk.Stream) error { return f.sample(cmd, s, run, arch) })
		},
	}
	cmd.Flags().StringVar(&f.arch, "arch", "", "the architecture, as integers or a name (default the run's best)")
	cmd.Flags().IntVarP(&f.number, "number", "n", 100, "how many pictures")
	cmd.Flags().Uint64Var(&f.seed, "seed", 1, "of the latent vectors")
	cmd.Flags().StringVarP(&f.out, "out", "o", "samples.png", "the file to write")
	return cmd
}

// open reads the run that a folder or a checkpoint in it belongs to.
func (f *sampleFlags) open(path string) (autogan.Run, gan.Arch, error) {
	if f.number < 1 || f.number > maxSamples {
		return autogan.Run{}, nil, badInputf("sample: -n %d: want 1 to %d", f.number, maxSamples)
	}
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		path = filepath.Dir(path)
	}
	run, err := autogan.ReadRun(path)
	if err != nil {
		return run, nil, err
	}
	if f.arch == "" {
		arch, err := run.Best()
		return run, arch, err
	}
	arch, err := gan.ParseArch(f.arch)
	return run, arch, badInput(err)
}

func (f *sampleFlags) sample(cmd *cobra.Command, s *vk.Stream, run autogan.Run, arch gan.Arch) error {
	g, err := run.Generator(s)
	if err != nil {
		return err
	}
	defer g.Release()
	z := gan.Latent(s, f.number, g.Config().Latent(), f.seed, 0)
	images := tensor.ToBytes(s, g.Sample(s, z, arch, run.Config.EvalMode()))
	pixels, err := images.Bytes(s)
	if err != nil {
		return err
	}
	size := images.Dim(1)
	if err := dataset.WriteGrid(f.out, pixels, f.number, size, size, 0, enlarge(size)); err != nil {
		return badInput(err)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "architecture  %s\npicture       %s\n", arch, f.out)
	return nil
}
