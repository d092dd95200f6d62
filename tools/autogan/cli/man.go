package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"autogan/nas/autogan"
	"autogan/vk/durable"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func newMan() *cobra.Command {
	return &cobra.Command{
		Use:   "man [DIR]",
		Short: "Write the manual pages of all commands into a folder (default man)",
		Long: `Write a manual page for each command and for each topic of help into a folder, by
default man. Pages of the same names are replaced.`,
		Example: "  autogan man && man -l man/autogan-search.1",
		Args:    wantArgs(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "man"
			if len(args) == 1 {
				dir = args[0]
			}
			n, err := writePages(cmd.Root(), dir)
			if err != nil {
				return badInput(err)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d pages in %s\n", n, dir)
			return err
		},
	}
}

// writePages writes a page for each command that is no secret, and returns how many.
func writePages(root *cobra.Command, dir string) (n int, err error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return 0, err
	}
	for _, cmd := range commands(root) {
		if cmd.Hidden {
			continue
		}
		text, err := page(cmd)
		if err != nil {
			return n, err
		}
		name := strings.ReplaceAll(cmd.CommandPath(), " ", "-") + ".1"
		if err := durable.WriteFile(filepath.Join(dir, name), text); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// page is the manual page of a command. Its description is laid out as the help is:
// the pages are made of Markdown, which would join the lines of a table.
func page(cmd *cobra.Command) ([]byte, error) {
	built := committed()
	header := doc.GenManHeader{
		Title: strings.ToUpper(strings.ReplaceAll(cmd.CommandPath(), " ", "-")), Section: "1", Manual: "autogan manual",
		Source: "autogan " + autogan.Version(), Date: &built,
	}
	shown := *cmd
	shown.DisableAutoGenTag = true
	if !cmd.Runnable() && cmd.Long != "" {
		shown.Long = "    " + strings.ReplaceAll(cmd.Long, "\n", "\n    ")
	}
	var b bytes.Buffer
	err := doc.GenMan(&shown, &header, &b)
	return b.Bytes(), err
}

// committed is when the program's commit was made, or the day zero of computers: the
// same program writes the same pages.
func committed() time.Time {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if made, err := time.Parse(time.RFC3339, s.Value); s.Key == "vcs.time" && err == nil {
				return made
			}
		}
	}
	return time.Unix(0, 0)
}
