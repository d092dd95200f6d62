package cli

import (
	"fmt"

	"autogan/gan/arch"
	"autogan/nas/autogan/config"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
)

// archFlags are the options of `autogan arch`.
type archFlags struct {
	channels, latent, size int
	table, supernet, space bool
	asJSON                 *bool
}

func newArch() *cobra.Command {
	var f archFlags
	cmd := &cobra.Command{
		Use:   `arch "1 0 1 1 / …"|NAME [flags]`,
		Short: "Show parameters, multiply-adds and a diagram of an architecture",
		Long: `Show parameters, multiply-adds (MACs) and a diagram of an architecture: 4, 9 or
14 integers, or one of the published names top1, top2, top3, e2gan and sngan. With
--space, count the architectures of the search space, or of what an experiment
(a name or a TOML file) leaves of it.`,
		Example: "  autogan arch top1 --size 48\n  autogan arch --supernet --channels 128 --latent 64\n  autogan arch --space quickstart",
		Args:    wantArgs(0, 1),
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	f.asJSON = addJSON(cmd)
	numberFlag(cmd, &f.channels, "channels", "", 256, config.RangeOf("train.channels"), "width of the generator")
	numberFlag(cmd, &f.latent, "latent", "", 128, config.RangeOf("gan.latent_dim"), "length of the latent vector z")
	numberFlag(cmd, &f.size, "size", "", 0, imageSizes, "height and width of the images (default 4, doubled by every cell: 32 for three)")
	cmd.Flags().BoolVar(&f.table, "table", false, "list every layer")
	cmd.Flags().BoolVar(&f.supernet, "supernet", false, "show the weight-sharing generator that holds all architectures")
	cmd.Flags().BoolVar(&f.space, "space", false, "count the architectures of the search space, or of an experiment's")
	return cmd
}

func (f *archFlags) run(cmd *cobra.Command, args []string) error {
	if f.space && f.supernet {
		return badInputf("arch: --supernet and --space: want one of them")
	}
	if f.space {
		return f.writeSpace(cmd, args)
	}
	if f.supernet == (len(args) == 1) {
		return badInputf("arch: name one architecture, or give --supernet or --space; use: %s", cmd.UseLine())
	}
	if f.supernet {
		return f.writeSupernet(cmd)
	}
	a, err := arch.AutoGAN.Parse(args[0])
	if err != nil {
		return badInput(err)
	}
	return f.writeArch(cmd, a)
}

func (f *archFlags) writeArch(cmd *cobra.Command, a arch.Arch) error {
	geometry, err := f.geometry(a.Cells())
	if err != nil {
		return err
	}
	plan, out := a.Plan(geometry), cmd.OutOrStdout()
	if *f.asJSON {
		return printJSON(cmd, f.describe(a.String(), plan))
	}
	fmt.Fprintf(out, "architecture  %s\n", a)
	fmt.Fprintf(out, "parameters    %s\n", humanize.Comma(int64(plan.Params())))
	fmt.Fprintf(out, "MACs          %s per image of %dx%d, width %d, latent vector of %d\n", humanize.Comma(plan.MACs()), f.size, f.size, f.channels, f.latent)
	fmt.Fprintf(out, "\n%s\n%s", a.Describe(), diagram(a, geometry))
	if f.table {
		fmt.Fprintf(out, "\n%s", plan)
	}
	return nil
}

func (f *archFlags) writeSupernet(cmd *cobra.Command) error {
	cells := len(arch.AutoGAN.Cells)
	geometry, err := f.geometry(cells)
	if err != nil {
		return err
	}
	plan, out := arch.AutoGAN.Supernet(geometry), cmd.OutOrStdout()
	if *f.asJSON {
		return printJSON(cmd, f.describe("supernet", plan))
	}
	fmt.Fprintf(out, "supernet      %d cells, width %d, latent vector of %d\n", cells, f.channels, f.latent)
	fmt.Fprintf(out, "parameters    %s\n", humanize.Comma(int64(plan.Params())))
	if f.table {
		fmt.Fprintf(out, "\n%s", plan)
	}
	return nil
}

// geometry checks the size and returns the geometry that gives images of the
// size after the given number of cells.
func (f *archFlags) geometry(cells int) (arch.Geometry, error) {
	if f.size == 0 {
		f.size = 4 << cells
	}
	if f.size%(1<<cells) != 0 {
		return arch.Geometry{}, badInputf("arch: --size %d: want a multiple of %d, %d cells double the size", f.size, 1<<cells, cells)
	}
	return arch.Geometry{Channels: f.channels, LatentDim: f.latent, BottomWidth: f.size >> cells}, nil
}

// writeSpace prints the size of an experiment's search space, or of AutoGAN's if
// none is named.
func (f *archFlags) writeSpace(cmd *cobra.Command, experiment []string) error {
	c := config.Default(config.Paper)
	if len(experiment) == 1 {
		var err error
		if c, err = config.Load(experiment[0]); err != nil {
			return err
		}
	}
	out := cmd.OutOrStdout()
	if *f.asJSON {
		return printJSON(cmd, spaceOf(c))
	}
	fmt.Fprintf(out, "space         %s\n", c.Space.Name)
	if fixed := c.Fixed().String(); fixed != "" {
		fmt.Fprintf(out, "fixed         %s\n", fixed)
	}
	for cell := range c.MaxCells() {
		fmt.Fprintf(out, "cell %d        %d choices\n", cell+1, c.Choices(cell, cell+1))
	}
	fmt.Fprintf(out, "architectures %s\n", humanize.Comma(int64(c.Choices(0, c.MaxCells()))))
	return nil
}

// spaceLine returns the name and size of the search space.
func spaceLine(c config.Config) string {
	line := fmt.Sprintf("space %s: %s architectures", c.Space.Name, humanize.Comma(int64(c.Choices(0, c.Cells(c.Stages()-1)))))
	if fixed := c.Fixed().String(); fixed != "" {
		line += ", fixed " + fixed
	}
	return line
}
