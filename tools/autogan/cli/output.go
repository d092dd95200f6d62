package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"autogan/vk/durable"

	"github.com/spf13/cobra"
)

// output is where a command writes its file: where its user says, or under a
// default name. A file of the user's choice is replaced. One that merely has the
// default name may be of other data, so it stays and the new one gets a number.
type output struct {
	path  string
	named bool // by the user
}

// addOutput adds the flag of a file to write. One that cannot be written is
// refused before any work, as is an empty name; its folder may still have to be made.
func addOutput(cmd *cobra.Command, to *string, fallback string) {
	cmd.Flags().StringVarP(to, "out", "o", "", "the file to write (default "+fallback+")")
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) error {
		if *to == "" && cmd.Flags().Changed("out") {
			return badInputf("%s: --out is empty, want the name of a file", cmd.Name())
		}
		if *to == "" {
			return nil
		}
		if err := durable.Check(*to); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return unwritable(cmd, err)
		}
		return nil
	}
}

func unwritable(cmd *cobra.Command, err error) error {
	return badInputf("%s: %w; name another file with --out", cmd.Name(), err)
}

// newOutput returns the output of a command whose flag is out, "" if it is not
// set. Images is a folder of images, or "": a file within it would change the
// set or get lost in it, so this is refused before any work, as is a file that
// cannot be written. The file's folder is made.
func newOutput(cmd *cobra.Command, out, fallback, images string) (output, error) {
	o := output{path: out, named: out != ""}
	if !o.named {
		o.path = fallback
	}
	if err := refuseWithin(cmd, o.path, images); err != nil {
		return o, err
	}
	err := os.MkdirAll(filepath.Dir(o.path), 0o777)
	if err == nil {
		err = durable.Check(o.path)
	}
	if err != nil {
		return o, unwritable(cmd, err)
	}
	return o, nil
}

// write lets a function write the file and returns its name. It says on standard
// error if that is not the default one.
func (o output) write(cmd *cobra.Command, write func(path string) error) (string, error) {
	if o.named {
		return o.path, write(o.path)
	}
	path, err := durable.WriteUnused(o.path, write)
	if err == nil && path != o.path {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s holds something else and stays; --out names another file or replaces it\n", o.path)
	}
	return path, err
}

// refuseWithin returns an error if path lies in the folder of images.
func refuseWithin(cmd *cobra.Command, path, images string) error {
	if images == "" {
		return nil
	}
	folder, err := os.Stat(images)
	if err != nil {
		return badInput(err)
	}
	for at := resolved(path); filepath.Dir(at) != at; {
		at = filepath.Dir(at)
		if above, err := os.Stat(at); err == nil && os.SameFile(above, folder) {
			return badInputf("%s: %s lies in the data set %s and would be part of it; name a place outside it%s",
				cmd.Name(), path, images, byFlag(cmd))
		}
	}
	return nil
}

// byFlag says how a command's output is named.
func byFlag(cmd *cobra.Command) string {
	if cmd.Flags().Lookup("out") == nil {
		return ""
	}
	return " with --out"
}

// resolved returns the absolute path without symbolic links. What does not exist
// yet is taken as it is.
func resolved(path string) string {
	path, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	if above := filepath.Dir(path); above != path {
		return filepath.Join(resolved(above), filepath.Base(path))
	}
	return path
}

// maxLabel is the length of a label that a file name has room for.
const maxLabel = 100

// setLabel names a set in the names of files: a published set by its name, a
// folder by its path below the working folder, any other by its last name.
func setLabel(kind, dir string) string {
	if dir == "" || filepath.Clean(dir) == dataFolder(kind) {
		return kind
	}
	below, err := filepath.Rel(resolved("."), resolved(dir))
	if err == nil && below != "." && filepath.IsLocal(below) && len(below) <= maxLabel {
		return strings.ReplaceAll(below, string(filepath.Separator), "-")
	}
	return folderName(dir)
}

// folderName is the folder's own name, also if it is given as "." or by a link.
func folderName(dir string) string {
	name := filepath.Base(resolved(dir))
	if name == string(filepath.Separator) {
		return "root"
	}
	return name
}
