package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"autogan/gan/dataset"

	"github.com/spf13/cobra"
)

func newDataVerify() *cobra.Command {
	return &cobra.Command{
		Use:   "verify DIR",
		Short: "Read a whole data set and check it; of a folder, list what is left out and why",
		Long: "Reads a whole data set and checks it. Of a folder of images it lists what is left out\n" +
			"and why, and how many are turned (EXIF) or have transparent parts: those are white.",
		Args: wantArgs(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			kind, dir, err := setName(args[0])
			if err != nil {
				return err
			}
			p := newProgress(cmd.ErrOrStderr())
			defer p.Close()
			ctx := dataset.WithObserver(cmd.Context(), p)
			if kind == folder {
				return verifyFolder(ctx, cmd.OutOrStdout(), dir)
			}
			verify := map[string]func(context.Context, string) error{cifar10: dataset.VerifyCIFAR10, stl10: dataset.VerifySTL10}[kind]
			if verify != nil {
				if err := verify(ctx, dir); err != nil {
					return badInput(err)
				}
			}
			d, err := readSet(cmd, args[0], 0, 0)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %s, sound\n", kind, summary(d))
			return nil
		},
	}
}

// verifyFolder reads every image of a folder, but keeps next to nothing of it.
func verifyFolder(ctx context.Context, out io.Writer, dir string) error {
	d, err := dataset.ReadFolder(ctx, dir, dataset.FolderOptions{Size: 1, SkipBad: true})
	var none *dataset.BadImagesError
	if errors.As(err, &none) {
		d.Findings.Bad = none.Bad
	} else if err != nil {
		return badInput(err)
	}
	for _, line := range d.Findings.Lines() {
		fmt.Fprintln(out, line)
	}
	if bad := len(d.Findings.Bad); bad > 0 {
		return badInputf("data verify %s: %d of %d images cannot be read%s", dir, bad, bad+d.N, goOn(d.N))
	}
	fmt.Fprintf(out, "%s: %s, %s, sound\n", folder, counted(d.N, "image", "images"), classes(d))
	return nil
}

// goOn says how commands go on with the good images, if there are any.
func goOn(good int) string {
	if good == 0 {
		return ""
	}
	return "; data.skip_bad = true in a run, --" + skipBad + " in other commands, goes on without them"
}

// skipBadFlag lets a command go on without images that cannot be read.
func skipBadFlag(cmd *cobra.Command) {
	cmd.Flags().Bool(skipBad, false, "of a folder, go on without images that cannot be read")
}

const skipBad = "skip-bad"

// readImages reads a folder for a command that has the flag, or has no use for
// it. The first time it says on standard error what is not in the set.
func readImages(ctx context.Context, cmd *cobra.Command, dir string, options dataset.FolderOptions, again bool) (dataset.Dataset, error) {
	skip, err := cmd.Flags().GetBool(skipBad)
	hasFlag := err == nil
	options.SkipBad = skip
	d, err := dataset.ReadFolder(ctx, dir, options)
	if hasFlag {
		err = orSkip(err)
	}
	if line := d.Findings.Summary(dir); err == nil && line != "" && !again {
		fmt.Fprintln(cmd.ErrOrStderr(), line)
	}
	return d, err
}

// orSkip adds to an error about some images of a folder how to do without them.
func orSkip(err error) error {
	var bad *dataset.BadImagesError
	if errors.As(err, &bad) && len(bad.Bad) < bad.Images {
		return fmt.Errorf("%w; --%s goes on without them", err, skipBad)
	}
	return err
}
