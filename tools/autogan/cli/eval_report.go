package cli

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
)

// evaluation is what `autogan eval` prints.
type evaluation struct {
	Architecture string   `json:"architecture,omitempty" about:"of a generator"`
	Seed         *int     `json:"seed,omitempty" about:"of a generator's images"`
	Images       int      `json:"images"`
	Set          string   `json:"set,omitempty" about:"name of the images that no generator drew"`
	Size         int      `json:"size,omitempty" about:"of the images, where they have one size"`
	Figures      []figure `json:"figures"`
	Warnings     []string `json:"warnings,omitempty"`

	about   string   // the images, in words
	without []string // a line for each metric that is not among the figures
}

// print writes a table, or JSON. What is doubtful or missing goes to standard
// error too.
func (e evaluation) print(cmd *cobra.Command, asJSON bool) error {
	for _, line := range e.without {
		fmt.Fprintln(cmd.ErrOrStderr(), line)
	}
	for _, warning := range e.Warnings {
		fmt.Fprintln(cmd.ErrOrStderr(), "warning: "+warning)
	}
	if asJSON {
		return printJSON(cmd, e)
	}
	return e.table(cmd.OutOrStdout())
}

func (e evaluation) table(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if e.Architecture != "" {
		fmt.Fprintf(w, "architecture\t%s\n", e.Architecture)
	}
	fmt.Fprintf(w, "images\t%s\n", e.about)
	for _, f := range e.Figures {
		fmt.Fprintf(w, "%s\t%s\t%s\n", f.Name, f.text(), f.Protocol)
	}
	return w.Flush()
}

// imagesDrawn describes images that a generator drew.
func imagesDrawn(count, size, seed int) string {
	return fmt.Sprintf("%s of %dx%d, seed %d", humanize.Comma(int64(count)), size, size, seed)
}
