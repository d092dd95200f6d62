package main

import (
	"bytes"
	"debug/buildinfo"
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
)

// program is an executable and what it says of itself.
type program struct {
	content      []byte
	goos, goarch string
	modules      []*debug.Module // those that are linked in, without our own
	glibc        string          // the oldest that it starts with, or "-"
}

func readProgram(path string) (program, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return program{}, err
	}
	info, err := buildinfo.Read(bytes.NewReader(content))
	if err != nil {
		return program{}, fmt.Errorf("%s is no program of Go: %w", path, err)
	}
	p := program{content: content, modules: info.Deps, glibc: "-"}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "GOOS":
			p.goos = setting.Value
		case "GOARCH":
			p.goarch = setting.Value
		}
	}
	if p.goos != "linux" {
		return p, nil
	}
	p.glibc, err = oldestGlibc(content)
	return p, err
}

// oldestGlibc is the newest version of glibc that a symbol of the program asks
// for, or "-" for a program that needs none.
func oldestGlibc(content []byte) (string, error) {
	file, err := elf.NewFile(bytes.NewReader(content))
	if err != nil {
		return "", err
	}
	symbols, err := file.ImportedSymbols()
	if errors.Is(err, elf.ErrNoSymbols) {
		return "-", nil // it is linked with no library
	}
	if err != nil {
		return "", err
	}
	newest := ""
	for _, symbol := range symbols {
		version, ok := strings.CutPrefix(symbol.Version, "GLIBC_")
		if ok && (newest == "" || older(newest, version)) {
			newest = version
		}
	}
	if newest == "" {
		return "", fmt.Errorf("no symbol of %d asks for a version of glibc", len(symbols))
	}
	return newest, nil
}

// older reports whether version a is before b; both are numbers with dots.
func older(a, b string) bool {
	for a != "" && b != "" {
		var x, y string
		x, a, _ = strings.Cut(a, ".")
		y, b, _ = strings.Cut(b, ".")
		n, _ := strconv.Atoi(x) // PRIVATE, the only word, is of no release
		m, _ := strconv.Atoi(y)
		if n != m {
			return n < m
		}
	}
	return a == "" && b != ""
}

// name is the program's in the archive.
func (p program) name() string {
	if p.goos == "windows" {
		return "autogan.exe"
	}
	return "autogan"
}

// title is the name of the archive's only folder.
func (p program) title(version string) string {
	return strings.Join([]string{"autogan", version, p.goos, p.goarch}, "-")
}

func (p program) archive(version string) string {
	if p.goos == "windows" {
		return p.title(version) + ".zip"
	}
	return p.title(version) + ".tar.gz"
}
