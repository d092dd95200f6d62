package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"autogan/nas/autogan/config"
	"autogan/nas/autogan/experiments"
	"autogan/vk/durable"

	"github.com/spf13/cobra"
)

func newInit() *cobra.Command {
	var base string
	cmd := &cobra.Command{
		Use:   "init NAME",
		Short: "Write an experiment file with every setting as a comment",
		Long: `Write the experiment file NAME.toml. It is based on a built-in experiment and shows
every setting as a comment: the value there, and what it may hold. Take the sign
away before those that you change. A file that is there stays.`,
		Example: "  autogan init mine\n  autogan init cats --base stl10-small",
		Args:    wantArgs(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return writeExperiment(cmd, args[0], base)
		},
	}
	cmd.Flags().StringVar(&base, "base", "quickstart", "the built-in experiment to change")
	return cmd
}

// writeExperiment writes the file of a new experiment.
func writeExperiment(cmd *cobra.Command, name, base string) error {
	path := strings.TrimSuffix(name, ".toml") + ".toml"
	own := strings.TrimSuffix(filepath.Base(path), ".toml")
	switch known := experiments.Names(); {
	case !slices.Contains(known, base):
		return badInputf("init: --base %s: no such experiment; `autogan experiments` lists them", base)
	case slices.Contains(known, own):
		return badInputf("init: %s is the name of a built-in experiment; want another one", own)
	}
	text, c, err := experimentText(path, own, base)
	if err != nil {
		return err
	}
	there, err := durable.Exists(path)
	if there {
		return badInputf("init: %s: %w and stays; name another file, or remove it", path, fs.ErrExist)
	}
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o777)
	}
	if err == nil {
		err = durable.WriteFile(path, []byte(text))
	}
	if err != nil {
		return badInput(err)
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s  change it, then run `autogan %s %s`\n", path, commandOf(c), path)
	return err
}

// experimentText returns the text of a file that changes nothing yet, and what the
// experiment is. It is decoded as it will be, so a name that no run can have is a
// [*config.Error] now.
func experimentText(path, name, base string) (string, config.Config, error) {
	head := fmt.Sprintf("base = %q\n", base)
	c, err := config.Decode(path, head)
	if err != nil {
		return "", c, err
	}
	command := commandOf(c)
	text := fmt.Sprintf("# %s: an experiment of autogan. It is run by\n#\n#     autogan %s %s\n", name, command, path)
	if command == "search" {
		text += "#\n# With --forecast that says how long it takes on this machine, and runs nothing.\n"
	}
	text += `
# A setting that has a # before it is as in the base, a built-in experiment, and the
# line shows its value there and what it may hold. Take the # away to change it.

`
	return text + head + c.Annotated(), c, nil
}

// commandOf is the command that runs an experiment.
func commandOf(c config.Config) string {
	if c.Trains() {
		return "train"
	}
	return "search"
}
