package main

import (
	"fmt"
	"os"

	"autogan/tools/debian"
)

const (
	release   = "trixie" // Debian 13
	mirror    = "http://deb.debian.org/debian"
	keyring   = "/usr/share/keyrings/debian-archive-keyring.gpg"
	noKeyring = "no %s, with which Debian's packages are checked: install the package debian-archive-keyring"
)

// unpack unpacks packages of the release, with all that they depend on, into root.
// The folder dir keeps the lists of packages.
func unpack(dir, root string, packages ...string) error {
	if _, err := os.Stat(keyring); err != nil {
		return fmt.Errorf(noKeyring, keyring)
	}
	apt, err := debian.Of(dir, fmt.Sprintf("deb [signed-by=%s] %s %s main", keyring, mirror, release))
	if err != nil {
		return err
	}
	return apt.UnpackWhole(root, packages...)
}
