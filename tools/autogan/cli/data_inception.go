package cli

import (
	"fmt"
	"os"
	"path/filepath"

	"autogan/gan/dataset"
	"autogan/gan/metric/inception"
	"autogan/vk/durable"

	"github.com/spf13/cobra"
)

// inceptionName is the name of the network of published scores in commands and
// folders.
const inceptionName = "inception"

// newDataInception downloads or converts the network that published scores are
// defined on.
func newDataInception() *cobra.Command {
	var from string
	cmd := &cobra.Command{
		Use:   inceptionName + " [DIR]",
		Short: fmt.Sprintf("Download Inception-v3 (96 MB), the network of published scores, or convert it from a file; the default is %s", dataFolder(inceptionName)),
		Long: "Downloads pytorch-fid's port of Inception-v3 of 2015-12-05, checks it and converts it, or does that with a file:\n" +
			"TensorFlow's graph classify_image_graph_def.pb or the archive with it\n(" + inception.GraphURL + "),\n" +
			"pytorch-fid's pt_inception-2015-12-05-6726825d.pth, or a converted .safetensors file.",
		Args: wantArgs(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := dataFolder(inceptionName)
			if len(args) == 1 {
				dir = args[0]
			}
			to := filepath.Join(dir, inception.FileName)
			here, err := durable.Exists(to)
			if err != nil {
				return badInput(err)
			}
			if from == "" && here {
				return badInputf("data %s: %s is here already; remove it to download it again", inceptionName, to)
			}
			if err := alone(cmd, to, func() error { return getInception(cmd, from, to) }); err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), to)
			return nil
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "convert this file instead of downloading one")
	return cmd
}

// getInception converts the file from, or a downloaded one if from is empty.
func getInception(cmd *cobra.Command, from, to string) error {
	if from != "" {
		return badInput(inception.Convert(from, to))
	}
	from = filepath.Join(filepath.Dir(to), filepath.Base(inception.TorchURL))
	here, err := durable.Exists(from)
	if err != nil {
		return badInput(err)
	}
	if here { // its owner may want to keep it
		return badInput(inception.Convert(from, to))
	}
	p := newByteProgress(cmd.ErrOrStderr())
	defer p.Close()
	source := dataset.Download{URL: inception.TorchURL, Sum: inception.TorchSHA256}
	if err := source.Fetch(cmd.Context(), from, p.download()); err != nil {
		return err
	}
	if err := inception.Convert(from, to); err != nil {
		return err
	}
	return os.Remove(from)
}
