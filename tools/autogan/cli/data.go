package cli

import (
	"cmp"
	"fmt"
	"path/filepath"
	"text/tabwriter"

	"autogan/gan/dataset"
	"autogan/nas/autogan/config"
	"autogan/vk/durable"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
)

func newData(t *target) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "data",
		Short: "List, download, check, look at and convert data sets and Inception-v3",
		Args:  knownCommand,
		RunE:  showHelp,
	}
	cmd.AddCommand(
		newDataList(),
		newDataFetch(cifar10, "162 MB", dataset.CIFAR10Archive),
		newDataFetch(stl10, "2.5 GB", dataset.STL10Archive),
		newDataInception(),
		newDataVerify(), newDataPreview(), newDataExport(), newDataFIDStats(t),
	)
	return cmd
}

func newDataList() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the data sets",
		Args:  wantArgs(0, 0),
	}
	asJSON := addJSON(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		sets, err := knownSets()
		if err != nil {
			return badInput(err)
		}
		if *asJSON {
			return printJSON(cmd, sets)
		}
		w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "name\timages\tsize\tclasses\there\tfrom")
		for _, s := range sets {
			images := "any number"
			if s.Images > 0 {
				images = humanize.Comma(int64(s.Images))
			}
			fmt.Fprintf(w, "%s\t%s\t%dx%d\t%d\t%s\t%s\n", s.Name, images, s.Size, s.Size, s.Classes, yesNo(s.Here), cmp.Or(s.URL, "drawn by this program"))
		}
		fmt.Fprintf(w, "DIR\tas found\tany\tsub-folders\t\ta folder of image files\n")
		return w.Flush()
	}
	return cmd
}

// setJSON is a data set that is known by name, in the JSON output.
type setJSON struct {
	Name    string `json:"name"`
	Images  int    `json:"images,omitempty" about:"none for a set that is drawn: any number"`
	Size    int    `json:"size" about:"height and width"`
	Classes int    `json:"classes"`
	Here    bool   `json:"here" about:"it is in its usual place"`
	URL     string `json:"url,omitempty"`
}

func knownSets() ([]setJSON, error) {
	sets := []setJSON{
		{procedural, 0, 32, 10, true, ""},
		{cifar10, 60_000, 32, 10, false, dataset.CIFAR10Archive.URL},
		{stl10, 113_000, 96, 10, false, dataset.STL10Archive.URL},
	}
	for i := range sets[1:] {
		var err error
		if sets[1+i].Here, err = durable.Exists(dataFolder(sets[1+i].Name)); err != nil {
			return nil, err
		}
	}
	return sets, nil
}

// newDataFetch downloads a published set, or unpacks an archive that was
// downloaded before.
func newDataFetch(name, size string, archive dataset.Archive) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   name + " [DIR]",
		Short: fmt.Sprintf("Download %s (%s) into a folder and check it; the default is %s", name, size, dataFolder(name)),
		Args:  wantArgs(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := dataFolder(name)
			if len(args) == 1 {
				dir = args[0]
			}
			if place := archive.Place(dir); place != "" {
				return badInputf("data %s: %s holds the set already: use it, or name another folder", name, place)
			}
			if file != "" {
				if err := archive.Extract(cmd.Context(), file, dir); err != nil {
					return badInput(err)
				}
			} else if err := alone(cmd, filepath.Clean(dir), func() error { return download(cmd, archive, dir) }); err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), dir)
			return nil
		},
	}
	cmd.Flags().StringVar(&file, "archive", "", "take this .tar.gz file instead of downloading it")
	return cmd
}

func download(cmd *cobra.Command, archive dataset.Archive, dir string) error {
	p := newByteProgress(cmd.ErrOrStderr())
	defer p.Close()
	return archive.Download(cmd.Context(), dir, p.download())
}

func newDataPreview() *cobra.Command {
	var n, size, batches int
	var out string
	cmd := &cobra.Command{
		Use:   "preview NAME|DIR",
		Short: "Write the first images of a data set as one PNG",
		Args:  wantArgs(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			kind, dir, err := setName(args[0])
			if err != nil {
				return err
			}
			d, err := readSet(cmd, args[0], size, batches)
			if err != nil {
				return err
			}
			fallback := fmt.Sprintf("preview-%s-%d.png", setLabel(kind, dir), d.H)
			to, err := newOutput(cmd, out, fallback, imagesOf(kind, dir))
			if err != nil {
				return err
			}
			d = d.Slice(0, min(n, d.N))
			file, err := to.write(cmd, func(path string) error {
				return dataset.WriteGrid(path, d.Images, d.N, d.H, d.W, 0, enlarge(d.H))
			})
			if err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), file)
			return nil
		},
	}
	numberFlag(cmd, &n, "number", "n", 100, previews, "how many")
	numberFlag(cmd, &size, "size", "", 0, imageSizes, "resize to this height and width, as a stage of the search does")
	numberFlag(cmd, &batches, "batches", "", 0, config.RangeOf("data.batches"), "files of CIFAR-10 to read (default all)")
	skipBadFlag(cmd)
	addOutput(cmd, &out, "preview-NAME-SIZE.png")
	return cmd
}

// enlarge returns the integer factor that brings small images to a visible
// size.
func enlarge(size int) int { return max(1, 64/size) }

func newDataExport() *cobra.Command {
	var size, batches int
	cmd := &cobra.Command{
		Use:   "export NAME|DIR OUT",
		Short: "Write every image of a data set as a PNG file, in a folder for each class",
		Args:  wantArgs(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			kind, dir, err := setName(args[0])
			if err != nil {
				return err
			}
			if err := refuseWithin(cmd, args[1], imagesOf(kind, dir)); err != nil {
				return err
			}
			d, err := readSet(cmd, args[0], size, batches)
			if err != nil {
				return err
			}
			if err := writeShown(cmd, d, args[1]); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", args[1], summary(d))
			return nil
		},
	}
	numberFlag(cmd, &size, "size", "", 0, imageSizes, "resize to this height and width")
	numberFlag(cmd, &batches, "batches", "", 0, config.RangeOf("data.batches"), "files of CIFAR-10 to read (default all)")
	skipBadFlag(cmd)
	return cmd
}

// writeShown writes the images, with progress on standard error.
func writeShown(cmd *cobra.Command, d dataset.Dataset, dir string) error {
	p := newProgress(cmd.ErrOrStderr())
	defer p.Close()
	return d.WriteFolder(dataset.WithObserver(cmd.Context(), p), dir)
}
