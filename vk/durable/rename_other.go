//go:build !windows

package durable

import "os"

// rename is os.Rename: other systems than Windows replace a file that is open.
func rename(from, to string) error { return os.Rename(from, to) }
