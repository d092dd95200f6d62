package cli

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"autogan/nas/autogan"
	"autogan/tools/autogan/report"
	"autogan/vk/durable"

	"github.com/spf13/cobra"
)

func newReport() *cobra.Command {
	var out, figures string
	cmd := &cobra.Command{
		Use:   "report RUN…",
		Short: "Write one HTML page about a run, or one that compares several",
		Long: `Write one self-contained HTML page about a run's folder: architectures as
diagrams, rewards, losses, growth and resets, samples. With several folders the
page compares them. A run may still be going on.`,
		Example: "  autogan report runs/quickstart\n  autogan report runs/a runs/b --out comparison.html --figures images",
		Args:    wantArgs(1, 1000),
		RunE: func(cmd *cobra.Command, args []string) error {
			write, path := report.Write, out
			if path == "" {
				write, path = writeOwnPage, pageFile(args)
			}
			if err := write(path, args); err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), path)
			return writeFigures(cmd.OutOrStdout(), figures, args)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "the page's file (default in the first folder, report.html or, of several, comparison-….html)")
	cmd.Flags().StringVar(&figures, "figures", "", "a folder that also gets the page's charts, as PNG files; those of another page stay there")
	return cmd
}

// pageFile is the file of a page about the runs. Each comparison has one of its
// own, which is replaced when it is made again: runs go on.
func pageFile(runs []string) string {
	if len(runs) == 1 {
		return filepath.Join(runs[0], "report.html")
	}
	var paths strings.Builder
	for _, run := range runs {
		fmt.Fprintf(&paths, "%q", resolved(run))
	}
	sum := sha256.Sum256([]byte(paths.String()))
	return filepath.Join(runs[0], fmt.Sprintf("comparison-%x.html", sum[:4]))
}

// writeOwnPage writes a page to a file whose name the program has chosen. It does
// not wait for the reader of a pipe.
func writeOwnPage(path string, runs []string) error {
	if err := durable.CheckRegular(path); err != nil {
		return badInput(fmt.Errorf("report: %w; move it away, or name another file with --out", err))
	}
	return report.Write(path, runs)
}

// writeFigures writes the charts of the runs into a folder, if one is named, and
// prints their paths.
func writeFigures(out io.Writer, dir string, runs []string) error {
	if dir == "" {
		return nil
	}
	paths, err := report.WriteFigures(dir, runs)
	if err != nil {
		return err
	}
	for _, path := range paths {
		fmt.Fprintln(out, path)
	}
	return nil
}

// conclude writes the page about finished runs into a folder, then prints their
// results, if there are any, and the page's path. The page comes first: it stays
// where the reader of the output has gone. Without runs there is no page.
func conclude(out io.Writer, folder string, runs []string, results func() error) error {
	path, unwritten := concludingPage(folder, runs)
	if results != nil {
		if err := results(); err != nil {
			return cmp.Or(unwritten, err)
		}
	}
	if path == "" {
		return unwritten
	}
	_, err := fmt.Fprintf(out, "report: %s\n", path)
	return err
}

// concludingPage writes the page about finished runs into a folder and returns its
// path, "" if there is none.
func concludingPage(folder string, runs []string) (path string, err error) {
	if len(runs) == 0 {
		return "", nil
	}
	path = filepath.Join(folder, "report.html")
	if err := writeOwnPage(path, runs); err != nil {
		return "", err
	}
	return path, nil
}

// outcomeJSON is what a command prints that works in the folder of a run or of
// several.
type outcomeJSON struct {
	Run     string                `json:"run" about:"the folder"`
	Report  string                `json:"report,omitempty" about:"the page about it"`
	Result  any                   `json:"result" about:"what the folder's result.json, summary.json or comparison.json holds"`
	Shared  *autogan.Evaluation   `json:"shared,omitempty" about:"of a derived search: its best architecture with the shared weights"`
	Derived *autogan.DeriveResult `json:"derived,omitempty" about:"of a derived search: what derive/result.json holds"`
}

// concludeJSON is conclude for an outcome as JSON.
func concludeJSON(cmd *cobra.Command, o outcomeJSON, runs []string) (err error) {
	o.Report, err = concludingPage(o.Run, runs)
	if printed := printJSON(cmd, o); err == nil {
		err = printed
	}
	return err
}
