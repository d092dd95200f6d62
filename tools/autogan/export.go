package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"autogan/gan"
	"autogan/gan/published"
	"autogan/layers/checkpoint/pytorch"
	"autogan/nas/autogan"
	"autogan/vk/durable"

	"github.com/spf13/cobra"
)

// exportFlags are the options of `autogan export`.
type exportFlags struct {
	to, arch, out string
	whole         bool
	as            autogan.Export
}

func newExport() *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export RUN|CHECKPOINT --to pytorch",
		Short: "Write a generator for AutoGAN's published code in PyTorch",
		Long: `Write a generator as a state dict that AutoGAN's published code loads with
load_state_dict(strict=True). The three architectures of the paper go to their
fixed classes, any other one to the supernet, in which the layers that it does not
use are zero. A training's generator is its best one; --whole writes all networks
and optimisers of its last checkpoint instead, from which train.py and
train_derived.py go on. A search's shared weights go to the supernet. Every
version of PyTorch reads the file.`,
		Example: "  autogan export runs/cifar10-top1 --to pytorch\n  autogan export runs/cifar10-top1 --to pytorch --whole -o checkpoint.pth",
		Args:    wantArgs(1, 1),
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0]) },
	}
	addOutput(cmd, &f.out, "a name that ends in .pth, next to the generator's file")
	cmd.Flags().StringVar(&f.to, "to", "", "for whom: pytorch")
	cmd.Flags().StringVar(&f.arch, "arch", "", "of a search: the architecture that is to be drawn (default the run's best)")
	cmd.Flags().BoolVar(&f.whole, "whole", false, "of a training: a checkpoint of all networks and optimisers, to train on")
	cmd.Flags().BoolVar(&f.as.Supernet, "supernet", false, "as the supernet, also if a fixed class has the architecture")
	cmd.Flags().BoolVar(&f.as.OutOfPlace, "out-of-place", false, "for a copy of the code whose cells add skip-ins out of place (h = h + …)")
	return cmd
}

func (f *exportFlags) run(cmd *cobra.Command, path string) error {
	if f.to != "pytorch" {
		return badInputf("export: --to is %q, want pytorch", f.to)
	}
	c, name, err := f.read(path)
	if err != nil {
		return err
	}
	state, err := f.encode(c, path)
	if err != nil {
		return err
	}
	out, err := newOutput(cmd, f.out, filepath.Join(folderOf(path), name), "")
	if err != nil {
		return err
	}
	file, err := out.write(cmd, func(path string) error {
		return durable.Write(path, func(w io.Writer) error { return pytorch.Encode(w, state) })
	})
	if err != nil {
		return badInput(err)
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "architecture\t%s\nclass\t%s\nfile\t%s\n", c.Arch, classOf(c), file)
	return w.Flush()
}

// read returns what is exported of a path, and the default name of its file.
func (f *exportFlags) read(path string) (c published.Checkpoint, name string, err error) {
	if f.whole {
		run, err := autogan.ReadRun(path)
		if err != nil {
			return c, "", err
		}
		c, err = f.as.Whole(run)
		return c, "checkpoint.pth", err
	}
	file, isFile, err := generatorFile(path)
	if err != nil {
		return c, "", badInput(err)
	}
	if isFile {
		if f.arch != "" && filepath.Base(file) == autogan.BestFile {
			return c, "", badInputf("export: %s draws one architecture; --arch is for the shared weights of a search", file)
		}
		c, err = f.as.Generator(file)
		if err == nil || !errors.Is(err, gan.ErrNoGenerator) {
			return c, strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)) + ".pth", err
		}
		path = filepath.Dir(path)
	}
	run, failed := autogan.ReadRun(path)
	if failed != nil {
		if err != nil { // about the file that was named
			failed = badInput(err)
		}
		return c, "", failed
	}
	a, err := archOf(run, f.arch)
	if err != nil {
		return c, "", err
	}
	c, err = f.as.Shared(run, a)
	return c, "supernet.pth", err
}

func (f *exportFlags) encode(c published.Checkpoint, path string) (*pytorch.Dict, error) {
	if f.whole {
		return c.Whole(folderName(folderOf(path)))
	}
	return c.StateDict()
}

// classOf says which class of the published code loads the file.
func classOf(c published.Checkpoint) string {
	if c.Class == published.Fixed {
		return fmt.Sprintf("models/%s.py: Generator", c.Module())
	}
	return fmt.Sprintf("models_search/%s.py: Generator, then set_arch(%s, cur_stage=%d)", c.Module(),
		strings.Join(strings.Fields(fmt.Sprint(c.Arch.Tokens())), ", "), c.Arch.Cells()-1)
}
