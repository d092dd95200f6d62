package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"autogan/vk/durable"
)

// apt reads the machine's package sources with lists and a cache of its own. So
// it needs no root rights and changes nothing outside its folder.
type apt struct {
	dir     string
	options []string // of every call
	updated bool
}

// errNoApt says why a machine without apt gets no further drivers.
var errNoApt = errors.New("this machine has no apt-get to fetch it with")

// update reads the package lists, once, and not when those of the last day
// are there.
func (a *apt) update() error {
	if a.updated {
		return nil
	}
	for _, tool := range []string{"apt-get", "apt-cache", "dpkg"} {
		if _, err := exec.LookPath(tool); err != nil {
			return errNoApt
		}
	}
	lists := filepath.Join(a.dir, "lists")
	stamp := filepath.Join(a.dir, "updated")
	if info, err := os.Stat(stamp); err != nil || time.Since(info.ModTime()) > 24*time.Hour {
		if err := os.MkdirAll(filepath.Join(lists, "partial"), 0o755); err != nil {
			return err
		}
		if _, err := a.output("apt-get", "-q", "update"); err != nil {
			return err
		}
		if err := durable.WriteFile(stamp, nil); err != nil {
			return err
		}
	}
	a.updated = true
	return nil
}

// versions lists the versions of a package that the sources offer, newest first.
func (a *apt) versions(name string) ([]string, error) {
	if err := a.update(); err != nil {
		return nil, err
	}
	text, err := a.output("apt-cache", "madison", name)
	if err != nil {
		return nil, err
	}
	var versions []string
	for line := range strings.Lines(text) {
		fields := strings.Split(line, "|") // package | version | source
		if len(fields) == 3 && strings.HasSuffix(strings.TrimSpace(fields[2]), "Packages") {
			versions = append(versions, strings.TrimSpace(fields[1]))
		}
	}
	if len(versions) == 0 {
		return nil, fmt.Errorf("no apt source of this machine offers %s", name)
	}
	return slices.Compact(versions), nil
}

// unpack downloads packages, each NAME or NAME=VERSION, and unpacks them into root.
func (a *apt) unpack(root string, names ...string) error {
	if err := a.update(); err != nil {
		return err
	}
	download, err := os.MkdirTemp(a.dir, "download")
	if err != nil {
		return err
	}
	defer os.RemoveAll(download)
	if _, err := a.outputIn(download, "apt-get", append([]string{"-q", "download"}, names...)...); err != nil {
		return err
	}
	archives, err := filepath.Glob(filepath.Join(download, "*.deb"))
	if err != nil || len(archives) != len(names) {
		return fmt.Errorf("apt-get download %s left %d archives", strings.Join(names, " "), len(archives))
	}
	for _, archive := range archives {
		if _, err := command("", "dpkg", "-x", archive, root); err != nil {
			return err
		}
	}
	return nil
}

// dependencies lists the packages that a package depends on directly and that
// are not installed.
func (a *apt) dependencies(name string) ([]string, error) {
	text, err := a.output("apt-cache", "show", name)
	if err != nil {
		return nil, err
	}
	var missing []string
	for line := range strings.Lines(text) {
		list, ok := strings.CutPrefix(line, "Depends: ")
		if !ok {
			continue
		}
		for entry := range strings.SplitSeq(list, ",") {
			dependency := strings.Fields(entry)[0] // NAME (>= VERSION) | ALTERNATIVE
			if installedVersion(dependency) == "" {
				missing = append(missing, dependency)
			}
		}
	}
	return missing, nil
}

// closure lists packages and all that they depend on, without what they only
// recommend.
func (a *apt) closure(packages []string) ([]string, error) {
	text, err := a.output("apt-cache", append([]string{"depends", "--recurse", "--important"}, packages...)...)
	if err != nil {
		return nil, err
	}
	var names []string
	for line := range strings.Lines(text) {
		name := strings.TrimSpace(line)
		if !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "|") && !strings.HasPrefix(line, "<") && !strings.HasSuffix(name, ":i386") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// installedVersion is the version of a package on this machine, or empty.
func installedVersion(name string) string {
	status, err := command("", "dpkg-query", "-W", "-f", "${db:Status-Status} ${Version}", name)
	version, installed := strings.CutPrefix(status, "installed ")
	if err != nil || !installed {
		return ""
	}
	return version
}

func (a *apt) output(name string, args ...string) (string, error) {
	return a.outputIn("", name, args...)
}

func (a *apt) outputIn(dir, name string, args ...string) (string, error) {
	own := []string{"-o", "Dir::State::Lists=" + filepath.Join(a.dir, "lists"), "-o", "Dir::Cache=" + filepath.Join(a.dir, "cache")}
	return command(dir, name, slices.Concat(own, a.options, args)...)
}

// command runs a program; the last line of its error stream is the error.
func command(dir, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	var failure bytes.Buffer
	cmd.Stderr = &failure
	output, err := cmd.Output()
	if err != nil {
		lines := strings.Split(strings.TrimSpace(failure.String()), "\n")
		return "", fmt.Errorf("%s: %w: %s", name, err, lines[len(lines)-1])
	}
	return string(output), nil
}
