package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"autogan/vk/durable"

	"github.com/dustin/go-humanize"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "dist:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	flags := flag.NewFlagSet("dist", flag.ContinueOnError)
	version := flags.String("version", "devel", "version in the archives' names")
	seconds := flags.Int64("time", 0, "time of all files, in seconds since 1970")
	folder := flags.String("o", "dist", "folder of the archives")
	laidOut := flags.String("kit", "", "pack this folder of tools/gpukit/layout instead")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if err := os.MkdirAll(*folder, 0o755); err != nil {
		return err
	}
	if *laidOut != "" {
		return packKit(*laidOut, *version, time.Unix(*seconds, 0).UTC(), *folder)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "archive\tsize\tprogram\tmodules\toldest glibc")
	var sums strings.Builder
	for _, path := range flags.Args() {
		p, err := readProgram(path)
		if err != nil {
			return err
		}
		archive, err := pack(p, *version, time.Unix(*seconds, 0).UTC())
		if err != nil {
			return fmt.Errorf("pack %s: %w", path, err)
		}
		name := p.archive(*version)
		if err := durable.WriteFile(filepath.Join(*folder, name), archive); err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(archive), name)
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%s\n", filepath.Join(*folder, name), size(len(archive)), size(len(p.content)), len(p.modules), p.glibc)
	}
	if err := durable.WriteFile(filepath.Join(*folder, "SHA256SUMS"), []byte(sums.String())); err != nil {
		return err
	}
	return table.Flush()
}

// packKit packs the archive for untested cards.
func packKit(laidOut, version string, modified time.Time, folder string) error {
	k, err := readKit(laidOut)
	if err != nil {
		return err
	}
	archive, err := k.pack(version, modified)
	if err != nil {
		return fmt.Errorf("pack %s: %w", laidOut, err)
	}
	path := filepath.Join(folder, k.name(version)+".tar.gz")
	if err := durable.WriteFile(path, archive); err != nil {
		return err
	}
	fmt.Printf("%s: %s, %d programs, %d modules, glibc %s\n", path, size(len(archive)), k.count, len(k.modules), k.glibc)
	return nil
}

func size(bytes int) string { return humanize.IBytes(uint64(bytes)) }
