package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"autogan/gan"
	"autogan/gan/arch"
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
		Use:   "export RUN|CHECKPOINT --to pytorch|onnx",
		Short: "Write a generator for AutoGAN's published code in PyTorch, or as a model of ONNX",
		Long: `Write a generator for other programs. A training's generator is its best one, of
averaged weights. A search's shared weights draw its best architecture or the one
given by --arch.

--to pytorch writes a state dict that AutoGAN's published code loads with
load_state_dict(strict=True). The three architectures of the paper go to their
fixed classes, any other one to the supernet, in which the layers that it does not
use are zero. --whole writes all networks and optimisers of a training's last
checkpoint instead, from which train.py and train_derived.py go on. A search's
shared weights go to the supernet. Every version of PyTorch reads the file.

--to onnx writes a model of ONNX, of opset 17. It takes z [N, latent], normal
deviates, and gives images [N, 3, H, W] in [-1, 1]; N is free. Its metadata_props
hold the architecture, the seed and the scores.`,
		Example: "  autogan export runs/cifar10-top1 --to pytorch\n  autogan export runs/cifar10-top1 --to pytorch --whole -o checkpoint.pth\n  autogan export runs/cifar10-top1 --to onnx",
		Args:    wantArgs(1, 1),
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0]) },
	}
	addOutput(cmd, &f.out, "a name that ends in .pth or .onnx, next to the generator's file")
	cmd.Flags().StringVar(&f.to, "to", "", "for whom: pytorch or onnx")
	cmd.Flags().StringVar(&f.arch, "arch", "", "of a search: the architecture that is to be drawn (default the run's best)")
	cmd.Flags().BoolVar(&f.whole, "whole", false, "of a training, for pytorch: a checkpoint of all networks and optimisers, to train on")
	cmd.Flags().BoolVar(&f.as.Supernet, "supernet", false, "for pytorch: as the supernet, also if a fixed class has the architecture")
	cmd.Flags().BoolVar(&f.as.OutOfPlace, "out-of-place", false, "for a copy of the published code whose cells add skip-ins out of place (h = h + …)")
	return cmd
}

func (f *exportFlags) run(cmd *cobra.Command, path string) error {
	switch f.to {
	case "pytorch":
		return f.toPyTorch(cmd, path)
	case "onnx":
		return f.toONNX(cmd, path)
	}
	return badInputf("export: --to is %q, want pytorch or onnx", f.to)
}

func (f *exportFlags) toPyTorch(cmd *cobra.Command, path string) error {
	c, name, err := f.read(path)
	if err != nil {
		return err
	}
	state, err := f.encode(c, path)
	if err != nil {
		return err
	}
	return f.write(cmd, path, name, [][2]string{{"architecture", c.Arch.String()}, {"class", classOf(c)}},
		func(w io.Writer) error { return pytorch.Encode(w, state) })
}

func (f *exportFlags) toONNX(cmd *cobra.Command, path string) error {
	for _, name := range []string{"whole", "supernet", "out-of-place"} {
		if cmd.Flags().Changed(name) {
			return badInputf("export: --%s is for --to pytorch", name)
		}
	}
	var m autogan.Model
	name, err := f.open(path,
		func(file string) (err error) { m, err = autogan.ReadModel(file); return err },
		func(run autogan.Run, a arch.Arch) (err error) { m, err = run.Model(a); return err })
	if err != nil {
		return err
	}
	size := m.Geometry.ImageSize(m.Arch.Cells())
	return f.write(cmd, path, cmp.Or(name, "generator-shared")+".onnx", [][2]string{
		{"architecture", m.Arch.String()},
		{"input", fmt.Sprintf("z [N, %d]", m.Geometry.Latent())},
		{"output", fmt.Sprintf("images [N, %d, %d, %d]", arch.ImageChannels, size, size)},
	}, m.Encode)
}

// write writes the file, of a default name, and prints lines about it.
func (f *exportFlags) write(cmd *cobra.Command, path, name string, about [][2]string, encode func(io.Writer) error) error {
	out, err := newOutput(cmd, f.out, filepath.Join(folderOf(path), name), "")
	if err != nil {
		return err
	}
	file, err := out.write(cmd, func(path string) error { return durable.Write(path, encode) })
	if err != nil {
		return badInput(err)
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, line := range append(about, [2]string{"file", file}) {
		fmt.Fprintf(w, "%s\t%s\n", line[0], line[1])
	}
	return w.Flush()
}

// read returns what is exported of a path for PyTorch, and the default name of its file.
func (f *exportFlags) read(path string) (c published.Checkpoint, name string, err error) {
	if f.whole {
		run, err := autogan.ReadRun(path)
		if err != nil {
			return c, "", err
		}
		c, err = f.as.Whole(run)
		return c, "checkpoint.pth", err
	}
	name, err = f.open(path,
		func(file string) (err error) { c, err = f.as.Generator(file); return err },
		func(run autogan.Run, a arch.Arch) (err error) { c, err = f.as.Shared(run, a); return err })
	return c, cmp.Or(name, "supernet") + ".pth", err
}

// open calls file with the generator's file at path, whose name without its end
// it returns, or shared with the search at path and the architecture to draw.
func (f *exportFlags) open(path string, file func(path string) error, shared func(autogan.Run, arch.Arch) error) (name string, err error) {
	found, isFile, err := generatorFile(path)
	if err != nil {
		return "", badInput(err)
	}
	if isFile {
		if f.arch != "" && filepath.Base(found) == autogan.BestFile {
			return "", badInputf("export: %s draws one architecture; --arch is for the shared weights of a search", found)
		}
		err = file(found)
		if err == nil || !errors.Is(err, gan.ErrNoGenerator) {
			return strings.TrimSuffix(filepath.Base(found), filepath.Ext(found)), err
		}
		path = filepath.Dir(path)
	}
	run, failed := autogan.ReadRun(path)
	if failed != nil {
		if err != nil { // about the file that was named
			failed = badInput(err)
		}
		return "", failed
	}
	a, err := archOf(run, f.arch)
	if err != nil {
		return "", err
	}
	return "", shared(run, a)
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
