package debian

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

// Apt reads package sources with lists and a cache of its own. So it needs no root
// rights and changes nothing outside its folder.
type Apt struct {
	dir     string
	options []string // of every call
	updated bool
}

// Machine is apt with the package sources of this machine, in the folder dir.
func Machine(dir string) *Apt { return &Apt{dir: dir} }

// Of is apt with one source alone, a line of sources.list, in the folder dir. The
// lists of a mirror that is a snapshot are out of date by design.
func Of(dir, source string) (*Apt, error) {
	list := filepath.Join(dir, "sources.list")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	options := []string{
		"-o", "Dir::Etc::SourceList=" + list, "-o", "Dir::Etc::SourceParts=-", "-o", "Dir::Etc::PreferencesParts=-",
		"-o", "Acquire::Check-Valid-Until=false",
	}
	return &Apt{dir: dir, options: options}, durable.WriteFile(list, []byte(source+"\n"))
}

// errNoApt says why a machine without apt gets no further drivers.
var errNoApt = errors.New("this machine has no apt-get to fetch it with")

// Update reads the package lists, once, and not when those of the last day
// are there.
func (a *Apt) Update() error {
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
		if _, err := a.Output("apt-get", "-q", "update"); err != nil {
			return err
		}
		if err := durable.WriteFile(stamp, nil); err != nil {
			return err
		}
	}
	a.updated = true
	return nil
}

// Versions lists the versions of a package that the sources offer, newest first.
func (a *Apt) Versions(name string) ([]string, error) {
	if err := a.Update(); err != nil {
		return nil, err
	}
	text, err := a.Output("apt-cache", "madison", name)
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

// Unpack downloads packages, each NAME or NAME=VERSION, and unpacks them into root.
func (a *Apt) Unpack(root string, names ...string) error {
	if err := a.Update(); err != nil {
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
	n, err := extract(download, root)
	if err == nil && n != len(names) {
		err = fmt.Errorf("apt-get download %s left %d archives", strings.Join(names, " "), n)
	}
	return err
}

// UnpackWhole downloads packages with all that they depend on, as if nothing were
// installed, and unpacks them into root. Their installation scripts are not run.
func (a *Apt) UnpackWhole(root string, names ...string) error {
	if err := a.Update(); err != nil {
		return err
	}
	archives, nothing := filepath.Join(a.dir, "cache", "archives"), filepath.Join(a.dir, "status")
	if err := os.MkdirAll(filepath.Join(archives, "partial"), 0o755); err != nil {
		return err
	}
	if err := durable.WriteFile(nothing, nil); err != nil {
		return err
	}
	options := []string{"-q", "--yes", "-o", "Dir::State::Status=" + nothing, "-o", "APT::Install-Recommends=false", "--download-only", "install"}
	if _, err := a.Output("apt-get", append(options, names...)...); err != nil {
		return err
	}
	if _, err := extract(archives, root); err != nil {
		return err
	}
	return os.RemoveAll(filepath.Join(a.dir, "cache"))
}

// extract unpacks the archives of a folder and says how many there were.
func extract(folder, root string) (int, error) {
	archives, err := filepath.Glob(filepath.Join(folder, "*.deb"))
	if err != nil {
		return 0, err
	}
	for _, archive := range archives {
		if _, err := Command("", "dpkg", "-x", archive, root); err != nil {
			return 0, err
		}
	}
	return len(archives), nil
}

// Dependencies lists the packages that a package depends on directly and that
// are not installed.
func (a *Apt) Dependencies(name string) ([]string, error) {
	text, err := a.Output("apt-cache", "show", name)
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
			if InstalledVersion(dependency) == "" {
				missing = append(missing, dependency)
			}
		}
	}
	return missing, nil
}

// Closure lists packages and all that they depend on, without what they only
// recommend.
func (a *Apt) Closure(packages []string) ([]string, error) {
	text, err := a.Output("apt-cache", append([]string{"depends", "--recurse", "--important"}, packages...)...)
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

// InstalledVersion is the version of a package on this machine, or empty.
func InstalledVersion(name string) string {
	status, err := Command("", "dpkg-query", "-W", "-f", "${db:Status-Status} ${Version}", name)
	version, installed := strings.CutPrefix(status, "installed ")
	if err != nil || !installed {
		return ""
	}
	return version
}

// Output is what an apt command prints.
func (a *Apt) Output(name string, args ...string) (string, error) {
	return a.outputIn("", name, args...)
}

func (a *Apt) outputIn(dir, name string, args ...string) (string, error) {
	own := []string{"-o", "Dir::State::Lists=" + filepath.Join(a.dir, "lists"), "-o", "Dir::Cache=" + filepath.Join(a.dir, "cache")}
	return Command(dir, name, slices.Concat(own, a.options, args)...)
}

const maxMessage = 300 // bytes of a failed command's last line

// Command runs a program; the last line of its error stream is the error.
func Command(dir, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	var failure bytes.Buffer
	cmd.Stderr = &failure
	output, err := cmd.Output()
	if err != nil {
		text := strings.TrimSpace(failure.String())
		last := text[strings.LastIndexByte(text, '\n')+1:]
		return "", fmt.Errorf("%s: %w: %.*s", name, err, maxMessage, last)
	}
	return string(output), nil
}
