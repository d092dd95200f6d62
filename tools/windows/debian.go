package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"autogan/vk/durable"
)

const (
	release    = "trixie" // Debian 13
	mirror     = "http://deb.debian.org/debian"
	keyring    = "/usr/share/keyrings/debian-archive-keyring.gpg"
	noKeyring  = "no %s, with which Debian's packages are checked: install the package debian-archive-keyring"
	maxMessage = 300 // bytes of a failed command's last line
)

// debian reads the packages of one release of Debian with lists, a cache and a
// list of installed packages of its own, which is empty: so a package comes with
// all that it depends on.
type debian struct{ dir string }

// unpack downloads packages with all that they depend on and unpacks them into
// root. Their installation scripts are not run.
func (d debian) unpack(root string, packages ...string) error {
	if err := d.prepare(); err != nil {
		return err
	}
	if err := d.apt("update"); err != nil {
		return err
	}
	if err := d.apt(append([]string{"--yes", "--download-only", "install"}, packages...)...); err != nil {
		return err
	}
	archives, err := filepath.Glob(filepath.Join(d.dir, "cache", "archives", "*.deb"))
	if err != nil {
		return err
	}
	for _, archive := range archives {
		if err := command("dpkg-deb", "--extract", archive, root); err != nil {
			return err
		}
	}
	return os.RemoveAll(filepath.Join(d.dir, "cache"))
}

// prepare writes what apt-get reads instead of the machine's own settings.
func (d debian) prepare() error {
	if _, err := os.Stat(keyring); err != nil {
		return fmt.Errorf(noKeyring, keyring)
	}
	for _, folder := range []string{"lists/partial", "cache/archives/partial", "parts"} {
		if err := os.MkdirAll(filepath.Join(d.dir, folder), 0o755); err != nil {
			return err
		}
	}
	source := fmt.Sprintf("deb [signed-by=%s] %s %s main\n", keyring, mirror, release)
	if err := durable.WriteFile(filepath.Join(d.dir, "sources.list"), []byte(source)); err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(d.dir, "status"), nil)
}

func (d debian) apt(args ...string) error {
	own := []string{"-q"}
	for _, option := range []string{
		"APT::Install-Recommends=false",
		"Dir::State::Lists=" + filepath.Join(d.dir, "lists"),
		"Dir::State::Status=" + filepath.Join(d.dir, "status"),
		"Dir::Cache=" + filepath.Join(d.dir, "cache"),
		"Dir::Etc::SourceList=" + filepath.Join(d.dir, "sources.list"),
		"Dir::Etc::SourceParts=" + filepath.Join(d.dir, "parts"),
		"Dir::Etc::PreferencesParts=" + filepath.Join(d.dir, "parts"),
	} {
		own = append(own, "-o", option)
	}
	return command("apt-get", append(own, args...)...)
}

// command runs a program; the last line of its error stream is the error.
func command(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	var failure bytes.Buffer
	cmd.Stderr = &failure
	if err := cmd.Run(); err != nil {
		text := strings.TrimSpace(failure.String())
		last := text[strings.LastIndexByte(text, '\n')+1:]
		return fmt.Errorf("%s: %w: %.*s", name, err, maxMessage, last)
	}
	return nil
}
