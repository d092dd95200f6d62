package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// mostKit is the largest archive for untested cards: people send it around.
const mostKit = 60 << 20

// kit is a folder that tools/gpukit/layout has made, as the files of an archive.
type kit struct {
	entries []entry
	program     // all that the programs are made of: modules, and the oldest glibc for all
	count   int // programs
}

func readKit(folder string) (kit, error) {
	k := kit{program: program{glibc: "-"}}
	err := filepath.WalkDir(folder, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(folder, file)
		if err != nil {
			return err
		}
		return k.add(file, filepath.ToSlash(name))
	})
	if err == nil && k.count == 0 {
		err = fmt.Errorf("%s holds no program", folder)
	}
	return k, err
}

func (k *kit) add(file, name string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(text, []byte("\x7fELF")) {
		mode := fs.FileMode(0o644)
		if bytes.HasPrefix(text, []byte("#!/bin/sh")) {
			mode = 0o755
		}
		k.entries = append(k.entries, entry{name, mode, text})
		return nil
	}
	p, err := readProgram(file)
	if err != nil {
		return err
	}
	k.count++
	k.entries = append(k.entries, entry{name, 0o755, text})
	k.goos, k.goarch = p.goos, p.goarch
	k.needs(p.glibc)
	for _, m := range p.modules {
		if !slices.ContainsFunc(k.modules, func(known *debug.Module) bool { return known.Path == m.Path }) {
			k.modules = append(k.modules, m)
		}
	}
	return nil
}

// needs notes that a program needs a glibc, or "-".
func (k *kit) needs(glibc string) {
	if k.glibc == "-" || glibc != "-" && older(k.glibc, glibc) {
		k.glibc = glibc
	}
}

// name is that of the archive's only folder.
func (k kit) name(version string) string {
	return strings.Join([]string{"autogan-gpu-kit", version, k.goos, k.goarch}, "-")
}

// pack returns the archive. It is called in the top folder of the source tree.
func (k kit) pack(version string, modified time.Time) ([]byte, error) {
	linked, err := licences(k.program)
	if err != nil {
		return nil, err
	}
	entries := append(append(slices.Clone(k.entries), entry{"VERSION", 0o644, []byte(version + "\n")}), linked...)
	for i, e := range entries {
		if e.name == "README.txt" {
			entries[i].content = bytes.ReplaceAll(e.content, []byte("{glibc}"), []byte(k.glibc))
		}
		entries[i].name = k.name(version) + "/" + e.name
	}
	var archive bytes.Buffer
	if err := writeTar(&archive, entries, modified); err != nil {
		return nil, err
	}
	if archive.Len() > mostKit {
		return nil, fmt.Errorf("the archive has %s, at most %s: leave a suite out", size(archive.Len()), size(mostKit))
	}
	return archive.Bytes(), nil
}
